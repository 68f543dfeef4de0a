// A walk: page after page, one ahead, and turns what comes into a page, its lines, the end or a throw.

import { CandidatePage } from "./page.ts";
import { queue } from "./queue.ts";
import { runtime } from "./runtime.ts";
import type { Source } from "./source.ts";
import { type Outcome, Step } from "./step.ts";
import { after, type Start } from "./trail.ts";
import type { RecordIssue } from "./types.ts";

export type Stopped = "end" | "max_pages" | "max_requests" | "deadline" | null;

/** Is told how far a walk is: the cursor to go on from, and why it stopped; undefined is no news. */
export type Report = (cursor: string | null | undefined, stopped?: Stopped) => void;

/** A page's records as text. */
export interface Lines {
  lines: Uint8Array;
  issues: RecordIssue[];
}

export class Walker<Item extends CandidatePage | Lines> {
  readonly #source: Source;
  readonly #report: Report;
  /** Where the next page is; null after the last one. */
  #start: Start | null;
  #step: Step | undefined;
  readonly #inTurn = queue();
  #asked = 0;
  #over = false;

  constructor(source: Source, start: Start, report: Report) {
    this.#source = source;
    this.#start = start;
    this.#report = report;
  }

  /** The next page; null at the end. Overlapping calls queue. */
  next(): Promise<Item | null> {
    if (this.#over) return Promise.resolve(null);
    this.#asked += 1;
    // What is under way may belong to a request of a Worker that is over.
    const pending = this.#step;
    const result = this.#inTurn(() => this.#next());
    return pending ? runtime.watched(result, () => this.#step, () => this.leave()) : result;
  }

  /** Ends the walk; what is in flight is aborted. */
  leave(): void {
    this.#over = true;
    this.#step?.leave();
  }

  async #next(): Promise<Item | null> {
    if (this.#over) return null;
    if (this.#start === null) {
      this.#over = true;
      this.#report(undefined, "end");
      return null;
    }
    const start = this.#start;
    try {
      const outcome = await (this.#step ??= new Step(this.#source, start)).outcome;
      this.#step = undefined;
      if (this.#over) return null;
      if (outcome.page) this.#goOn(after(start, outcome.page));
      else this.#over = true;
      // While this walk goes on, a look ahead from one of its pages is not its progress.
      const later: Report = (cursor, stopped) => void (this.#over && this.#report(cursor, stopped));
      return deliver(this.#source, this.#start, outcome, this.#report, later) as Item | null;
    } catch (error) {
      this.#over = true;
      throw error;
    }
  }

  #goOn(next: Start | null): void {
    this.#start = next;
    // The first page is fetched alone: many want no other.
    if (next && this.#source.prefetch && this.#asked > 1) this.#step = new Step(this.#source, next);
  }
}

/** One page, for whoever walks by hand; null at the end. */
export async function fetchPage(source: Source, step: Step, report: Report): Promise<CandidatePage | null> {
  const outcome = await step.outcome;
  return deliver(source, outcome.page ? after(step.start, outcome.page) : null, outcome, report, report) as CandidatePage | null;
}

/** `report` is told of this page, `later` of those that are asked for from it; `next` is where it leads. */
function deliver(source: Source, next: Start | null, { page, content, stopped, failure }: Outcome, report: Report, later: Report): CandidatePage | Lines | null {
  if (failure) throw failure();
  if (page) {
    report(page.cursor);
    return source.lines ? { lines: content as Uint8Array, issues: page.issues } : new CandidatePage(page, content, source, next, later);
  }
  if (stopped) report(undefined, stopped);
  return null;
}
