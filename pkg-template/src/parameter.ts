// Converts a parameter from text (a query of the proxy, a flag of the command) to the type that the client expects.

import { PARAMETERS } from "./generated/parameters.ts";

/** The value in the parameter's type. An invalid value or an unknown parameter stays text, and the client rejects it. */
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
