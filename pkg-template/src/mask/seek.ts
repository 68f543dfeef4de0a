// Finds a secret in a stream of characters, wherever it is cut and however it is written: as it is, in another case, in
// base64, and each of that escaped once or twice.
//
// The stream is read thirteen times at once: as it is, without the escapes of each family, and without those of each family
// in each of these. A reading takes one step in the tree of words a character, so what a character costs depends neither on
// the secret nor on the chunks. Where no reading is within a word or an escape, two characters tell whether one begins.

import { escapes } from "./escapes.ts";
import { fold, type Place, step, tree, wordsOf } from "./words.ts";

/** From a match's first character to behind its last one, as places in the stream. */
export type Span = [start: number, end: number];

type Token = [code: number, start: number, end: number];

/** The stream, without the escapes of one family where it is a reading of another reading. */
class Reading {
  readonly #known: Known;
  readonly #escapes: Place;
  readonly #found: Span[];
  readonly #deeper: Reading[];
  /** What has come of a word. */
  #word: Place;
  /** Where the last characters begin, at least as many as a word has: a ring. */
  readonly #starts: number[] = [];
  #count = 0;
  /** What has come of an escape. */
  #escape: Place;
  #held: Token[] = [];
  /** Whether anything has begun, here or deeper. */
  #begun = false;

  /** @param inJson the stream is JSON, whose own escapes are one level that is not counted */
  constructor(known: Known, found: Span[], escapes: Place, deeper: number, inJson = false) {
    this.#known = known;
    this.#word = known.words;
    this.#escape = this.#escapes = escapes;
    this.#found = found;
    this.#deeper = deeper ? known.families.map((family, index) => new Reading(known, found, family, inJson && index === JSON_FAMILY ? deeper : deeper - 1)) : [];
  }

  /** The next character. Whether a word or an escape has begun, here or deeper. */
  put(code: number, start: number, end: number): boolean {
    return (this.#begun = (this.#begun || this.#known.begins[code] === true) && this.#put(code, start, end));
  }

  #put(code: number, start: number, end: number): boolean {
    let to = this.#escape.next.get(code);
    if (!to && this.#held.length > 0) {
      this.#release();
      to = this.#escapes.next.get(code);
    }
    if (!to) return this.#take(code, start, end);
    if (to.value) {
      const first = this.#held[0]?.[1] ?? start;
      this.#held = [];
      this.#escape = this.#escapes;
      return this.#take(to.value, first, end);
    }
    this.#escape = to;
    return this.#held.push([code, start, end]) > 0;
  }

  /** Nothing follows. */
  end(): void {
    this.#release();
    for (const reading of this.#deeper) reading.end();
  }

  /** Where the first match begins that may still come. */
  open(): number {
    const { depth } = this.#word;
    const [held] = this.#held;
    return Math.min(held ? held[1] : Infinity, depth ? this.#start(depth) : Infinity, ...this.#deeper.map((reading) => reading.open()));
  }

  /** It was no escape. */
  #release(): void {
    const held = this.#held;
    this.#held = [];
    this.#escape = this.#escapes;
    for (const token of held) this.#take(...token);
  }

  #take(code: number, start: number, end: number): boolean {
    this.#starts[this.#count++ % this.#known.kept] = start;
    this.#word = step(this.#word, code);
    if (this.#word.value) this.#add(this.#start(this.#word.value), end);
    let begun = this.#word !== this.#known.words;
    for (const reading of this.#deeper) begun = reading.put(code, start, end) || begun;
    return begun;
  }

  /** Where the character begins that came so many before the next one. */
  #start(back: number): number {
    return this.#starts[(this.#count - back) % this.#known.kept] as number;
  }

  #add(start: number, end: number): void {
    const last = this.#found.at(-1);
    if (last && last[0] <= start && start <= last[1]) last[1] = Math.max(last[1], end);
    else this.#found.push([start, end]);
  }
}

