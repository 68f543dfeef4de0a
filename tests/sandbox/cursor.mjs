// Cursors: opaque to the client, and bound to the integration and the filters that they were made for.

import { Dice, hashText, mix } from "./random.mjs";

/**
 * What a cursor belongs to. The page size is not part of it: it may change on the way.
 * @param {string} integration
 * @param {import("./filters.mjs").Filters} filters
 */
export function binding(integration, filters) {
  return hashText(JSON.stringify([integration, Object.entries(filters).sort(([a], [b]) => (a < b ? -1 : 1))]));
}

/**
 * @param {number} position of the first record of the page it leads to
 * @param {number} nonce tells apart two cursors that lead to the same place
 * @param {number} bound
 */
export function writeCursor(position, nonce, bound) {
  const words = new Uint32Array([position, nonce, bound, 0]);
  words[3] = checksum(words);
  // Scrambled, so that the text holds +, / and = (which a query must escape) and nobody reads a number out of it.
  const dice = new Dice(0xc0ffee, words[3]);
  for (let i = 0; i < 3; i++) words[i] ^= dice.roll();
  return btoa(String.fromCharCode(...new Uint8Array(words.buffer)));
}

/**
 * @param {string} cursor
 * @param {number} bound
 * @returns {{ position: number, nonce: number } | null} null for a cursor that was made up, cut short or belongs elsewhere
 */
export function readCursor(cursor, bound) {
  if (!/^[A-Za-z0-9+/]{22}==$/.test(cursor)) return null;
  const words = new Uint32Array(Uint8Array.from(atob(cursor), (character) => character.charCodeAt(0)).buffer);
  const dice = new Dice(0xc0ffee, words[3]);
  for (let i = 0; i < 3; i++) words[i] ^= dice.roll();
  if (checksum(words) !== words[3] || words[2] !== bound) return null;
  return { position: words[0], nonce: words[1] };
}

/** @param {Uint32Array} words */
function checksum(words) {
  return mix(mix(words[0], words[1]), words[2]);
}
