// An automaton that recognises all encodings of a secret. A thread is a partial match: the state of the decoder of each level, and
// the position in a word (words.ts). The decoders form a chain: the output of one is the input of the next. Every way to decode the
// input is a thread, and new threads start at every character, so preceding text cannot hide a match.
//
// A state of the automaton is a set of threads. States and transitions are created on demand and cached, so a character costs one
// look-up, whatever the secret is. Where the text leads to ever new states, it costs a few steps for each thread. The length of the
// secret does not matter.

import { BASE64_STARTS, DECODER_STATES, NO_OUTPUT, nextOutputs, type Transition, transitions } from "./decoders.ts";
import { END, fold, positions, SECRET, SHORT, SHORT_IN_ANY_CASE, START, type Words } from "./words.ts";

/** A thread as one number: the states of all decoders, times the number of positions, plus the position. */
type Thread = number;

/** A set of characters: 1 for each. */
type Chars = Uint8Array;

/** One way for the decoders to read a character. */
interface Move {
  /** Their states after it, as a thread at position 0. */
  readonly to: Thread;
  /** The folded output, or `NO_OUTPUT`. */
  readonly output: number;
  /** What they may output next, once that was asked. */
  viable: Chars | undefined;
}

/** All partial matches of the input so far. */
export interface State {
  readonly threads: readonly Thread[];
  /** The next states, by character. Most states are left by one character only; that one is not in the table. */
  next: (State | undefined)[];
  only: number;
  after: State | undefined;
  /** Whether a match ends here. */
  readonly isEnd: boolean;
  /** Whether all threads started at the last character. */
  readonly isFresh: boolean;
}

/** The threads of a state from which a match was completed. Found by reading the input backwards. */
export interface Backward {
  readonly threads: ReadonlySet<Thread>;
  /** The same for the state before, by the character and that state. A cache. */
  readonly before: Map<number, Map<State, Backward>>;
}

/** The maximum number of cached states, which take some megabytes, and of cached results of decoders. */
const MAX_STATES = 2000;
const MAX_MOVES = 20_000;

/** How many encodings may be nested. In a JSON stream, JSON's own escapes are one more level. */
const LEVELS = 2;

/** After the last decoder, each character is its own output. */
const IDENTITY: readonly (readonly Transition[])[] = Array.from({ length: 256 }, (_, code) => [[0, code]]);

/** A state without next states shares this. Filled, since a property of `Array.prototype` must not be read. */
const NONE: (State | undefined)[] = Array<undefined>(256).fill(undefined);

/** All characters that a word may contain. */
const ALL: Chars = new Uint8Array(256).fill(1);

export class Automaton {
  /** The state without threads. */
  readonly idle: State = { threads: [], next: NONE, only: -1, after: undefined, isEnd: false, isFresh: false };
  /** No thread completes a match. */
  readonly noMatch: Backward = { threads: new Set(), before: new Map() };
  readonly #words: Words;
  /** The number of positions. */
  readonly #size: number;
  readonly #inJson: boolean;
  /** The number of chained decoders. */
  readonly #levels: number;
  readonly #starts: Thread[] = [START];
  readonly #states = new Map<number, State>();
  readonly #backwards = new Map<number, Backward>();
  readonly #moves = new Map<number, readonly Move[]>();
  readonly #viable = new Map<number, Chars>();
  readonly #startStates: (State | undefined)[] = [];

  /** @param words the words to search, the secret first @param inJson the stream is JSON */
  constructor(words: readonly string[], inJson: boolean) {
    this.#words = positions(words);
    this.#size = this.#words.codes.length;
    this.#inJson = inJson;
    this.#levels = inJson ? LEVELS + 1 : LEVELS;
    const { length } = words[0] as string;
    const outermost = inJson ? DECODER_STATES : 1;
    // Within base64, only the secret is searched, not its encoded forms: its base64 is one of the words, or the secret is too short for
    // that.
    for (const base64 of length < SHORT ? [] : BASE64_STARTS) {
      this.#starts.push(base64 * outermost * this.#size + SECRET);
      if (length < SHORT_IN_ANY_CASE) this.#starts.push(base64 * outermost * DECODER_STATES * this.#size + SECRET);
    }
  }

