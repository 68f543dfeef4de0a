// Identifiers: 24 characters that look like Kombo's. They are unique and can be decoded, so that
// the `ids` filter finds its records without a scan of the data set.

import { Dice, mix } from "./random.ts";

const ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const HEAD = 6; // 58^6 is more than 2^32: six characters hold any index
const ODD = 0x9e3779b1; // odd, so multiplying by it is a permutation of the 32-bit numbers
const ODD_INVERSE = inverse(ODD);

/** The multiplicative inverse modulo 2^32 (Newton's iteration). */
function inverse(odd: number) {
  let x = odd;
  for (let i = 0; i < 5; i++) x = Math.imul(x, 2 - Math.imul(odd, x));
  return x >>> 0;
}

/**
 * @param n unique within the kind
 */
export function makeId(seed: number, n: number) {
  let head = (Math.imul(n, ODD) ^ mix(seed, 1)) >>> 0;
  let text = "";
  for (let i = 0; i < HEAD; i++) {
    text += ALPHABET[head % 58];
    head = Math.floor(head / 58);
  }
  const dice = new Dice(mix(seed, 2), n);
  // Five characters a roll: 58^5 fits 32 bits.
  for (let left = 18; left > 0; ) {
    let roll = dice.roll();
    for (let i = 0; i < 5 && left > 0; i++, left--) {
      text += ALPHABET[roll % 58];
      roll = Math.floor(roll / 58);
    }
  }
  return text;
}

/**
 * Returns the `n` of an id, or -1 for an id of another seed.
 */
export function readId(seed: number, id: string) {
  let head = 0;
  for (let i = HEAD - 1; i >= 0; i--) head = head * 58 + ALPHABET.indexOf(id.charAt(i));
  if (!(head >= 0 && head < 4294967296)) return -1;
  const n = Math.imul(head ^ mix(seed, 1), ODD_INVERSE) >>> 0;
  return makeId(seed, n) === id ? n : -1;
}
