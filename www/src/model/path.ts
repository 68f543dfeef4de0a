// Fields and places of records. A field is a list of steps (`applications[].outcome`); a place is one value of it (`applications[0].outcome`).

import type { JsonValue } from "kombo-edge";

/** The value at a place. It comes from a server, so it may be any JSON. */
export type Value = JsonValue | undefined;
export type JsonObject = { readonly [key: string]: JsonValue };

/** The step to every element of a list. */
export const EACH = 0;
export type Step = string | typeof EACH;
/** The steps to a field. Below `integration_fields`, a name is the `key` of an element and leads to its `value`. */
export type Field = readonly Step[];

export const isObject = (value: unknown): value is JsonObject => typeof value === "object" && value !== null && !Array.isArray(value);

/** An own member. Inherited ones do not count, and a server may send a member named `__proto__`. */
export const member = (value: unknown, name: string): Value => (isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined);

export const elements = (value: unknown): readonly JsonValue[] => (Array.isArray(value) ? (value as JsonValue[]) : []);

/** Whether a value is not empty. Null, `""`, `[]` and `{}` are empty; `false` and `0` are not. */
export function isFilled(value: Value): boolean {
  if (value === null || value === undefined || value === "") return false;
  if (typeof value !== "object") return true;
  return Array.isArray(value) ? value.length > 0 : Object.keys(value).length > 0;
}

/** All values of a field in a record. */
export function valuesOf(value: Value, field: Field, at = 0): Value[] {
  const step = field[at];
  if (step === undefined) return [value];
  if (step === EACH) return elements(value).flatMap((element) => valuesOf(element, field, at + 1));
  if (Array.isArray(value)) {
    const named = value.filter((element) => member(element, "key") === step);
    return named.flatMap((element) => valuesOf(member(element, "value"), field, at + 1));
  }
  return isObject(value) && Object.hasOwn(value, step) ? valuesOf(value[step], field, at + 1) : [];
}

/** Whether a record fills a field, in at least one element of a list. */
export const fills = (record: Value, field: Field): boolean => valuesOf(record, field).some(isFilled);

const PLAIN = /^[A-Za-z_$][\w$-]*$/;

/** Prints a field: `applications[].outcome`. A name with special characters is in quotes. */
export function printField(field: Field): string {
  let text = "";
  for (const step of field) {
    if (step === EACH) text += "[]";
    else if (PLAIN.test(step)) text += text === "" ? step : `.${step}`;
    else text += `[${JSON.stringify(step)}]`;
  }
  return text;
}

const STEPS = /\.?([A-Za-z_$][\w$-]*)|\[(\d*)\]|\[("(?:[^"\\]|\\.)*")\]/gy;

/** Parses a printed field or place: names, indices, and -1 for `[]`. Returns null when the text is neither. */
function parse(text: string): (string | number)[] | null {
  const steps: (string | number)[] = [];
  STEPS.lastIndex = 0;
  while (STEPS.lastIndex < text.length) {
    const found = STEPS.exec(text);
    if (!found) return null;
    const [, plain, index, quoted] = found;
    if (plain !== undefined) steps.push(plain);
    else if (quoted !== undefined) steps.push(unquoted(quoted));
    else steps.push(index === "" ? -1 : Number(index));
  }
  return steps;
}

function unquoted(text: string): string {
  try {
    return String(JSON.parse(text));
  } catch {
    return text;
  }
}

/** Parses a printed field. Returns null when the text is none. */
export function parseField(text: string): Field | null {
  const steps = parse(text);
  return steps === null || steps.length === 0 ? null : steps.map((step) => (typeof step === "number" ? EACH : step));
}

/** Parses the path of an issue: `$.applications[0].job`. */
export function parsePlace(path: string): (string | number)[] {
  return parse(path.replace(/^\$\.?/, "")) ?? [];
}

/** The field of a place. The record itself is the empty field. */
export const fieldOfPlace = (place: readonly (string | number)[]): Field => place.map((step) => (typeof step === "number" ? EACH : step));

/** The value at a place. */
export function valueAt(record: Value, place: readonly (string | number)[]): Value {
  let value = record;
  for (const step of place) value = typeof step === "number" ? elements(value)[step] : member(value, step);
  return value;
}
