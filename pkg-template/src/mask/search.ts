// Finds a secret in a stream of characters, wherever it is cut and however it is written.
//
// Where nothing has begun, a table of pairs of characters tells whether something does. From there on the automaton reads, until
// nothing is open any more. Only when a match has ended, or a chunk ends before that, is what it read gone through once more:
// backwards from the ends of matches, a character is covered while a thread there leads to one of them.

import { Automaton, type State } from "./automaton.ts";

/** From a match's first character to behind its last one, as places in the stream. */
export type Span = [start: number, end: number];

/** What is known of a secret before anything is read. */
interface Known {
  automaton: Automaton;
  /** Whether something begins with these two characters, at 256 times the first and the second; filled as they come. */
  pairs: Uint8Array;
}

const NO = 1;
const YES = 2;

/** Of the last few secrets: a client has one, and a Worker for many customers not many at a time. */
const known = new Map<string, Known>();
const MOST_KNOWN = 16;

function know(secret: string, inJson: boolean): Known {
  const name = `${inJson} ${secret}`;
  const there = known.get(name);
  if (there) return there;
  const made = { automaton: new Automaton(secret, inJson), pairs: new Uint8Array(65_536) };
  if (known.size === MOST_KNOWN) known.clear();
  known.set(name, made);
  return made;
}

/** So much is read at once: what has been read of a match is kept for each character. */
const BLOCK = 16_384;

/** Looks for one secret in one stream. */
export class Search {
  readonly #automaton: Automaton;
  readonly #pairs: Uint8Array;
  #state: State;
  /** What came since something began: the states before each character, and the characters. */
  #states: State[] = [];
  #codes: number[] = [];
  #hasEnd = false;
  /** How much of that was open when it was last looked at. */
  #open = 0;
  #at = 0;

  /** @param inJson the stream is JSON: what is escaped in its texts is escaped once more */
  constructor(secret: string, inJson = false) {
    ({ automaton: this.#automaton, pairs: this.#pairs } = know(secret, inJson));
    this.#state = this.#automaton.idle;
  }

  /** Reads on, with 255 in place of what is more. What is decided by now: all before `open`, with what was found there, in order. */
  read(codes: Uint8Array): { open: number; found: Span[] } {
    const found: Span[] = [];
    const { length } = codes;
    for (let at = 0; at < length; ) at = this.#read(codes, at, Math.min(length, at + BLOCK), found);
    return { open: this.#at - this.#codes.length, found };
  }

  /** Nothing follows. */
  end(): Span[] {
    const found: Span[] = [];
    this.#decide(this.#codes.length, this.#state, found);
    return found;
  }

  /** To the end, or until a match is over. */
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
        // All that was open is over. Whether more begins here, the pair tells.
        if (state !== idle) at -= 1;
        state = idle;
        // Nearly always it was no match, and nothing is kept of it.
        if (hasEnd || first !== idle) break;
      }
    }
    this.#at += at - from;
    this.#state = state;
    this.#hasEnd ||= hasEnd;
    if (state !== idle || hasEnd || first !== idle) this.#record(codes, start, at, first, found);
    return at;
  }

  /** The next place where something may begin. */
  #skip(codes: Uint8Array, from: number, end: number): number {
    const pairs = this.#pairs;
    const last = end - 1;
    let at = from;
    let code = codes[at] as number;
    while (at < last) {
      const other = codes[at + 1] as number;
      const pair = (code << 8) | other;
      if (pairs[pair] !== NO) {
        pairs[pair] ||= this.#automaton.mayBegin(code, other) ? YES : NO;
        if (pairs[pair] === YES) break;
      }
      code = other;
      at += 1;
    }
    return at;
  }

  /** Keeps what was read, and decides what can be decided. */
  #record(codes: Uint8Array, start: number, end: number, first: State, found: Span[]): void {
    let state = first;
    for (let at = start; at < end; at += 1) {
      const code = codes[at] as number;
      this.#states.push(state);
      this.#codes.push(code);
      state = state.next[code] ?? this.#automaton.step(state, code);
    }
    const { length } = this.#codes;
    if (this.#state === this.#automaton.idle) this.#decide(length, state, found);
    // Not each time, or a stream that comes in small chunks would be gone through again and again.
    else if (length >= 2 * this.#open) {
      const decided = this.#decided();
      this.#open = length - decided;
      this.#decide(decided, state, found);
    }
  }

  /** How much is decided: what precedes the first character of a match that is open. */
  #decided(): number {
    let back = this.#automaton.back(this.#state, true);
    let at = this.#codes.length;
    while (back !== this.#automaton.nowhere) {
      at -= 1;
      back = this.#automaton.backBefore(this.#states[at] as State, this.#codes[at] as number, back, true);
    }
    return at;
  }

  /** Says what was found in so many characters, of which the last led to that state, and drops them. */
  #decide(length: number, last: State, found: Span[]): void {
    if (this.#hasEnd) {
      const { nowhere } = this.#automaton;
      const start = this.#at - this.#codes.length;
      const spans: Span[] = [];
      let back = this.#automaton.back(last, false);
      let span: Span | undefined;
      for (let at = this.#codes.length; at-- > 0; ) {
        if (back === nowhere) span = undefined;
        else if (at < length) {
          if (span) span[0] = start + at;
          else spans.push((span = [start + at, start + at + 1]));
        }
        back = this.#automaton.backBefore(this.#states[at] as State, this.#codes[at] as number, back, false);
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
