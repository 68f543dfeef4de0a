// The table's columns: the text of each, its sort key, and the order in which they are omitted when there is no room.

import { age, dateTime } from "./dates.ts";
import { type Field, parseField, printField, type Value, valuesOf } from "./path.ts";
import { applicationsOf, emailOf, line, nameOf, statusOf } from "./record.ts";
import type { Key } from "./sort.ts";

export interface Column {
  readonly id: string;
  readonly label: string;
  /** The fields that it shows. */
  readonly fields: readonly string[];
  /** The least width in px, and the share of the remaining width. */
  readonly width: number;
  readonly grow: number;
  /** When there is no room, the columns with the highest number are omitted first. */
  readonly dropped: number;
  readonly isNumeric?: boolean;
  text(record: Value, now: number): string | null;
  key(record: Value): Key;
}

const time = (text: string | null): Key => {
  const at = text === null ? NaN : Date.parse(text);
  return Number.isNaN(at) ? text : at;
};
const textKey = (text: string | null): Key => text;

const OWN: readonly Column[] = [
  { id: "name", label: "Name", fields: ["first_name", "last_name"], width: 132, grow: 3, dropped: 0, text: nameOf, key: (record) => textKey(nameOf(record)) },
  {
    id: "work",
    label: "Title · company",
    fields: ["title", "company"],
    width: 180,
    grow: 5,
    dropped: 4,
    text: (record) =>
      ["title", "company"]
        .map((name) => fieldText(record, [name]))
        .filter((part) => part !== null)
        .join(" · ") || null,
    key: (record) => fieldText(record, ["title"]) ?? fieldText(record, ["company"]),
  },
  { id: "email", label: "E-mail", fields: ["email_addresses"], width: 140, grow: 3.5, dropped: 2, text: emailOf, key: (record) => textKey(emailOf(record)) },
  {
    id: "application",
    label: "Latest application",
    fields: ["applications"],
    width: 142,
    grow: 3,
    dropped: 1,
    text: (record) => (latest(record) ? statusOf(latest(record)) : null),
    key: (record) => (latest(record) ? statusOf(latest(record)) : null),
  },
  {
    id: "source",
    label: "Source",
    fields: ["source"],
    width: 110,
    grow: 2,
    dropped: 3,
    text: (record) => fieldText(record, ["source"]),
    key: (record) => fieldText(record, ["source"]),
  },
  {
    id: "changed",
    label: "Changed",
    fields: ["changed_at"],
    width: 92,
    grow: 1,
    dropped: 0,
    isNumeric: true,
    text: (record, now) => withText(fieldText(record, ["changed_at"]), (text) => age(text, now)),
    key: (record) => time(fieldText(record, ["changed_at"])),
  },
];

export const DEFAULT_COLUMNS: readonly string[] = OWN.map(({ id }) => id);

const latest = (record: Value): Value => applicationsOf(record)[0]?.application;
const withText = (text: string | null, then: (text: string) => string): string | null => (text === null ? null : then(text));

/** A field's values as one line, without empty values. */
export function fieldText(record: Value, field: Field): string | null {
  return (
    valuesOf(record, field)
      .map(line)
      .filter((text) => text !== null)
      .join(", ") || null
  );
}

function forField(id: string, field: Field): Column {
  const isTime = id.endsWith("_at");
  const text = (record: Value) => fieldText(record, field);
  return {
    id,
    label: id,
    fields: [id],
    width: 120,
    grow: 2,
    dropped: 2.5,
    text: isTime ? (record) => withText(text(record), dateTime) : text,
    key: (record) => (isTime ? time(text(record)) : single(record, field)),
  };
}

/** The sort key: a single number as a number, else the text. */
function single(record: Value, field: Field): Key {
  const values = valuesOf(record, field);
  const [value] = values;
  return values.length === 1 && typeof value === "number" ? value : fieldText(record, field);
}

/** The column with this id: one of the table's own, or one for any field. */
export function column(id: string): Column | null {
  const own = OWN.find((column) => column.id === id);
  if (own) return own;
  const field = parseField(id);
  return field && forField(printField(field), field);
}

/** The columns that fit into `room` px. */
export function fitting(columns: readonly Column[], room: number): readonly Column[] {
  let kept = columns;
  while (kept.length > 1 && kept.reduce((sum, { width }) => sum + width + 16, 0) > room) {
    const least = kept.reduce((a, b) => (b.dropped >= a.dropped ? b : a));
    kept = kept.filter((column) => column !== least);
  }
  return kept;
}
