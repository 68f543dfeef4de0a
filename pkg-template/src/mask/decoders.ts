// What reads one level of encoding, a character at a time: escapes, or base64. Where it is, is a small number. A character may
// be read in more than one way, and all of them are followed.

import { escapes, type Place } from "./escapes.ts";
import { fold } from "./words.ts";

/** Where the decoder is then, and the character that comes out of it, or `NOTHING`. */
export type Reading = readonly [to: number, given: number];

export const NOTHING = -1;

const { all, json } = escapes();
/** Of escapes: the number is the index. */
const places = [all, json];
const numbers = new Map<Place, number>([[all, 0]]);
for (const place of places) {
  for (const next of place.next.values()) {
    if (!numbers.has(next)) numbers.set(next, places.push(next) - 1);
  }
}

/** Between two escapes. */
export const BETWEEN = 0;

/**
 * Of base64: the bits that are left of the last character, behind a 1. No odd number of bits is ever left, so 2 and 3 mean
 * that the text began within the next character, and that only its last four or two bits count.
 */
const BASE64 = places.length;
const [WHOLE, FOUR, TWO] = [1, 2, 3];

/** How many numbers there are that say where a decoder is. */
export const PLACES = BASE64 + 128;

/** Where a text in base64 may begin. */
export const IN_BASE64: readonly number[] = [WHOLE, FOUR, TWO].map((bits) => BASE64 + bits);

const LITERAL: readonly (readonly Reading[])[] = Array.from({ length: 256 }, (_, code) => [[BETWEEN, code]]);

/** How this character may be read there. With `isJson`, only JSON's escapes count. */
export function readings(at: number, code: number, isJson: boolean): readonly Reading[] {
  if (at >= BASE64) return unpacked(at - BASE64, SIX[code] as number);
  const next = (at === BETWEEN && isJson ? json : (places[at] as Place)).next.get(fold(code));
  const literal = at === BETWEEN ? (LITERAL[code] as readonly Reading[]) : [];
  if (!next) return literal;
  const found = [...literal];
  if (next.value) found.push([BETWEEN, next.value]);
  if (next.next.size > 0) found.push([numbers.get(next) as number, NOTHING]);
  return found;
}

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
/** The six bits of each character, in either of base64's alphabets, or -1. */
const SIX = Array.from({ length: 256 }, (_, code) => ALPHABET.indexOf(String.fromCharCode(code === 45 ? 43 : code === 95 ? 47 : code)));

function unpacked(before: number, six: number): readonly Reading[] {
  if (six < 0) return [];
  if (before === FOUR) return [[BASE64 + 16 + (six & 15), NOTHING]];
  if (before === TWO) return [[BASE64 + 4 + (six & 3), NOTHING]];
  const bits = (before << 6) | six;
  const left = count(bits) - 8;
  if (left < 0) return [[BASE64 + bits, NOTHING]];
  return [[BASE64 + (1 << left) + (bits & ((1 << left) - 1)), (bits >> left) & 255]];
}

/** How many bits are behind the first 1. */
const count = (bits: number): number => 31 - Math.clz32(bits);

/**
 * The characters that may come out next, of those that anything is written with. None of them between two characters, where it may
 * be any; nothing within an escape, where one knows soon.
 */
export function coming(at: number): readonly number[] | undefined {
  if (at === BETWEEN || at === BASE64 + WHOLE) return [];
  if (at < BASE64) return undefined;
  return (known[at] ??= packed(at - BASE64));
}

const known: (readonly number[] | undefined)[] = [];

function packed(bits: number): number[] {
  const left = 8 - count(bits);
  return Array.from({ length: 1 << left }, (_, index) => ((bits << left) & 255) + index).filter((code) => code > 32 && code < 127);
}
