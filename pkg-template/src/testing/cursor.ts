// Cursors: opaque to the client, and bound to the integration and the filters that they were made for.

import type { Filters } from "./filters.ts";
import { Dice, hashText, mix } from "./random.ts";

/** What a cursor belongs to. The page size is not part of it: it may change on the way. */
export function binding(integration: string, filters: Filters) {
  return hashText(JSON.stringify([integration, Object.entries(filters).sort(([a], [b]) => (a < b ? -1 : 1))]));
}

/**
 * @param position of the first record of the page it leads to
 * @param nonce tells apart two cursors that lead to the same place
 */
export function writeCursor(position: number, nonce: number, bound: number) {
  const check = checksum([position, nonce, bound]);
  // Scrambled, so that the text holds +, / and = (which a query must escape) and nobody reads a number out of it.
  const words = Uint32Array.of(...scrambled([position, nonce, bound], check), check);
  return btoa(String.fromCharCode(...new Uint8Array(words.buffer)));
}

/** Null for a cursor that was made up, cut short or belongs elsewhere. */
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

/** Done twice, it is undone. */
function scrambled(words: Words, check: number): Words {
  const dice = new Dice(0xc0ffee, check);
  const [a, b, c] = words;
  return [(a ^ dice.roll()) >>> 0, (b ^ dice.roll()) >>> 0, (c ^ dice.roll()) >>> 0];
}
