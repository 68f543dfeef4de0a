// JSON's escapes in bytes. Half of one in the midst of a text that is masked would leave no JSON.

import type { Span } from "../mask/mask.ts";

const BACKSLASH = 92;
const U = 117;
const SHORT = new Set(Array.from('"\\/bfnrt', (char) => char.charCodeAt(0)));
/** A backslash, `u`, and four digits. */
const LONG = 6;

/**
 * The escape on both sides of this place. Of one that goes on behind the last byte, the end is `Infinity`. The bytes begin with none
 * that an escape is half over by.
 */
export function escapeAround(bytes: Uint8Array, at: number): Span | undefined {
  const start = bytes.subarray(Math.max(0, at - LONG + 1), at).lastIndexOf(BACKSLASH) + Math.max(0, at - LONG + 1);
  if (start >= at || bytes[start] !== BACKSLASH) return undefined;
  let before = start;
  while (before > 0 && bytes[before - 1] === BACKSLASH) before -= 1;
  // Two of them are an escape.
  const end = (start - before) % 2 === 1 ? start + 1 : start + lengthOf(bytes.subarray(start, start + LONG));
  return end > at ? [start, end] : undefined;
}

function lengthOf(bytes: Uint8Array): number {
  const [, kind, ...digits] = bytes;
  if (kind === undefined) return Infinity;
  if (kind !== U) return SHORT.has(kind) ? 2 : 0;
  if (!/^[\da-f]*$/i.test(String.fromCharCode(...digits))) return 0;
  return bytes.length < LONG ? Infinity : LONG;
}
