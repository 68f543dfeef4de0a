// All ways to write a secret, as an automaton. A thread is a match that has begun: where the decoder of each level is, and the
// positions in the words. As many decoders as levels stand one behind the other: what one gives is what the next one reads. All
// ways to read what came are threads, and a new one begins at each character, so none can be out of step.
//
// A state is a set of threads. States and what follows from them are made when they are first needed and kept, so a character
// costs one look-up, whatever the secret.

import { coming, IN_BASE64, NOTHING, PLACES, type Reading, readings } from "./decoders.ts";
import { fold, positions, SHORT, SHORT_IN_ANY_CASE, type Words } from "./words.ts";

/** The positions in the words, for each way to be within the decoders. */
type Threads = Map<number, bigint>;

/** What may have come so far. */
export interface State {
  readonly threads: Threads;
  readonly next: (State | undefined)[];
  /** Whether a match ends here. */
  readonly isEnd: boolean;
  /** Whether nothing is open but what began with the last character. */
  readonly isFresh: boolean;
}

/** The threads of a state that lead to a match's end. */
export interface Back {
  readonly threads: Threads;
  /** What precedes it, for each character and the state before it. */
  readonly before: (Map<State, Back> | undefined)[];
}

/** How many states are kept, some megabytes, and how many answers about decoders. */
const MOST_STATES = 2000;
const MOST_ANSWERS = 50_000;

/** How often a secret may be encoded. In JSON, one level more: its own escapes do not count. */
const LEVELS = 2;

/** What comes out behind the last decoder. */
const GIVEN: readonly (readonly Reading[])[] = Array.from({ length: 256 }, (_, code) => [[0, code]]);

export class Automaton {
  /** Nothing has begun. */
  readonly idle: State = { threads: new Map(), next: [], isEnd: false, isFresh: false };
  readonly nowhere: Back = { threads: new Map(), before: [] };
  readonly #words: Words;
  readonly #inJson: boolean;
  /** How many different numbers there are for where the inner decoders are. */
  readonly #levels: number;
  readonly #beginnings: [at: number, positions: bigint][] = [];
  readonly #states = new Map<string, State>();
  readonly #backs = new Map<string, Back>();
  readonly #viable = new Map<number, bigint>();
  readonly #accepted = new Map<number, bigint>();
  readonly #fresh: (State | undefined)[] = [];

  /** @param inJson the stream is JSON */
  constructor(secret: string, inJson: boolean) {
    this.#words = positions(secret);
    this.#inJson = inJson;
    this.#levels = inJson ? LEVELS + 1 : LEVELS;
    const { begins } = this.#words;
    const outermost = inJson ? PLACES : 1;
    this.#beginnings = [[0, begins]];
    // The secret alone: its own base64 is among the words, or it is too short for that.
    for (const base64 of secret.length < SHORT ? [] : IN_BASE64) {
      this.#beginnings.push([base64 * outermost, begins & 1n]);
      if (secret.length < SHORT_IN_ANY_CASE) this.#beginnings.push([base64 * outermost * PLACES, begins & 1n]);
    }
  }

  /** The state after one more character. */
  step(state: State, code: number): State {
    const threads: Threads = new Map();
    for (const [at, positions] of state.threads) this.#follow(at, positions, code, threads);
    const next = threads.size > 0 ? this.#known(threads, this.#begun(code).threads) : this.#begun(code);
    state.next[code] = next;
    return next;
  }

  /** Whether anything that begins with this character is still there after another one, or over by then. */
  mayBegin(code: number, other: number): boolean {
    const begun = this.#begun(code);
    return begun.isEnd || this.step(begun, other) !== this.#begun(other);
  }

