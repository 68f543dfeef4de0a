// Reads and writes JSON and keeps the digits of its numbers, which JavaScript would round.

import { randomUUID } from "node:crypto";

export type Json = string | boolean | null | Json[] | { [name: string]: Json };

/** Numbers are read as strings with this prefix. It is random, so a server's string cannot begin with it. */
const DIGITS = randomUUID();
const WRITTEN = new RegExp(`"${DIGITS}([^"]*)"`, "g");
const NUMBERS = /-?\d[\d.eE+-]*/g;

export function parsed(text: string): Json {
  let marked = "";
  // No regular expression finds the strings: on a long string the engine keeps a state for each character and overflows.
  for (let at = 0; at < text.length; ) {
    const quote = text.indexOf('"', at);
    const string = quote < 0 ? text.length : quote;
    marked += text.slice(at, string).replaceAll(NUMBERS, (number) => `"${DIGITS}${number}"`);
    at = quote < 0 ? text.length : endOfString(text, quote);
    marked += text.slice(string, at);
  }
  return JSON.parse(marked) as Json;
}

/** The end of the string that begins at `start`: after the next quote that has an even number of backslashes before it. */
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

/** The value's text, or undefined when the value is of another kind. */
export function scalar(value: Json, kind: "string" | "boolean" | "number"): string | undefined {
  if (typeof value === "boolean") return kind === "boolean" ? String(value) : undefined;
  if (typeof value !== "string") return undefined;
  if (value.startsWith(DIGITS)) return kind === "number" ? value.slice(DIGITS.length) : undefined;
  // UTF-8 cannot encode half of a surrogate pair, so it is written as an escape.
  return kind === "string" ? value.replaceAll(/\p{Surrogate}/gu, (half) => `\\u${half.charCodeAt(0).toString(16)}`) : undefined;
}
