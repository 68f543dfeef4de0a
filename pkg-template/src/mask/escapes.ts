// How others write a character of visible ASCII: JSON and languages like it, URLs, HTML.

import { at, fold, type Place, tree } from "./words.ts";

const NAMES: Record<number, string> = { 34: "quot", 38: "amp", 39: "apos", 60: "lt", 62: "gt" };

/** A tree of what these ways make of each character; its values are the characters. */
const writing = (ways: (code: number, hex: string) => string[]): Place =>
  tree(Array.from({ length: 94 }, (_, index) => ways(index + 33, (index + 33).toString(16)).map((word) => [word, fold(index + 33)] as const)).flat());

/** One tree for each of them: what is an escape for one is plain text for the others. */
export function escapes(): Place[] {
  const json = writing((code) => (/[a-z\d]/i.test(String.fromCharCode(code)) ? [] : [`\\${String.fromCharCode(code)}`]));
  const urls = tree([]);
  const html = writing((code, hex) => [`&${NAMES[code] ?? `#${code}`};`, `&#${code};`, `&#0${code};`, `&#00${code};`, `&#x${hex};`, `&#x0${hex};`, `&#x00${hex};`]);
  // Two hexadecimal digits are the same tree wherever they stand: whoever is the first to search waits for all of this.
  const { next } = writing((_, hex) => [hex]);
  for (const place of [at(json, "\\u00"), at(json, "\\x"), at(urls, "%")]) place.next = next;
  return [json, urls, html];
}
