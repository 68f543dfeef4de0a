// Repeatable random numbers. All random values of the sandbox are a pure function of a seed and a position,
// so record 999,999 can be generated without the records before it.

/**
 * Hashes two 32-bit numbers to one (the finaliser of MurmurHash3).
 */
export function mix(a: number, b: number) {
  let h = Math.imul(a ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(b + 0x7f4a7c15, 0xc2b2ae35);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/**
 * Hashes a text (FNV-1a with `mix` at the end). `crypto.subtle` would make every caller asynchronous, and
 * this hash does not have to resist an attacker.
 */
export function hashText(text: string) {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return mix(h, text.length);
}

/** The sequence of random numbers of one seed and one position. */
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

  /** An integer from 0 to `n` - 1. */
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
