// Finds a secret in a stream of characters, in every encoding, also when it spans chunks.
//
// While there is no partial match, few characters are read: a match is at least as long as the shortest word, so it contains the pairs
// of characters at one of every so many places. Where these pairs may be in a match, a table of pairs shows whether one may start. From
// there the automaton reads, until no partial match is left. The automaton finds only the ends of matches. So after an end, or when a chunk ends within a partial match,
// the characters read are kept and read once more, backwards: a character belongs to a match while a thread there leads to its end.

import { Automaton, type State } from "./automaton.ts";
import { pairsOf } from "./pairs.ts";
import { wordsOf } from "./words.ts";

/** The offsets of a match in the stream. `end` is exclusive. */
export type Span = [start: number, end: number];

/** What searches for the same secret share. */
interface Prepared {
  words: readonly string[];
  automaton: Automaton;
  /** Whether a match may start with a pair of characters, at 256 times the first plus the second. Filled on demand. */
  pairs: Uint8Array;
  /** Whether a match may contain a pair of characters. Created for the first long text. */
  inside: Uint8Array | undefined;
}

const NO = 1;
const YES = 2;

/** The number of characters that are read at one place. */
const LOOK = 4;

/** For a shorter text, the table of the pairs inside matches is not created. */
const LONG = 1_024;

/** A cache for a few secrets: a client has one, and a Worker for many customers uses few at a time. */
const cache = new Map<string, Prepared>();
const MAX_CACHED = 16;

function prepare(secret: string, inJson: boolean): Prepared {
  const name = `${inJson} ${secret}`;
  const cached = cache.get(name);
  if (cached) return cached;
  const words = wordsOf(secret);
  // An own member from the start, so that a setter on `Object.prototype` is not called.
  const created: Prepared = { words, automaton: new Automaton(words, inJson), pairs: new Uint8Array(65_536), inside: undefined };
  if (cache.size === MAX_CACHED) cache.clear();
  cache.set(name, created);
  return created;
}

/** The number of characters read at once. It bounds what is kept of a match, since that takes memory per character. */
const BLOCK = 16_384;

/** The search for one secret in one stream. */
export class Search {
  readonly #prepared: Prepared;
  readonly #automaton: Automaton;
  readonly #inJson: boolean;
  /** How many characters may be skipped at once. */
  readonly #step: number;
  #state: State;
  /** The characters since the first partial match started, and the state before each of them. */
  #states: State[] = [];
  #codes: number[] = [];
  #hasEnd = false;
  /** How many of these characters were undecided at the last check. */
  #open = 0;
  #at = 0;

  /** @param inJson whether the stream is JSON: then escapes within its texts are escaped once more */
  constructor(secret: string, inJson = false) {
    this.#prepared = prepare(secret, inJson);
    this.#automaton = this.#prepared.automaton;
    this.#inJson = inJson;
    this.#step = Math.min(...this.#prepared.words.map(({ length }) => length)) - LOOK + 1;
    this.#state = this.#automaton.idle;
  }

