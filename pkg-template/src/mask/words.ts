// What is looked for of a secret, once all is decoded: characters, one after the other. Sets of positions in them are bits.

/** Upper case as lower case, and base64's alphabet for URLs as the standard one. */
export const fold = (code: number): number => (code > 64 && code < 91 ? code + 32 : code === 45 ? 43 : code === 95 ? 47 : code);

/** Shorter ones are found in base64 as a whole alone, by `btoa` of them: of less, every long text holds some by chance. */
export const SHORT = 4;

/** In base64 whose case was changed, which says less, and so is found by chance more often. */
export const SHORT_IN_ANY_CASE = 6;

/** The secret, and what is looked for in any case as it is: its hexadecimal digits, and the base64 of it, once and twice. */
function wordsOf(secret: string): string[] {
  const words = [secret, btoa(secret), btoa(btoa(secret))];
  if (secret.length >= SHORT) words.push(Array.from(secret, (char) => char.charCodeAt(0).toString(16).padStart(2, "0")).join(""));
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
  const words: Words = { before: Array<bigint>(256).fill(0n), begins: 0n, ends: 0n, all: 0n };
  let bit = 1n;
  for (const word of new Set(wordsOf(secret))) {
    words.begins |= bit;
    for (const char of word) {
      words.all |= bit;
      const code = fold(char.charCodeAt(0));
      words.before[code] = (words.before[code] as bigint) | bit;
      bit <<= 1n;
    }
    words.ends |= bit;
    bit <<= 1n;
  }
  return words;
}
