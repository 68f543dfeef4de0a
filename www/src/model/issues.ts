// Issues of records, and groups of equal issues with their counts.

import type { CandidatePage, RecordIssue } from "kombo-edge";
import { EACH, elements, type Field, fieldOfPlace, member, parsePlace, printField, type Value, valueAt } from "./path.ts";

/** One issue of one record. */
export interface Issue {
  readonly place: readonly (string | number)[];
  readonly field: Field;
  /** The key of its group. */
  readonly key: string;
  readonly expected: string;
  readonly found: string;
  readonly became: string;
}

/** Issues of many records with the same field, expectation and finding. */
export interface Group {
  readonly key: string;
  /** The printed field; `record` for the record itself. */
  readonly name: string;
  readonly what: string;
  readonly became: string;
  count: number;
  records: number;
  last: number;
}

/** The most groups. Issues of further groups are only counted. */
const MOST_GROUPS = 200;

/** A page's records that arrived, each with its reported issues. */
export interface Sorted {
  readonly issues: readonly (readonly RecordIssue[])[];
  /** The number of records that `on_invalid: "skip"` left out. */
  readonly leftOut: number;
  /** Whether more may have been left out, because the page lists only its first issues. */
  readonly mayBeMore: boolean;
}

/** Sorts a page's issues by record. An issue's index counts the records that were left out too. */
export function byRecord({ results, issues, meta }: Pick<CandidatePage, "results" | "issues" | "meta">, skips: boolean): Sorted {
  const byIndex = new Map<number, RecordIssue[]>();
  for (const issue of issues) byIndex.set(issue.index, [...(byIndex.get(issue.index) ?? []), issue]);
  // A number that JavaScript cannot hold does not break the contract, so its record is kept.
  const leftOut = new Set(skips ? issues.filter(({ expected }) => !isRounded(expected)).map(({ index }) => index) : []);
  let index = -1;
  const sorted = results.map(() => {
    do index += 1;
    while (leftOut.has(index));
    return byIndex.get(index) ?? [];
  });
  return { issues: sorted, leftOut: leftOut.size, mayBeMore: skips && meta.issues !== undefined };
}

/** The issues of a record: those that the package reported, and dates in another form, which the package does not check. */
export function issuesOf(record: Value, reported: readonly RecordIssue[]): Issue[] {
  const listed = reported.map(({ path, expected, found }) => toIssue(record, parsePlace(path), expected, found));
  return [...listed, ...oddDates(record, listed)];
}

function toIssue(record: Value, place: readonly (string | number)[], expected: string, found: string): Issue {
  const field = fieldOfPlace(place);
  return { place, field, key: `${printField(field)}~${expected}~${found}`, expected, found, became: became(valueAt(record, place), found) };
}

function became(value: Value, found: string): string {
  if (value === null && found !== "null") return "now null";
  if (Array.isArray(value) && value.length === 0 && found !== "array") return "now [ ]";
  return value === undefined && found === "nothing" ? "missing" : "kept";
}

const DATES = ["remote_created_at", "remote_updated_at", "changed_at", "remote_deleted_at"];
const APPLICATION_DATES = ["rejected_at", "changed_at", "remote_created_at", "remote_updated_at"];
/** The fields that hold dates. */
export const DATE_FIELDS: readonly Field[] = [...DATES.map((name) => [name]), ...APPLICATION_DATES.map((name): Field => ["applications", EACH, name])];
/** An issue that the page finds itself. */
export const ODD_DATE = { expected: "date", found: "other text" } as const;
export const ISO = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/;

export const isDate = (value: unknown): value is string => typeof value === "string" && ISO.test(value);

function oddDates(record: Value, listed: readonly Issue[]): Issue[] {
  const found: Issue[] = [];
  const look = (place: readonly (string | number)[], value: Value) => {
    if (typeof value !== "string" || value === "" || ISO.test(value)) return;
    if (!listed.some((other) => printField(other.place as Field) === printField(place as Field)))
      found.push(toIssue(record, place, ODD_DATE.expected, ODD_DATE.found));
  };
  for (const name of DATES) look([name], member(record, name));
  elements(member(record, "applications")).forEach((application, n) => {
    for (const name of APPLICATION_DATES) look(["applications", n, name], member(application, name));
  });
  return found;
}

export class IssueGroups {
  readonly groups = new Map<string, Group>();
  /** The number of issues, and of records that have one. */
  count = 0;
  records = 0;

  add(n: number, issues: readonly Issue[]): void {
    if (issues.length > 0) this.records += 1;
    for (const { key, field, expected, found, became } of issues) {
      this.count += 1;
      let group = this.groups.get(key);
      if (!group) {
        if (this.groups.size >= MOST_GROUPS) continue;
        const name = printField(field) || "record";
        this.groups.set(key, (group = { key, name, what: describe(expected, found), became, count: 0, records: 0, last: -1 }));
      }
      group.count += 1;
      if (group.last !== n) {
        group.last = n;
        group.records += 1;
      }
    }
  }

  sorted(): Group[] {
    return [...this.groups.values()].sort((a, b) => b.count - a.count || (a.key < b.key ? -1 : 1));
  }
}

const WORDS: { readonly [word: string]: string } = {
  string: "text",
  "string or null": "text",
  boolean: "true or false",
  "boolean or null": "true or false",
  integer: "a whole number",
  "integer or null": "a whole number",
  array: "a list",
  "array or null": "a list",
  object: "an object",
  "object or null": "an object or null",
  date: "a date",
  "any JSON": "a value",
};
const FOUND: { readonly [word: string]: string } = {
  nothing: "absent",
  null: "found null",
  boolean: "found true or false",
  number: "found a number",
  string: "found text",
  array: "found a list",
  object: "found an object",
  "other text": "found other text",
};
const NUMBER = "a number that JavaScript can hold";

/** Describes an issue: `expected text, found a number`. */
export function describe(expected: string, found: string): string {
  if (expected === NUMBER) return "a number too large or too fine, its digits change";
  return `expected ${wordFor(expected)}, ${FOUND[found] ?? `found ${found}`}`;
}

export const wordFor = (expected: string): string => WORDS[expected] ?? expected;
export const isRounded = (expected: string): boolean => expected === NUMBER;
