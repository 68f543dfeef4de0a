// An automaton that recognises all encodings of a secret. A thread is a partial match: the state of the decoder of each level, and
// the positions in the words (words.ts). The decoders form a chain: the output of one is the input of the next. Every way to
// decode the input is a thread, and new threads start at every character, so preceding text cannot hide a match.
//
// A state of the automaton is a set of threads. States and transitions are created on demand and cached, so a character costs one
// look-up, whatever the secret is.

import { BASE64_STARTS, DECODER_STATES, NO_OUTPUT, nextOutputs, type Transition, transitions } from "./decoders.ts";
import { fold, positions, SHORT, SHORT_IN_ANY_CASE, type Words } from "./words.ts";

/** The positions in the words, by the states of all decoders, which are one number. */
type Threads = Map<number, bigint>;

/** All partial matches of the input so far. */
export interface State {
  readonly threads: Threads;
  readonly next: (State | undefined)[];
  /** Whether a match ends here. */
  readonly isEnd: boolean;
  /** Whether all threads started at the last character. */
  readonly isFresh: boolean;
}

/** The threads of a state from which a match was completed. Found by reading the input backwards. */
export interface Backward {
  readonly threads: Threads;
  /** The same for the state before, by the character and that state. A cache. */
  readonly before: (Map<State, Backward> | undefined)[];
}

/** The maximum number of cached states, which take some megabytes, and of cached position sets. */
const MAX_STATES = 2000;
const MAX_POSITIONS = 50_000;

/** How many encodings may be nested. In a JSON stream, JSON's own escapes are one more level. */
const LEVELS = 2;

/** After the last decoder, each character is its own output. */
const IDENTITY: readonly (readonly Transition[])[] = Array.from({ length: 256 }, (_, code) => [[0, code]]);

export class Automaton {
  /** The state without threads. */
  readonly idle: State = { threads: new Map(), next: [], isEnd: false, isFresh: false };
  /** No thread completes a match. */
  readonly noMatch: Backward = { threads: new Map(), before: [] };
  readonly #words: Words;
  readonly #inJson: boolean;
  /** The number of chained decoders. */
  readonly #levels: number;
  readonly #starts: [at: number, positions: bigint][] = [];
  readonly #states = new Map<string, State>();
  readonly #backwards = new Map<string, Backward>();
  readonly #viable = new Map<number, bigint>();
  readonly #accepted = new Map<number, bigint>();
  readonly #startStates: (State | undefined)[] = [];

  /** @param inJson the stream is JSON */
  constructor(secret: string, inJson: boolean) {
    this.#words = positions(secret);
    this.#inJson = inJson;
    this.#levels = inJson ? LEVELS + 1 : LEVELS;
    const { begins } = this.#words;
    const outermost = inJson ? DECODER_STATES : 1;
    this.#starts = [[0, begins]];
    // Within base64, only the secret is searched (bit 0), not its encoded forms: its base64 is one of the words, or the secret is too
    // short for that.
    for (const base64 of secret.length < SHORT ? [] : BASE64_STARTS) {
      this.#starts.push([base64 * outermost, begins & 1n]);
      if (secret.length < SHORT_IN_ANY_CASE) this.#starts.push([base64 * outermost * DECODER_STATES, begins & 1n]);
    }
  }

  /** The state after one more character. */
  step(state: State, code: number): State {
    const threads: Threads = new Map();
    for (const [at, positions] of state.threads) this.#follow(at, positions, code, threads);
    const next = threads.size > 0 ? this.#stateOf(threads, this.#startState(code).threads) : this.#startState(code);
    state.next[code] = next;
    return next;
  }

  /** Whether a match may start with these two characters, or with the first one alone. */
  mayStart(code: number, other: number): boolean {
    const started = this.#startState(code);
    return started.isEnd || this.step(started, other) !== this.#startState(other);
  }

