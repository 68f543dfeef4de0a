// JSON read and written without a change to its numbers, which JavaScript would round.

import { randomUUID } from "node:crypto";

export type Json = string | boolean | null | Json[] | { [name: string]: Json };

/** A number is read as a text that begins so. No server can know it. */
const DIGITS = randomUUID();
const WRITTEN = new RegExp(`"${DIGITS}([^"]*)"`, "g");
const NUMBERS = /-?\d[\d.eE+-]*/g;

export function parsed(text: string): Json {
  let marked = "";
  // No regular expression for strings: of a long one, the engine keeps a place for each character, and runs out of them.
  for (let at = 0; at < text.length; ) {
    const quote = text.indexOf('"', at);
    const string = quote < 0 ? text.length : quote;
    marked += text.slice(at, string).replaceAll(NUMBERS, (number) => `"${DIGITS}${number}"`);
    at = quote < 0 ? text.length : endOfString(text, quote);
    marked += text.slice(string, at);
  }
  return JSON.parse(marked) as Json;
}

/** Where the string ends that begins there: behind the next quote with an even number of backslashes before it. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; ; ) {
    const quote = text.indexOf('"', at);
    if (quote < 0) return text.length;
    let slashes = 0;
    while (text[quote - 1 - slashes] === "\\") slashes += 1;
    at = quote + 1;
    if (slashes % 2 === 0) return at;
  }
}

export function jsonOf(value: Json): string {
  return JSON.stringify(value).replaceAll(WRITTEN, "$1");
}

/** The value's text where it is of this kind. */
export function scalar(value: Json, kind: "string" | "boolean" | "number"): string | undefined {
  if (typeof value === "boolean") return kind === "boolean" ? String(value) : undefined;
  if (typeof value !== "string") return undefined;
  if (value.startsWith(DIGITS)) return kind === "number" ? value.slice(DIGITS.length) : undefined;
  // Half of a surrogate pair has no other form in UTF-8.
  return kind === "string" ? value.replaceAll(/\p{Surrogate}/gu, (half) => `\\u${half.charCodeAt(0).toString(16)}`) : undefined;
}
