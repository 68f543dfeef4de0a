// How others write a character of visible ASCII: JSON and languages like it, URLs, HTML.

import { fold, type Place, tree } from "./words.ts";

type Ways = (code: number, hex: string) => string[];

const NAMES: Record<number, string> = { 34: "quot", 38: "amp", 39: "apos", 60: "lt", 62: "gt" };

const JSON_LIKE: Ways = (code, hex) => [`\\u00${hex}`, `\\x${hex}`, ...(/[a-z\d]/i.test(String.fromCharCode(code)) ? [] : [`\\${String.fromCharCode(code)}`])];
const URLS: Ways = (_, hex) => [`%${hex}`, `%u00${hex}`];
const HTML: Ways = (code, hex) => [`&${NAMES[code] ?? `#${code}`};`, `&#${code};`, `&#0${code};`, `&#x${hex};`, `&#x00${hex};`];

/** One tree for each of them: what is an escape for one is plain text for the others. The values are characters. */
export const escapes = (): Place[] =>
  [JSON_LIKE, URLS, HTML].map((ways) =>
    tree(Array.from({ length: 94 }, (_, at) => ways(at + 33, (at + 33).toString(16)).map((word) => [word, fold(at + 33)] as const)).flat()),
  );
