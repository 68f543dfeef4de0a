// The view's filters: each narrows what has arrived, none asks Kombo. One of a sort; all of them have to hold.

import { type Field, fills, parseField, type Value } from "./path.ts";
import { isConfidential, isDeleted } from "./record.ts";
import { KINDS, type Kind, valuesOfKind } from "./values.ts";

export type Filter =
  | { readonly sort: "lacks" | "has"; readonly field: string }
  | { readonly sort: "issue"; readonly key: string }
  | { readonly sort: "value"; readonly kind: Kind; readonly value: string | null }
  | { readonly sort: "page"; readonly page: number }
  | { readonly sort: "only"; readonly what: "deleted" | "confidential" | "issues" };

/** What a filter may look at. */
export interface Row {
  readonly record: Value;
  readonly page: number;
  /** The keys of the record's issues. */
  readonly issues: readonly string[];
}

/** Filters with the same slot replace each other. */
export function slot(filter: Filter): string {
  if (filter.sort === "has" || filter.sort === "lacks") return "field";
  return filter.sort === "value" ? filter.kind : filter.sort;
}

export const isSame = (a: Filter, b: Filter): boolean => JSON.stringify(a) === JSON.stringify(b);

/** The filters after a click on this one: it takes its slot, or leaves it when it was in force. */
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

/** In words: `Lacks`, `phone_numbers`. */
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

/** What the view narrows to, as the pills say it: `Lacks company, Stage Offer`; empty when it is everything. */
export function narrowed(filters: readonly Filter[], query: string): string {
  const parts = filters.map((filter) => inWords(filter).join(" "));
  return [...parts, ...(query.trim() === "" ? [] : [`Search “${query.trim()}”`])].join(", ");
}

/** Of the record that is open: `3 of 1,625 that lack phone_numbers`. */
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

/** For the address: `lacks`, `phone_numbers`. */
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

/** The filter of such an entry; null when it is none. */
export function fromEntry(name: string, text: string): Filter | null {
  if (name === "lacks" || name === "has") return parseField(text) && { sort: name, field: text };
  if (name === "issue") return { sort: "issue", key: text };
  if (name === "page") return Number.isSafeInteger(Number(text)) && Number(text) > 0 ? { sort: "page", page: Number(text) } : null;
  if (name === "only") return text === "deleted" || text === "confidential" || text === "issues" ? { sort: "only", what: text } : null;
  const kind = KINDS.find((known) => known === name);
  return kind ? { sort: "value", kind, value: text.startsWith("=") ? text.slice(1) : null } : null;
}
