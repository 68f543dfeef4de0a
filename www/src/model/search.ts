// Searches all fields: a record matches when it contains every word of the query. Case and accents are ignored.

import type { Value } from "./path.ts";

/** The most characters of a record that are searched: its texts may be megabytes. */
export const LONGEST = 50_000;
const NOT_ASCII = /[^\x00-\x7f]/;

/** The text in lower case without accents. */
export function folded(text: string): string {
  const lower = text.toLowerCase();
  return NOT_ASCII.test(lower) ? lower.normalize("NFD").replaceAll(/\p{M}/gu, "") : lower;
}

/** All texts and numbers of a record, as one text to search in. */
export function haystack(record: Value): string {
  const parts: string[] = [];
  let room = LONGEST;
  const visit = (value: Value): void => {
    if (room <= 0 || value === null || value === undefined) return;
    if (typeof value === "string" || typeof value === "number") {
      const part = String(value).slice(0, room);
      room -= part.length + 1;
      parts.push(part);
    } else if (Array.isArray(value)) {
      for (const element of value) visit(element);
    } else if (typeof value === "object") {
      for (const key of Object.keys(value)) visit(value[key]);
    }
  };
  visit(record);
  return folded(parts.join("\n"));
}

/** The words of a query. */
export const words = (query: string): string[] => folded(query).split(/\s+/).filter(Boolean);

export const matches = (hay: string, searched: readonly string[]): boolean => searched.every((word) => hay.includes(word));