  /** The state after one more character. */
  step(state: State, code: number): State {
    if (state.after && state.only === code) return state.after;
    const threads = this.#follow(state.threads, code);
    const next = threads.size > 0 ? this.#stateOf(threads, this.#startState(code).threads) : this.#startState(code);
    if (!state.after) [state.only, state.after] = [code, next];
    else if (state.next !== NONE) state.next[code] = next;
    else {
      state.next = [...NONE];
      state.next[state.only] = state.after;
      state.next[code] = next;
    }
    return next;
  }

  /** Whether a match may start with these two characters, or with the first one alone. */
  mayStart(code: number, other: number): boolean {
    const started = this.#startState(code);
    return started.isEnd || this.#follow(started.threads, other).size > 0;
  }

  /** The threads of a state that have completed a match, or all of them. */
  backward(state: State, all: boolean): Backward {
    return this.#backward(new Set(all ? state.threads : state.threads.filter((thread) => this.#isEnd(thread))));
  }

  /**
   * Goes one character back: the threads of `state` that lead to those of `next` by this character. Also those that have
   * completed a match in `state`, unless `only`.
   */
  backwardStep(state: State, code: number, next: Backward, only: boolean): Backward {
    const name = only ? code + 256 : code;
    const cache = next.before.get(name) ?? new Map<State, Backward>();
    const cached = cache.get(state);
    if (cached) return cached;
    next.before.set(name, cache);
    const leads = (thread: Thread) => [...this.#follow([thread], code)].some((after) => next.threads.has(after));
    const created = this.#backward(new Set(state.threads.filter((thread) => (!only && this.#isEnd(thread)) || leads(thread))));
    cache.set(state, created);
    return created;
  }

  #isEnd(thread: Thread): boolean {
    const position = thread % this.#size;
    return position !== START && this.#words.codes[position] === END;
  }