  /** Of a state: those that have ended, or all. */
  back(state: State, all: boolean): Back {
    const threads: Threads = new Map();
    for (const [at, positions] of state.threads) add(threads, at, all ? positions : positions & this.#words.ends);
    return this.#back(threads);
  }

  /** Of the state before: those that lead to these by that character, and unless only those are asked for, those that have ended. */
  backBefore(state: State, code: number, back: Back, only: boolean): Back {
    const known = (back.before[only ? code + 256 : code] ??= new Map<State, Back>());
    const there = known.get(state);
    if (there) return there;
    const threads: Threads = new Map();
    for (const [at, positions] of state.threads) {
      if (!only) add(threads, at, positions & this.#words.ends);
      for (const [to, given] of this.#move(at, code, 0)) {
        const after = back.threads.get(to);
        if (after) add(threads, at, positions & (given === NOTHING ? after : (after >> 1n) & this.#before(given)));
      }
    }
    const made = this.#back(threads);
    known.set(state, made);
    return made;
  }

  /** The state of what begins with this character. */
  #begun(code: number): State {
    const there = this.#fresh[code];
    if (there) return there;
    const threads: Threads = new Map();
    for (const [at, positions] of this.#beginnings) this.#follow(at, positions, code, threads);
    const made = threads.size > 0 ? this.#made(threads, true) : this.idle;
    this.#fresh[code] = made;
    return made;
  }

  /** What becomes of a thread. */
  #follow(at: number, positions: bigint, code: number, into: Threads): void {
    for (const [to, given] of this.#move(at, code, 0)) {
      if (given === NOTHING) add(into, to, positions & this.#viableAt(to, 0));
      else {
        const after = (positions & this.#before(given)) << 1n;
        if (after) add(into, to, after & (this.#viableAt(to, 0) | this.#words.ends));
      }
    }
  }

  readonly #before = (code: number): bigint => this.#words.before[fold(code)] as bigint;

  /** Where the decoders from this level on are after a character, and what comes out of the last one. */
  #move(at: number, code: number, level: number): readonly Reading[] {
    if (level === this.#levels) return GIVEN[code] as readonly Reading[];
    const own = at % PLACES;
    const inner = (at - own) / PLACES;
    const made: Reading[] = [];
    for (const [to, given] of readings(own, code, this.#inJson && level === 0)) {
      if (given === NOTHING) made.push([to + PLACES * inner, NOTHING]);
      else for (const [rest, out] of this.#move(inner, given, level + 1)) made.push([to + PLACES * rest, out]);
    }
    return made;
  }

  /** The positions that decoders which are there may still go on from. */
  #viableAt(at: number, level: number): bigint {
    if (at === 0) return this.#words.all;
    const name = at + level * 2 ** 40;
    const there = this.#viable.get(name);
    if (there !== undefined) return there;
    const [own, inner] = [at % PLACES, Math.floor(at / PLACES)];
    const next = coming(own);
    // What is within an escape is over soon.
    const made = next === undefined ? this.#words.all : next.length > 0 ? next.reduce((all, code) => all | this.#accepts(inner, code, level + 1), 0n) : this.#viableAt(inner, level + 1);
    if (this.#viable.size === MOST_ANSWERS) this.#viable.clear();
    this.#viable.set(name, made);
    return made;
  }

  /** The positions from which decoders that are there may read this character. */
  #accepts(at: number, code: number, level: number): bigint {
    const name = at * 256 + code + level * 2 ** 44;
    let made = this.#accepted.get(name);
    if (made !== undefined) return made;
    made = 0n;
    for (const [to, given] of this.#move(at, code, level)) made |= given === NOTHING ? this.#viableAt(to, level) : this.#before(given);
    if (this.#accepted.size === MOST_ANSWERS) this.#accepted.clear();
    this.#accepted.set(name, made);
    return made;
  }

  #known(threads: Threads, begun: Threads): State {
    for (const [at, positions] of begun) add(threads, at, positions);
    const name = nameOf(threads);
    const there = this.#states.get(name);
    if (there) return there;
    if (this.#states.size === MOST_STATES) this.#forget();
    const made = this.#made(threads, false);
    this.#states.set(name, made);
    return made;
  }

  #made(threads: Threads, isFresh: boolean): State {
    const isEnd = [...threads.values()].some((positions) => positions & this.#words.ends);
    return { threads, next: Array<undefined>(256).fill(undefined), isEnd, isFresh };
  }

  #back(threads: Threads): Back {
    if (threads.size === 0) return this.nowhere;
    const name = nameOf(threads);
    const there = this.#backs.get(name);
    if (there) return there;
    if (this.#backs.size === MOST_STATES) this.#forgetBacks();
    const made: Back = { threads, before: [] };
    this.#backs.set(name, made);
    return made;
  }

  /** Searches that are under way keep the states that they are in. */
  #forget(): void {
    this.#states.clear();
    this.#fresh.length = 0;
    this.idle.next.length = 0;
    this.#forgetBacks();
  }

  #forgetBacks(): void {
    this.#backs.clear();
    this.nowhere.before.length = 0;
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
