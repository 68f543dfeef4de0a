// Prints a record's JSON as lines that can be folded. Each line has the place that it shows.

import { isObject, type Value } from "./path.ts";

export type Place = readonly (string | number)[];

export interface Line {
  readonly id: string;
  readonly place: Place;
  readonly depth: number;
  /** The member's name, in quotes. */
  readonly name: string | null;
  readonly text: string;
  readonly kind: "string" | "number" | "word" | "open" | "close" | "folded" | "more";
  readonly comma: boolean;
}

const [LONGEST, MOST_LINES] = [2_000, 2_000];
export const placeId = (place: Place): string => JSON.stringify(place);

const kindOf = (value: Value): Line["kind"] => (typeof value === "string" ? "string" : typeof value === "number" ? "number" : "word");

function shortText(value: Value): string {
  const json = JSON.stringify(value) ?? "null";
  return json.length > LONGEST ? `${json.slice(0, LONGEST)}… ${json.length.toLocaleString("en")} characters` : json;
}

/** The lines of a value. `unfolded` returns whether a place's members are shown. */
export function lines(record: Value, unfolded: (place: Place) => boolean): Line[] {
  const all: Line[] = [];
  const visit = (value: Value, place: Place, name: string | null, comma: boolean): void => {
    if (all.length > MOST_LINES) return;
    const base = { place, depth: place.length, name: name === null ? null : JSON.stringify(name), comma };
    const list = Array.isArray(value);
    const count = list ? value.length : isObject(value) ? Object.keys(value).length : 0;
    const [open, close] = list ? ["[", "]"] : ["{", "}"];
    if (!list && !isObject(value)) all.push({ ...base, id: placeId(place), text: shortText(value), kind: kindOf(value) });
    else if (count === 0) all.push({ ...base, id: placeId(place), text: `${open}${close}`, kind: "word" });
    else if (!unfolded(place))
      all.push({
        ...base,
        id: placeId(place),
        text: `${open} ${count} ${list ? (count === 1 ? "item" : "items") : count === 1 ? "key" : "keys"} ${close}`,
        kind: "folded",
      });
    else {
      all.push({ ...base, id: placeId(place), text: open, kind: "open", comma: false });
      if (list) value.forEach((element, n) => visit(element, [...place, n], null, n < count - 1));
      else Object.keys(value as object).forEach((key, n) => visit((value as { [key: string]: Value })[key], [...place, key], key, n < count - 1));
      all.push({ ...base, id: `${placeId(place)}/`, name: null, text: close, kind: "close" });
    }
  };
  visit(record, [], null, false);
  if (all.length > MOST_LINES) all.push({ id: "more", place: [], depth: 0, name: null, text: "…", kind: "more", comma: false });
  return all;
}