  /** The state of the threads that start at this character. */
  #startState(code: number): State {
    const cached = this.#startStates[code];
    if (cached) return cached;
    const threads = this.#follow(this.#starts, code);
    const created = threads.size > 0 ? this.#newState(threads, true) : this.idle;
    this.#startStates[code] = created;
    return created;
  }

  /** The successors of threads. */
  #follow(threads: readonly Thread[], code: number): Set<Thread> {
    const found = new Set<Thread>();
    for (const thread of threads) this.#addSuccessors(thread, code, found);
    return found;
  }

  #addSuccessors(thread: Thread, code: number, found: Set<Thread>): void {
    const position = thread % this.#size;
    const { codes, begun } = this.#words;
    for (const move of this.#movesOf((thread - position) / this.#size, code)) {
      if (move.output === NO_OUTPUT) {
        if (position === START || this.#mayRead(move, codes[position] as number)) found.add(move.to + position);
      } else if (position !== START) {
        if (move.output === codes[position] && this.#canFollow(move, position + 1)) found.add(move.to + position + 1);
      } else for (const after of begun[move.output] ?? []) if (this.#canFollow(move, after)) found.add(move.to + after);
    }
  }

  /** Whether a word ends at a position, or its next character may be read after a move. */
  #canFollow(move: Move, position: number): boolean {
    const wanted = this.#words.codes[position] as number;
    return wanted === END || this.#mayRead(move, wanted);
  }

  #mayRead(move: Move, wanted: number): boolean {
    move.viable ??= this.#viableAt(move.to / this.#size, 0);
    return move.viable[wanted] === 1;
  }

  /** The cached moves of the decoders in these states by a character. */
  #movesOf(at: number, code: number): readonly Move[] {
    const name = at * 256 + code;
    const cached = this.#moves.get(name);
    if (cached) return cached;
    const moves = this.#move(at, code, 0).map(([to, output]) => ({
      to: to * this.#size,
      output: output === NO_OUTPUT ? NO_OUTPUT : fold(output),
      viable: undefined,
    }));
    if (this.#moves.size === MAX_MOVES) this.#moves.clear();
    this.#moves.set(name, moves);
    return moves;
  }

  /** The transitions of the decoders from this level on: their states after a character, and the output of the last one. */
  #move(at: number, code: number, level: number): readonly Transition[] {
    if (level === this.#levels) return IDENTITY[code] as readonly Transition[];
    const own = at % DECODER_STATES;
    const inner = (at - own) / DECODER_STATES;
    const moves: Transition[] = [];
    for (const [to, output] of transitions(own, code, this.#inJson && level === 0)) {
      if (output === NO_OUTPUT) moves.push([to + DECODER_STATES * inner, NO_OUTPUT]);
      else for (const [rest, out] of this.#move(inner, output, level + 1)) moves.push([to + DECODER_STATES * rest, out]);
    }
    return moves;
  }

  /** The characters that the decoders in these states may output next. */
  #viableAt(at: number, level: number): Chars {
    if (at === 0) return ALL;
    const name = at * 4 + level;
    const cached = this.#viable.get(name);
    if (cached) return cached;
    const own = at % DECODER_STATES;
    const inner = (at - own) / DECODER_STATES;
    const next = nextOutputs(own);
    let viable: Chars = ALL;
    // Escapes are short, so nothing is excluded within one.
    if (next?.length === 0) viable = this.#viableAt(inner, level + 1);
    else if (next) {
      viable = new Uint8Array(256);
      for (const code of next) this.#accept(inner, code, level + 1, viable);
    }
    if (this.#viable.size === MAX_MOVES) this.#viable.clear();
    this.#viable.set(name, viable);
    return viable;
  }

  /** Adds the characters that the decoders in these states may output after this one, or for it. */
  #accept(at: number, code: number, level: number, into: Chars): void {
    for (const [to, output] of this.#move(at, code, level)) {
      if (output === NO_OUTPUT) this.#viableAt(to, level).forEach((is, char) => is && (into[char] = 1));
      else into[fold(output)] = 1;
    }
  }

  /** The cached state of these threads and of those that have just started. */
  #stateOf(threads: Set<Thread>, started: readonly Thread[]): State {
    for (const thread of started) threads.add(thread);
    const hash = hashOf(threads);
    const cached = this.#states.get(hash);
    if (cached?.threads.length === threads.size && cached.threads.every((thread) => threads.has(thread))) return cached;
    if (this.#states.size === MAX_STATES) this.#clearStates();
    const created = this.#newState(threads, false);
    this.#states.set(hash, created);
    return created;
  }

  #newState(found: ReadonlySet<Thread>, isFresh: boolean): State {
    const threads = [...found];
    return { threads, next: NONE, only: -1, after: undefined, isEnd: threads.some((thread) => this.#isEnd(thread)), isFresh };
  }

  #backward(threads: ReadonlySet<Thread>): Backward {
    if (threads.size === 0) return this.noMatch;
    const hash = hashOf(threads);
    const cached = this.#backwards.get(hash);
    if (cached?.threads.size === threads.size && [...threads].every((thread) => cached.threads.has(thread))) return cached;
    if (this.#backwards.size === MAX_STATES) this.#clearBackwards();
    const created: Backward = { threads, before: new Map() };
    this.#backwards.set(hash, created);
    return created;
  }

  /** Clears the caches. A running search keeps the states that it refers to. */
  #clearStates(): void {
    this.#states.clear();
    this.#startStates.length = 0;
    this.idle.next = NONE;
    this.idle.after = undefined;
    this.#clearBackwards();
  }

  #clearBackwards(): void {
    this.#backwards.clear();
    this.noMatch.before.clear();
  }
}

/** A number for a set of threads, the same in any order. */
function hashOf(threads: ReadonlySet<Thread>): number {
  let hash = 0;
  for (const thread of threads) {
    const mixed = Math.imul(thread ^ Math.imul(thread / 2 ** 32, 0x9e3779b1), 0x85ebca6b);
    hash = (hash + Math.imul(mixed ^ (mixed >>> 15), 0xc2b2ae35)) | 0;
  }
  return hash;
}
