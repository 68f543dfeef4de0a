// What is looked for of a secret, once all is decoded: characters, one after the other. Sets of positions in them are bits.

/** Upper case as lower case, and base64's alphabet for URLs as the standard one. */
export const fold = (code: number): number => (code > 64 && code < 91 ? code + 32 : code === 45 ? 43 : code === 95 ? 47 : code);

/** Shorter ones are found in base64 as a whole alone, by `btoa` of them: of less, every long text holds some by chance. */
export const SHORT = 4;

/** In base64 whose case was changed, which says less, and so is found by chance more often. */
export const SHORT_IN_ANY_CASE = 6;

/** Of a longer one, base64 in changed case is not looked for: it would take more memory than it is worth. */
const LONG = 512;

/** The secret, and what is looked for in any case as it is: its hexadecimal digits, and the base64 of it, once and twice. */
function wordsOf(secret: string): string[] {
  const words = [secret, btoa(secret), btoa(btoa(secret))];
  if (secret.length >= SHORT) words.push(Array.from(secret, (char) => char.charCodeAt(0).toString(16).padStart(2, "0")).join(""));
  if (secret.length > LONG) return [secret, words.at(-1) as string];
  if (secret.length >= SHORT_IN_ANY_CASE) words.push(...within(secret), ...within(secret).flatMap(within), ...[secret, btoa(secret)].map((word) => btoa(word).replace(/=+$/, "")));
  return words;
}

/** The base64 of a word wherever it may stand in a longer text. What is around it has part of the first and of the last character. */
const within = (word: string): string[] =>
  [0, 1, 2].map((before) => btoa("\0".repeat(before) + word).slice(before && before + 1, Math.floor(((before + word.length) * 8) / 6)));

/** The words of a secret, one behind the other: a bit for each position, and one for the end of each. */
export interface Words {
  /** The positions that this character follows, by its code as it is folded. */
  before: bigint[];
  begins: bigint;
  ends: bigint;
  /** Those that anything follows. */
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

/** A set of positions that is being made: bit by bit, a large number would be copied each time. */
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