/** Which of the families is JSON's (escapes.ts). */
const JSON_FAMILY = 0;

/** No escapes. */
const PLAIN = tree([]);

/** What is known of a secret before anything is read. */
interface Known {
  words: Place;
  /** At least as many characters as the longest word has. */
  kept: number;
  families: Place[];
  /** Whether a word or an escape begins with this character. */
  begins: boolean[];
  /** Whether one does with these two, at 256 times the first and the second; filled as they come. */
  pairs: Uint8Array;
}

const NO = 1;
const YES = 2;

/** Of the last few secrets: a client has one, and a Worker for many customers not many at a time. */
const known = new Map<string, Known>();
const MOST_KNOWN = 16;
let families: Place[] | undefined;

function know(secret: string): Known {
  const there = known.get(secret);
  if (there) return there;
  const trees = (families ??= escapes());
  const words = wordsOf(secret);
  const begins = Array.from({ length: 128 }, (_, code) => [words, ...trees].some(({ next }) => next.has(fold(code))));
  const made = { words, kept: 2 * secret.length + 8, families: trees, begins, pairs: new Uint8Array(65_536) };
  if (known.size === MOST_KNOWN) known.clear();
  known.set(secret, made);
  return made;
}

/** Looks for one secret in one stream. */
export class Search {
  readonly #known: Known;
  #whole: Reading | undefined;
  readonly #found: Span[] = [];
  #begun = false;
  #at = 0;

  readonly #inJson: boolean;

  /** @param inJson the stream is JSON: what is escaped in its texts is escaped once more */
  constructor(secret: string, inJson = false) {
    this.#known = know(secret);
    this.#inJson = inJson;
  }

  /** Reads on, with 255 in place of what is more. What is decided by now: all before `open`, with what was found there, in order. */
  read(codes: Uint8Array): { open: number; found: Span[] } {
    const { pairs } = this.#known;
    const { length } = codes;
    for (let at = 0; at < length; at += 1) {
      if (!this.#begun) {
        while (at < length - 1 && pairs[((codes[at] as number) << 8) | (codes[at + 1] as number)] === NO) at += 1;
        if (!this.#mayBegin(codes, at)) continue;
      }
      // In most texts, nothing ever begins.
      this.#whole ??= new Reading(this.#known, this.#found, PLAIN, 2, this.#inJson);
      this.#begun = this.#whole.put(fold(codes[at] as number), this.#at + at, this.#at + at + 1);
    }
    this.#at += length;
    return this.#decided(this.#whole && this.#begun ? this.#whole.open() : this.#at);
  }

  /** Nothing follows. */
  end(): Span[] {
    this.#whole?.end();
    return this.#decided(Infinity).found;
  }

  /** Whether a word begins with these two, or an escape that can be part of one. */
  #mayBegin(codes: Uint8Array, at: number): boolean {
    const { words, families, begins, pairs } = this.#known;
    const [one, other] = [codes[at] as number, codes[at + 1]];
    if (other === undefined) return !!begins[one];
    const [first, second] = [fold(one), fold(other)];
    const word = words.next.get(first);
    const may =
      begins[one] &&
      (word?.value ||
        word?.next.has(second) ||
        families.some(({ next }) => {
          const to = next.get(first)?.next.get(second);
          // The second may come as an escape too.
          return next.has(second) || (to && (!to.value || begins[to.value]));
        }));
    pairs[(one << 8) | other] = may ? YES : NO;
    return !!may;
  }

  #decided(open: number): { open: number; found: Span[] } {
    const found: Span[] = [];
    let done = 0;
    const all = this.#found.splice(0).sort(([one], [other]) => one - other);
    for (const [start, end] of all) {
      const [from, to] = [Math.max(start, done), Math.min(end, open)];
      if (from < to) found.push([from, (done = to)]);
      if (end > open) this.#found.push([Math.max(start, open), end]);
    }
    return { open, found };
  }
}