  /**
   * Reads the next characters.
   *
   * @param codes character codes; 255 for every code above 255
   * @returns `open`: the offset before which everything is decided; `found`: the matches decided by this call, in order
   */
  read(codes: Uint8Array): { open: number; found: Span[] } {
    const found: Span[] = [];
    const { length } = codes;
    if (length >= LONG && this.#step > LOOK) this.#prepared.inside ??= pairsOf(this.#prepared.words, this.#inJson);
    for (let at = 0; at < length; ) at = this.#read(codes, at, Math.min(length, at + BLOCK), found);
    return { open: this.#at - this.#codes.length, found };
  }

  /** Ends the stream. Returns the remaining matches. */
  end(): Span[] {
    const found: Span[] = [];
    this.#emit(this.#codes.length, this.#state, found);
    return found;
  }

  /** Reads up to `end`, or until no partial match is left. Returns the offset reached. */
  #read(codes: Uint8Array, from: number, end: number, found: Span[]): number {
    const { idle } = this.#automaton;
    let first = this.#state;
    let state = first;
    let hasEnd = false;
    let start = from;
    let at = from;
    while (at < end) {
      if (state === idle) {
        start = at = this.#skip(codes, at, end);
        first = idle;
      }
      const code = codes[at++] as number;
      const before = state;
      state = state.next[code] ?? this.#automaton.step(state, code);
      if (state.isEnd) hasEnd = true;
      else if (state === idle || (state.isFresh && before !== idle)) {
        // No earlier partial match is left. Whether a new one starts here is looked up in the table of pairs.
        if (state !== idle) at -= 1;
        state = idle;
        // In most cases there was no match, and nothing has to be kept.
        if (hasEnd || first !== idle) break;
      }
    }
    this.#at += at - from;
    this.#state = state;
    this.#hasEnd ||= hasEnd;
    if (state !== idle || hasEnd || first !== idle) this.#record(codes, start, at, first, found);
    return at;
  }

  /** The next offset where a match may start. */
  #skip(codes: Uint8Array, from: number, end: number): number {
    let at = from;
    const { inside } = this.#prepared;
    if (inside) {
      const step = this.#step;
      for (; at + step + LOOK <= end; at += step) {
        // Every match that starts within this step contains the four characters after it.
        const next = at + step;
        const b = codes[next] as number;
        const c = codes[next + 1] as number;
        const first = inside[((codes[next - 1] as number) << 8) | b] as number;
        if ((first & (inside[(b << 8) | c] as number) & (inside[(c << 8) | (codes[next + 2] as number)] as number)) === 0) continue;
        let start = next - 1;
        while (start > at && inside[((codes[start - 1] as number) << 8) | (codes[start] as number)] === 1) start -= 1;
        const found = this.#next(codes, start, next);
        if (found < next) return found;
      }
    }
    return this.#next(codes, at, end - 1);
  }

  /** The next offset before `end` where a match may start by the table of pairs, or `end`. */
  #next(codes: Uint8Array, from: number, end: number): number {
    const { pairs } = this.#prepared;
    let at = from;
    let code = codes[at] as number;
    while (at < end) {
      const other = codes[at + 1] as number;
      const pair = (code << 8) | other;
      if (pairs[pair] !== NO) {
        pairs[pair] ||= this.#automaton.mayStart(code, other) ? YES : NO;
        if (pairs[pair] === YES) break;
      }
      code = other;
      at += 1;
    }
    return at;
  }

  /** Keeps the characters read, and emits the matches that are decided. */
  #record(codes: Uint8Array, start: number, end: number, first: State, found: Span[]): void {
    let state = first;
    for (let at = start; at < end; at += 1) {
      const code = codes[at] as number;
      this.#states.push(state);
      this.#codes.push(code);
      state = state.next[code] ?? this.#automaton.step(state, code);
    }
    const { length } = this.#codes;
    if (this.#state === this.#automaton.idle) this.#emit(length, state, found);
    // Not after every chunk: with small chunks, the same characters would be read backwards again and again.
    else if (length >= 2 * this.#open) {
      const decided = this.#countDecided();
      this.#open = length - decided;
      this.#emit(decided, state, found);
    }
  }

  /** The number of kept characters that are decided: those before the first open partial match. */
  #countDecided(): number {
    let back = this.#automaton.backward(this.#state, true);
    let at = this.#codes.length;
    while (back !== this.#automaton.noMatch) {
      at -= 1;
      back = this.#automaton.backwardStep(this.#states[at] as State, this.#codes[at] as number, back, true);
    }
    return at;
  }

  /** Emits the matches in the first `length` kept characters and drops these. @param last the state after all kept characters */
  #emit(length: number, last: State, found: Span[]): void {
    if (this.#hasEnd) {
      const { noMatch } = this.#automaton;
      const start = this.#at - this.#codes.length;
      const spans: Span[] = [];
      let back = this.#automaton.backward(last, false);
      let span: Span | undefined;
      for (let at = this.#codes.length; at-- > 0; ) {
        if (back === noMatch) span = undefined;
        else if (at < length) {
          if (span) span[0] = start + at;
          else spans.push((span = [start + at, start + at + 1]));
        }
        back = this.#automaton.backwardStep(this.#states[at] as State, this.#codes[at] as number, back, false);
      }
      found.push(...spans.reverse());
    }
    this.#drop(length);
  }

  #drop(length: number): void {
    this.#states.splice(0, length);
    this.#codes.splice(0, length);
    if (this.#codes.length > 0) return;
    this.#hasEnd = false;
    this.#open = 0;
  }
}
