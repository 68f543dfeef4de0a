// A parameter given as text, in a page's query or after a flag of the command, as the client takes it.

import { PARAMETERS } from "./generated/parameters.ts";

/** What cannot be of the parameter's kind stays text, for the client to object to; so does what is no parameter. */
export function parameter(name: string, text: string): string | number | boolean | string[] {
  switch (kind(name)) {
    case "list":
      return text.split(",");
    case "integer":
      return /^\d{1,9}$/.test(text) ? Number(text) : text;
    case "boolean":
      return /^(true|false)$/.test(text) ? text === "true" : text;
    default:
      return text;
  }
}

function kind(name: string): string | undefined {
  const kinds: Readonly<Record<string, string>> = PARAMETERS;
  return Object.hasOwn(kinds, name) ? kinds[name] : undefined;
}
