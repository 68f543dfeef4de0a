// The words to search for: the secret and encoded forms of it, as decoded characters.

/** Folds upper case to lower case, and base64's URL alphabet to the standard one. */
export const fold = (code: number): number => (code > 64 && code < 91 ? code + 32 : code === 45 ? 43 : code === 95 ? 47 : code);

/** A shorter secret is found in base64 only as its own `btoa`. A part of longer base64 would match by chance in any long text. */
export const SHORT = 4;

/** The same limit for base64 in changed case, which matches by chance more often. */
export const SHORT_IN_ANY_CASE = 6;

/** The secret, which is the first word, and its forms that are searched in any case: hexadecimal digits, and base64, once and twice. */
export function wordsOf(secret: string): string[] {
  const words = [secret, btoa(secret), btoa(btoa(secret))];
  if (secret.length >= SHORT) words.push(Array.from(secret, (char) => char.charCodeAt(0).toString(16).padStart(2, "0")).join(""));
  if (secret.length >= SHORT_IN_ANY_CASE)
    words.push(...within(secret), ...within(secret).flatMap(within), ...[secret, btoa(secret)].map((word) => btoa(word).replace(/=+$/, "")));
  return [...new Set(words)];
}

/** The base64 of a word at each of the three alignments in a longer text, without the characters that it shares with other text. */
const within = (word: string): string[] =>
  [0, 1, 2].map((before) => btoa("\0".repeat(before) + word).slice(before && before + 1, Math.floor(((before + word.length) * 8) / 6)));

/** After the last character of a word. */
export const END = -1;

/** The position before all words. */
export const START = 0;

/** The position before the first word, which is the secret. */
export const SECRET = 1;

/** The words of a secret as folded codes, each followed by `END`. A position is an index. */
export interface Words {
  codes: Int16Array;
  /** The positions after the first character of a word, by that character. */
  begun: (number[] | undefined)[];
}

export function positions(words: readonly string[]): Words {
  const codes = [END];
  const begun: Words["begun"] = Array<undefined>(256).fill(undefined);
  for (const word of words) {
    (begun[fold(word.charCodeAt(0))] ??= []).push(codes.length + 1);
    for (let at = 0; at < word.length; at += 1) codes.push(fold(word.charCodeAt(at)));
    codes.push(END);
  }
  return { codes: Int16Array.from(codes), begun };
}