  /** The threads of a state that have completed a match, or all of them. */
  backward(state: State, all: boolean): Backward {
    const threads: Threads = new Map();
    for (const [at, positions] of state.threads) add(threads, at, all ? positions : positions & this.#words.ends);
    return this.#backward(threads);
  }

  /**
   * Goes one character back: the threads of `state` that lead to those of `next` by this character. Also those that have
   * completed a match in `state`, unless `only`.
   */
  backwardStep(state: State, code: number, next: Backward, only: boolean): Backward {
    const cache = (next.before[only ? code + 256 : code] ??= new Map<State, Backward>());
    const cached = cache.get(state);
    if (cached) return cached;
    const threads: Threads = new Map();
    for (const [at, positions] of state.threads) {
      if (!only) add(threads, at, positions & this.#words.ends);
      for (const [to, output] of this.#move(at, code, 0)) {
        const after = next.threads.get(to);
        if (after) add(threads, at, positions & (output === NO_OUTPUT ? after : (after >> 1n) & this.#before(output)));
      }
    }
    const created = this.#backward(threads);
    cache.set(state, created);
    return created;
  }

  /** The state of the threads that start at this character. */
  #startState(code: number): State {
    const cached = this.#startStates[code];
    if (cached) return cached;
    const threads: Threads = new Map();
    for (const [at, positions] of this.#starts) this.#follow(at, positions, code, threads);
    const created = threads.size > 0 ? this.#newState(threads, true) : this.idle;
    this.#startStates[code] = created;
    return created;
  }

  /** Adds the successors of a thread. */
  #follow(at: number, positions: bigint, code: number, into: Threads): void {
    for (const [to, output] of this.#move(at, code, 0)) {
      if (output === NO_OUTPUT) add(into, to, positions & this.#viableAt(to, 0));
      else {
        const after = (positions & this.#before(output)) << 1n;
        if (after) add(into, to, after & (this.#viableAt(to, 0) | this.#words.ends));
      }
    }
  }

  readonly #before = (code: number): bigint => this.#words.before[fold(code)] as bigint;

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

  /** The positions from which a match is still possible with the decoders in these states. */
  #viableAt(at: number, level: number): bigint {
    if (at === 0) return this.#words.all;
    const name = at + level * 2 ** 40;
    const cached = this.#viable.get(name);
    if (cached !== undefined) return cached;
    const [own, inner] = [at % DECODER_STATES, Math.floor(at / DECODER_STATES)];
    const next = nextOutputs(own);
    // Escapes are short, so nothing is excluded within one.
    const viable =
      next === undefined
        ? this.#words.all
        : next.length > 0
          ? next.reduce((all, code) => all | this.#accepts(inner, code, level + 1), 0n)
          : this.#viableAt(inner, level + 1);
    if (this.#viable.size === MAX_POSITIONS) this.#viable.clear();
    this.#viable.set(name, viable);
    return viable;
  }

  /** The positions from which this character may be read with the decoders in these states. */
  #accepts(at: number, code: number, level: number): bigint {
    const name = at * 256 + code + level * 2 ** 44;
    let accepted = this.#accepted.get(name);
    if (accepted !== undefined) return accepted;
    accepted = 0n;
    for (const [to, output] of this.#move(at, code, level)) accepted |= output === NO_OUTPUT ? this.#viableAt(to, level) : this.#before(output);
    if (this.#accepted.size === MAX_POSITIONS) this.#accepted.clear();
    this.#accepted.set(name, accepted);
    return accepted;
  }

  /** The cached state of these threads and of those that have just started. */
  #stateOf(threads: Threads, started: Threads): State {
    for (const [at, positions] of started) add(threads, at, positions);
    const name = nameOf(threads);
    const cached = this.#states.get(name);
    if (cached) return cached;
    if (this.#states.size === MAX_STATES) this.#clearStates();
    const created = this.#newState(threads, false);
    this.#states.set(name, created);
    return created;
  }

  #newState(threads: Threads, isFresh: boolean): State {
    const isEnd = [...threads.values()].some((positions) => positions & this.#words.ends);
    return { threads, next: Array<undefined>(256).fill(undefined), isEnd, isFresh };
  }

  #backward(threads: Threads): Backward {
    if (threads.size === 0) return this.noMatch;
    const name = nameOf(threads);
    const cached = this.#backwards.get(name);
    if (cached) return cached;
    if (this.#backwards.size === MAX_STATES) this.#clearBackwards();
    const created: Backward = { threads, before: [] };
    this.#backwards.set(name, created);
    return created;
  }

  /** Clears the caches. A running search keeps the states that it refers to. */
  #clearStates(): void {
    this.#states.clear();
    this.#startStates.length = 0;
    this.idle.next.length = 0;
    this.#clearBackwards();
  }

  #clearBackwards(): void {
    this.#backwards.clear();
    this.noMatch.before.length = 0;
  }
}

function add(threads: Threads, at: number, positions: bigint): void {
  if (positions) threads.set(at, (threads.get(at) ?? 0n) | positions);
}

const nameOf = (threads: Threads): string =>
  [...threads]
    .sort(([one], [other]) => one - other)
    .map(([at, positions]) => `${at}:${positions.toString(32)}`)
    .join();
