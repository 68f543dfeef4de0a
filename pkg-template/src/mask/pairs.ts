// The pairs of neighbouring characters that a match may contain, in any encoding. A search that finds another pair knows that no match
// covers it. Some of the pairs listed here occur in no match; none is missing.

import { ALPHABET } from "./decoders.ts";
import { type EscapeNode, ROOTS } from "./escapes.ts";
import { fold } from "./words.ts";

/** A set of pairs. A pair is 256 times the first character plus the second. */
class Pairs {
  /** 1 for each pair of the set. */
  readonly table = new Uint8Array(65_536);
  readonly #list: number[] = [];

  add(one: number, other: number): void {
    const pair = (one << 8) | other;
    if (this.table[pair] === 1) return;
    this.table[pair] = 1;
    this.#list.push(pair);
  }

  forEach(visit: (one: number, other: number) => void): void {
    for (const pair of this.#list) visit(pair >> 8, pair & 255);
  }
}

/** Stands for any neighbour of the secret. */
const ANY = 0;

/** The characters that fold to a code. */
const UNFOLDED: readonly number[][] = Array.from({ length: 256 }, () => []);
for (let code = 0; code < 256; code += 1) UNFOLDED[fold(code)]?.push(code);

/** The pairs that may be in a match: 1 for each, at 256 times the first character plus the second. @param words the secret first */
export function pairsOf(words: readonly string[], inJson: boolean): Uint8Array {
  const { all, json } = ROOTS;
  const folded = escaped(escaped(pairsIn(words), all), all);
  const found = inBase64(escaped(pairsIn([`\0${words[0]}\0`]), all));
  const base64 = new Pairs();
  found.forEach((one, other) => base64.add(fold(one), fold(other)));
  for (const pairs of inJson ? [escaped(folded, json), escaped(base64, json, false)] : [folded]) {
    pairs.forEach((one, other) => {
      for (const first of UNFOLDED[one] as number[]) for (const second of UNFOLDED[other] as number[]) found.add(first, second);
    });
  }
  return found.table;
}

function pairsIn(words: readonly string[]): Pairs {
  const pairs = new Pairs();
  for (const word of words) for (let at = 1; at < word.length; at += 1) pairs.add(fold(word.charCodeAt(at - 1)), fold(word.charCodeAt(at)));
  return pairs;
}

/** The pairs of a text with these pairs if its characters may be escaped. @param withPlain also the pairs of which nothing is escaped */
function escaped(pairs: Pairs, root: EscapeNode, withPlain = true): Pairs {
  const found = new Pairs();
  /** By character: the last characters of its escapes. */
  const lasts: number[][] = [];
  pairs.forEach((one, other) => {
    if (withPlain) found.add(one, other);
    for (const code of [one, other]) lasts[code] ??= [];
  });
  const isUsed = new Map<EscapeNode, boolean>();
  /** Whether an escape of one of the characters leads through a node. @param code the character before the node */
  const visit = (node: EscapeNode, code: number): boolean => {
    const known = isUsed.get(node);
    if (known !== undefined) return known;
    const ends = node.value ? lasts[fold(node.value)] : undefined;
    ends?.push(code);
    let used = ends !== undefined;
    for (const [next, child] of node.next) {
      if (!visit(child, next)) continue;
      found.add(code, next);
      used = true;
    }
    isUsed.set(node, used);
    return used;
  };
  const firsts = [...root.next].flatMap(([code, node]) => (visit(node, code) ? [code] : []));
  pairs.forEach((one, other) => {
    const ends = lasts[one] as number[];
    for (const last of ends) found.add(last, other);
    if (other !== ANY) for (const first of firsts) for (const last of [one, ...ends]) found.add(last, first);
  });
  return found;
}

/** The pairs in base64 of a text with these pairs, wherever it begins. They are not folded. */
function inBase64(pairs: Pairs): Pairs {
  const found = new Pairs();
  const add = (one: number, other: number) => {
    for (const first of ALPHABET[one] as number[]) for (const second of ALPHABET[other] as number[]) found.add(first, second);
  };
  /** By character: a bit for each value of the last two bits before it, and of the first two after it. */
  const [before, after] = [new Uint8Array(256), new Uint8Array(256)];
  const charsOf = (code: number): Iterable<number> => (code === ANY ? before.keys() : (UNFOLDED[code] as number[]));
  // Four characters hold three bytes.
  pairs.forEach((first, second) => {
    for (const one of charsOf(first)) {
      for (const other of charsOf(second)) {
        before[other] = (before[other] as number) | (1 << (one & 3));
        after[one] = (after[one] as number) | (1 << (other >> 6));
        if (first !== ANY) add(one >> 2, ((one & 3) << 4) | (other >> 4));
        if (second !== ANY) add(((one & 15) << 2) | (other >> 6), other & 63);
        if (first !== ANY && second !== ANY) add(one & 63, other >> 2);
      }
    }
  });
  // The second and the third character hold a whole byte and two bits on each side.
  before.forEach((lefts, code) => {
    for (let bits = 0; bits < 16; bits += 1) {
      const [left, right] = [bits >> 2, bits & 3];
      if ((lefts >> left) & ((after[code] as number) >> right) & 1) add((left << 4) | (code >> 4), ((code & 15) << 2) | right);
    }
  });
  return found;
}
