// Writes and reads cursors. They are opaque to the client, and valid only for the integration and the filters of their walk.

import type { Filters } from "./filters.ts";
import { Dice, hashText, mix } from "./random.ts";

/** A hash of the integration and the filters that a cursor is valid for. The page size is not part of it: it may change during a walk. */
export function binding(integration: string, filters: Filters) {
  return hashText(JSON.stringify([integration, Object.entries(filters).sort(([a], [b]) => (a < b ? -1 : 1))]));
}

/**
 * @param position of the first record of the page it leads to
 * @param nonce makes two cursors to the same position differ
 */
export function writeCursor(position: number, nonce: number, bound: number) {
  const check = checksum([position, nonce, bound]);
  // Scrambled, so that the text contains +, / and = (which a query must escape) and hides the position.
  const words = Uint32Array.of(...scrambled([position, nonce, bound], check), check);
  return btoa(String.fromCharCode(...new Uint8Array(words.buffer)));
}

/** Returns null for a cursor that is invented, truncated, or of another integration or other filters. */
export function readCursor(cursor: string, bound: number): { position: number; nonce: number } | null {
  if (!/^[A-Za-z0-9+/]{22}==$/.test(cursor)) return null;
  const bytes = Uint8Array.from(atob(cursor), (character) => character.charCodeAt(0));
  const [a = 0, b = 0, c = 0, check = 0] = new Uint32Array(bytes.buffer);
  const words = scrambled([a, b, c], check);
  if (checksum(words) !== check || words[2] !== bound) return null;
  return { position: words[0], nonce: words[1] };
}

type Words = readonly [number, number, number];

const checksum = ([position, nonce, bound]: Words) => mix(mix(position, nonce), bound);

/** XOR with numbers from the checksum. The same call reverses it. */
function scrambled(words: Words, check: number): Words {
  const dice = new Dice(0xc0ffee, check);
  const [a, b, c] = words;
  return [(a ^ dice.roll()) >>> 0, (b ^ dice.roll()) >>> 0, (c ^ dice.roll()) >>> 0];
}
