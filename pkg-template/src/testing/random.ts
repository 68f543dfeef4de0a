// Repeatable numbers: everything "random" in the sandbox is a pure function of a seed and a position,
// so that record 999,999 can be made without making the ones before it.

/**
 * Two 32-bit numbers to one, well scrambled (the finaliser of MurmurHash3).
 */
export function mix(a: number, b: number) {
  let h = Math.imul(a ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(b + 0x7f4a7c15, 0xc2b2ae35);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/**
 * A hash of a text (FNV-1a with a final scramble). Synchronous on purpose: `crypto.subtle` would make every
 * caller asynchronous, and nothing here has to resist an attacker.
 */
export function hashText(text: string) {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return mix(h, text.length);
}

/** A sequence of numbers that belongs to one seed and one position. */
export class Dice {
  private state: number;

  constructor(seed: number, position: number) {
    this.state = mix(seed, position);
  }

  /** The next number, 0 to 2^32 - 1. */
  roll() {
    this.state = (this.state + 0x9e3779b9) >>> 0;
    return mix(this.state, 0x51ed270b);
  }

  /** @param n an integer from 0 to n - 1 */
  below(n: number) {
    return this.roll() % n;
  }

  /** A fraction from 0 to just under 1. */
  fraction() {
    return this.roll() / 4294967296;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.roll() % list.length] as T;
  }
}
