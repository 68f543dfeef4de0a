// The words to search for: the secret and encoded forms of it, as decoded characters. A set of positions in them is a bit set.

/** Folds upper case to lower case, and base64's URL alphabet to the standard one. */
export const fold = (code: number): number => (code > 64 && code < 91 ? code + 32 : code === 45 ? 43 : code === 95 ? 47 : code);

/** A shorter secret is found in base64 only as its own `btoa`. A part of longer base64 would match by chance in any long text. */
export const SHORT = 4;

/** The same limit for base64 in changed case, which matches by chance more often. */
export const SHORT_IN_ANY_CASE = 6;

/** For a longer secret, base64 in changed case is not searched: it would take too much memory. */
const LONG = 512;

/** The secret and its forms that are searched in any case: its hexadecimal digits, and its base64, encoded once and twice. */
function wordsOf(secret: string): string[] {
  const words = [secret, btoa(secret), btoa(btoa(secret))];
  if (secret.length >= SHORT) words.push(Array.from(secret, (char) => char.charCodeAt(0).toString(16).padStart(2, "0")).join(""));
  if (secret.length > LONG) return [secret, words.at(-1) as string];
  if (secret.length >= SHORT_IN_ANY_CASE)
    words.push(...within(secret), ...within(secret).flatMap(within), ...[secret, btoa(secret)].map((word) => btoa(word).replace(/=+$/, "")));
  return words;
}

/** The base64 of a word at each of the three alignments in a longer text, without the characters that it shares with other text. */
const within = (word: string): string[] =>
  [0, 1, 2].map((before) => btoa("\0".repeat(before) + word).slice(before && before + 1, Math.floor(((before + word.length) * 8) / 6)));

/** The words of a secret, one after the other: a bit for each position, and one for the end of each word. */
export interface Words {
  /** The positions right before a character, by its folded code. */
  before: bigint[];
  begins: bigint;
  ends: bigint;
  /** All positions but the ends. */
  all: bigint;
}

export function positions(secret: string): Words {
  const words = [...new Set(wordsOf(secret))];
  const size = words.reduce((size, { length }) => size + length + 1, 0);
  const marks = { begins: new Bits(size), ends: new Bits(size), all: new Bits(size) };
  const before = new Map<number, Bits>();
  let at = 0;
  for (const word of words) {
    marks.begins.set(at);
    for (const char of word) {
      const code = fold(char.charCodeAt(0));
      const bits = before.get(code) ?? new Bits(size);
      before.set(code, bits);
      bits.set(at);
      marks.all.set(at);
      at += 1;
    }
    marks.ends.set(at);
    at += 1;
  }
  return {
    before: Array.from({ length: 256 }, (_, code) => before.get(code)?.value() ?? 0n),
    begins: marks.begins.value(),
    ends: marks.ends.value(),
    all: marks.all.value(),
  };
}

/** A mutable bit set. Setting bits of a `bigint` one by one would copy it each time. */
class Bits {
  readonly #bytes: Uint8Array;

  constructor(size: number) {
    this.#bytes = new Uint8Array((size >> 3) + 1);
  }

  set(at: number): void {
    const index = this.#bytes.length - 1 - (at >> 3);
    this.#bytes[index] = (this.#bytes[index] as number) | (1 << (at & 7));
  }

  value(): bigint {
    return BigInt(`0x${Array.from(this.#bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")}`);
  }
}
