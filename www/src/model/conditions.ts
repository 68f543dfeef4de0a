// The filters and the search of a view as JavaScript, with the functions that it calls. It selects what `filters.ts` and `search.ts`
// select, also among records of wrong types.

import type { Filter } from "./filters.ts";
import { DATE_FIELDS, ISO, ODD_DATE } from "./issues.ts";
import { type Field, parseField } from "./path.ts";
import { LONGEST, words } from "./search.ts";
import { PLACES } from "./values.ts";

/** An expression about `candidate`, and the functions that it calls. */
interface Condition {
  readonly code: string;
  readonly calls: readonly (keyof typeof FUNCTIONS)[];
}

/** A type in the code; nothing in JavaScript. */
type Typed = (type: string) => string;

const FUNCTIONS = {
  values: (t: Typed) => `/** An object's own member, in a list; an empty list if there is none. */
const own = (value${t("unknown")}, name${t("string | number")})${t("unknown[]")} =>
  typeof value !== "object" || value === null || Array.isArray(value) ? [] : Object.entries(value).flatMap(([key, inner]) => (key === name ? [inner] : []));

/** The values at a path. 0 leads to each element of a list; in a list, a name leads to the value of the element with this key. */
const values = (value${t("unknown")}, [step, ...others]${t("(string | number)[]")})${t("unknown[]")} => {
  if (step === undefined) return [value];
  if (!Array.isArray(value)) return own(value, step).flatMap((inner) => values(inner, others));
  if (step === 0) return value.flatMap((element) => values(element, others));
  return value.flatMap((element) => (own(element, "key")[0] === step ? values(own(element, "value")[0], others) : []));
};
`,
  filled: (t: Typed) => `/** Whether a value is not null, "", [] or {}. */
const filled = (value${t("unknown")})${t("boolean")} =>
  typeof value === "object" && value !== null ? Object.keys(value).length > 0 : value !== null && value !== undefined && value !== "";
`,
  text: (t: Typed) => `/** A value's text, or its JSON if it is no text; null if it is empty. */
const text = (value${t("unknown")})${t("string | null")} =>
  value === null || value === undefined || value === "" ? null : typeof value === "string" ? value : JSON.stringify(value);
`,
  contains: (t: Typed) => `/** All texts and numbers of a value. */
const texts = (value${t("unknown")})${t("string[]")} => {
  if (typeof value === "object" && value !== null) return Object.values(value).flatMap((inner) => texts(inner));
  return typeof value === "string" || typeof value === "number" ? [String(value)] : [];
};

/** Whether a record contains all words. Case and accents are ignored, and only the start of a very long record is searched. */
const contains = (value${t("unknown")}, words${t("string[]")})${t("boolean")} => {
  const all = texts(value).join("\\n").slice(0, ${LONGEST}).toLowerCase().normalize("NFD").replaceAll(/\\p{M}/gu, "");
  return words.every((word) => all.includes(word));
};
`,
  isOddDate: (t: Typed) => `/** Whether a text is not a date in ISO form. */
const isOddDate = (value${t("unknown")})${t("boolean")} =>
  typeof value === "string" && value !== "" && !${ISO}.test(value);
`,
};

/** The functions that the conditions call, as code. */
export function functions(conditions: readonly Condition[], typed: boolean): string {
  const called = new Set(conditions.flatMap(({ calls }) => calls));
  const names = (Object.keys(FUNCTIONS) as (keyof typeof FUNCTIONS)[]).filter((name) => called.has(name));
  return names.map((name) => FUNCTIONS[name]((type) => (typed ? `: ${type}` : ""))).join("\n");
}

const quoted = (value: unknown): string => JSON.stringify(value);
const at = (base: string, field: Field): string => `values(${base}, ${quoted(field)})`;

/** What the filters and the search say of a record itself. Pages and reported issues are not of it: see `reported`. */
export function conditionsOf(filters: readonly Filter[], query: string): Condition[] {
  const searched = [...new Set(words(query))];
  const search: Condition[] = searched.length === 0 ? [] : [{ code: `contains(candidate, ${quoted(searched)})`, calls: ["contains"] }];
  return [...filters.flatMap(conditionOf), ...search];
}

function conditionOf(filter: Filter): Condition[] {
  switch (filter.sort) {
    case "has":
    case "lacks": {
      const code = `${at("candidate", parseField(filter.field) ?? [])}.some(filled)`;
      return [{ code: filter.sort === "has" ? code : `!${code}`, calls: ["values", "filled"] }];
    }
    case "value": {
      const { list, field } = PLACES[filter.kind];
      const elements = list.length === 0 ? "[candidate]" : at("candidate", list);
      return [{ code: `${elements}.some((element) => text(${at("element", field)}[0]) === ${quoted(filter.value)})`, calls: ["values", "text"] }];
    }
    case "issue":
      return isReported(filter) ? [] : [oddDate([parseField(filter.key.split("~")[0] ?? "") ?? []])];
    case "only":
      if (filter.what === "deleted") return [{ code: `${at("candidate", ["remote_deleted_at"])}.some(filled)`, calls: ["values", "filled"] }];
      return filter.what === "confidential" ? [{ code: `${at("candidate", ["confidential"])}.includes(true)`, calls: ["values"] }] : [];
    case "page":
      return [];
  }
}

/** The condition that a date of these fields has another form. The page looks for such dates; the package does not report them. */
export function oddDate(fields: readonly Field[] = DATE_FIELDS): Condition {
  const any = fields.map((field) => `${at("candidate", field)}.some(isOddDate)`).join(" || ");
  return { code: fields.length > 1 ? `(${any})` : any, calls: ["values", "isOddDate"] };
}

/** Whether a filter is about issues that the package reports: it selects by `page.issues`. */
export const isReported = (filter: Filter): boolean =>
  filter.sort === "issue" ? !filter.key.endsWith(`~${ODD_DATE.expected}~${ODD_DATE.found}`) : filter.sort === "only" && filter.what === "issues";
