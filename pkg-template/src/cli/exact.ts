// JSON read and written without a change to its numbers, which JavaScript would round.

import { randomUUID } from "node:crypto";

export type Json = string | boolean | null | Json[] | { [name: string]: Json };

/** A number is read as a text that begins so. No server can know it. */
const DIGITS = randomUUID();
const WRITTEN = new RegExp(`"${DIGITS}([^"]*)"`, "g");
const TOKENS = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g;

export function parsed(text: string): Json {
  return JSON.parse(text.replaceAll(TOKENS, (token) => (token.startsWith('"') ? token : `"${DIGITS}${token}"`))) as Json;
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
