// The view's filters. They select among the records that have arrived and send no request. A record must pass all filters.

import { type Field, fills, parseField, type Value } from "./path.ts";
import { isConfidential, isDeleted } from "./record.ts";
import { KINDS, type Kind, valuesOfKind } from "./values.ts";

export type Filter =
  | { readonly sort: "lacks" | "has"; readonly field: string }
  | { readonly sort: "issue"; readonly key: string }
  | { readonly sort: "value"; readonly kind: Kind; readonly value: string | null }
  | { readonly sort: "page"; readonly page: number }
  | { readonly sort: "only"; readonly what: "deleted" | "confidential" | "issues" };

/** The input of a filter. */
export interface Row {
  readonly record: Value;
  readonly page: number;
  /** The keys of the record's issues. */
  readonly issues: readonly string[];
}

/** The filter's slot. A filter replaces another one with the same slot. */
export function slot(filter: Filter): string {
  if (filter.sort === "has" || filter.sort === "lacks") return "field";
  return filter.sort === "value" ? filter.kind : filter.sort;
}

export const isSame = (a: Filter, b: Filter): boolean => JSON.stringify(a) === JSON.stringify(b);

/** The filters after a click on this one: it is removed when it is active, else it takes its slot. */
export function toggled(filters: readonly Filter[], filter: Filter): readonly Filter[] {
  const others = filters.filter((other) => slot(other) !== slot(filter));
  return filters.some((other) => isSame(other, filter)) ? others : [...others, filter];
}

type Test = (row: Row) => boolean;

function testOf(filter: Filter): Test {
  switch (filter.sort) {
    case "lacks":
    case "has": {
      const field: Field = parseField(filter.field) ?? [];
      const wanted = filter.sort === "has";
      return ({ record }) => fills(record, field) === wanted;
    }
    case "issue":
      return ({ issues }) => issues.includes(filter.key);
    case "value":
      return ({ record }) => valuesOfKind(record, filter.kind).includes(filter.value);
    case "page":
      return ({ page }) => page === filter.page;
    case "only":
      if (filter.what === "issues") return ({ issues }) => issues.length > 0;
      return filter.what === "deleted" ? ({ record }) => isDeleted(record) : ({ record }) => isConfidential(record);
  }
}

export function testAll(filters: readonly Filter[]): Test {
  const tests = filters.map(testOf);
  return (row) => tests.every((test) => test(row));
}

/** The two texts of a filter's pill: `Lacks`, `phone_numbers`. */
export function inWords(filter: Filter): [string, string] {
  switch (filter.sort) {
    case "lacks":
      return ["Lacks", filter.field];
    case "has":
      return ["Has", filter.field];
    case "issue":
      return ["Issue in", filter.key.split("~")[0] || "record"];
    case "value":
      return [{ outcome: "Outcome", stage: "Stage", source: "Source", tag: "Tag" }[filter.kind], filter.value ?? "none"];
    case "page":
      return ["Page", String(filter.page)];
    case "only":
      return ["Only", filter.what === "issues" ? "with issues" : filter.what];
  }
}

/** The filters and the search as one text: `Lacks company, Stage Offer`. Empty without any. */
export function narrowed(filters: readonly Filter[], query: string): string {
  const parts = filters.map((filter) => inWords(filter).join(" "));
  return [...parts, ...(query.trim() === "" ? [] : [`Search “${query.trim()}”`])].join(", ");
}

/** The end of a sentence about the selected records: ` that lack phone_numbers`, as in `3 of 1,625 that lack phone_numbers`. */
export function clause(filters: readonly Filter[], query: string): string {
  const parts = filters.map((filter) => {
    const [how, what] = inWords(filter);
    if (filter.sort === "only") return filter.what === "issues" ? "with issues" : `that are ${what}`;
    return filter.sort === "lacks" ? `lack ${what}` : filter.sort === "has" ? `have ${what}` : `${how.toLowerCase()} ${what}`;
  });
  if (query.trim() !== "") parts.push("match the search");
  const [first] = filters;
  const that = (!first && parts.length > 0) || first?.sort === "lacks" || first?.sort === "has" ? "that " : "";
  return parts.length === 0 ? "" : ` ${that}${parts.join(", ")}`;
}

/** The filter as an entry of the address: `lacks`, `phone_numbers`. */
export function toEntry(filter: Filter): [string, string] {
  switch (filter.sort) {
    case "lacks":
    case "has":
      return [filter.sort, filter.field];
    case "issue":
      return ["issue", filter.key];
    case "value":
      return [filter.kind, filter.value === null ? "" : `=${filter.value}`];
    case "page":
      return ["page", String(filter.page)];
    case "only":
      return ["only", filter.what];
  }
}

/** The filter of an entry of the address, or null when the entry is invalid. */
export function fromEntry(name: string, text: string): Filter | null {
  if (name === "lacks" || name === "has") return parseField(text) && { sort: name, field: text };
  if (name === "issue") return { sort: "issue", key: text };
  if (name === "page") return Number.isSafeInteger(Number(text)) && Number(text) > 0 ? { sort: "page", page: Number(text) } : null;
  if (name === "only") return text === "deleted" || text === "confidential" || text === "issues" ? { sort: "only", what: text } : null;
  const kind = KINDS.find((one) => one === name);
  return kind ? { sort: "value", kind, value: text.startsWith("=") ? text.slice(1) : null } : null;
}
