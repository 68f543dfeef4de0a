// Search over all fields: every word of the query has to be somewhere in the record, whatever the case and the accents.

import type { Value } from "./path.ts";

/** More of a record is not searched: its texts may be megabytes. */
const LONGEST = 50_000;
const NOT_ASCII = /[^\x00-\x7f]/;

/** Without case and accents. */
export function folded(text: string): string {
  const lower = text.toLowerCase();
  return NOT_ASCII.test(lower) ? lower.normalize("NFD").replaceAll(/\p{M}/gu, "") : lower;
}

/** All that can be found in a record, as one text. */
export function haystack(record: Value): string {
  const parts: string[] = [];
  let room = LONGEST;
  const visit = (value: Value): void => {
    if (room <= 0 || value === null || value === undefined) return;
    if (typeof value === "string" || typeof value === "number") {
      const part = String(value).slice(0, room);
      room -= part.length;
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

/** The words of a query; a record is found when it holds all of them. */
export const words = (query: string): string[] => folded(query).split(/\s+/).filter(Boolean);

export const matches = (hay: string, searched: readonly string[]): boolean => searched.every((word) => hay.includes(word));
