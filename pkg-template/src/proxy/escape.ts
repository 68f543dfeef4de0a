// Finds JSON's escapes in bytes. A partly masked escape would make the JSON invalid.

import type { Span } from "../mask/mask.ts";

const BACKSLASH = 92;
const U = 117;
const SHORT = new Set(Array.from('"\\/bfnrt', (char) => char.charCodeAt(0)));
/** The length of a backslash, `u` and four digits. */
const LONG = 6;

/**
 * The escape that contains this offset in its middle. Its end is `Infinity` if it continues after the last byte. The bytes must not
 * begin in the middle of an escape.
 */
export function escapeAround(bytes: Uint8Array, at: number): Span | undefined {
  const start = bytes.subarray(Math.max(0, at - LONG + 1), at).lastIndexOf(BACKSLASH) + Math.max(0, at - LONG + 1);
  if (start >= at || bytes[start] !== BACKSLASH) return undefined;
  let before = start;
  while (before > 0 && bytes[before - 1] === BACKSLASH) before -= 1;
  // Two backslashes are one escape.
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
