// A walk: fetches page after page, one ahead, and returns each as a page or as lines.

import { CandidatePage } from "./page.ts";
import { queue } from "./queue.ts";
import { runtime } from "./runtime.ts";
import type { Source } from "./source.ts";
import { type Outcome, Step } from "./step.ts";
import { type Start, startAfter } from "./trail.ts";
import type { RecordIssue } from "./types.ts";

/** Why a walk stopped; null while it has not. */
export type StopReason = "end" | "max_pages" | "max_requests" | "deadline" | null;

/** Reports the progress of a walk: the cursor to resume from, and why it stopped. Undefined: unchanged. */
export type Report = (cursor: string | null | undefined, stopped?: StopReason) => void;

/** A page's records as text. */
export interface Lines {
  lines: Uint8Array;
  issues: RecordIssue[];
}

export class Walker<Item extends CandidatePage | Lines> {
  readonly #source: Source;
  readonly #report: Report;
  /** Where the next page starts; null after the last page. */
  #start: Start | null;
  #step: Step | undefined;
  readonly #enqueue = queue();
  #calls = 0;
  #hasEnded = false;

  constructor(source: Source, start: Start, report: Report) {
    this.#source = source;
    this.#start = start;
    this.#report = report;
  }

  /** The next page; null at the end. Overlapping calls queue. */
  next(): Promise<Item | null> {
    if (this.#hasEnded) return Promise.resolve(null);
    this.#calls += 1;
    // The current step may belong to a request of a Worker that is over.
    const pending = this.#step;
    const result = this.#enqueue(() => this.#next());
    return pending
      ? runtime.watched(
          result,
          () => this.#step,
          () => this.cancel(),
        )
      : result;
  }

  /** Ends the walk and aborts its request. */
  cancel(): void {
    this.#hasEnded = true;
    this.#step?.cancel();
  }

  async #next(): Promise<Item | null> {
    if (this.#hasEnded) return null;
    if (this.#start === null) {
      this.#hasEnded = true;
      this.#report(undefined, "end");
      return null;
    }
    const start = this.#start;
    try {
      const outcome = await (this.#step ??= new Step(this.#source, start)).outcome;
      this.#step = undefined;
      if (this.#hasEnded) return null;
      if (outcome.page) this.#moveTo(startAfter(start, outcome.page));
      else this.#hasEnded = true;
      // While this walk is active, fetching from one of its pages with `next()` is not progress of this walk.
      const later: Report = (cursor, stopped) => void (this.#hasEnded && this.#report(cursor, stopped));
      return deliver(this.#source, this.#start, outcome, this.#report, later) as Item | null;
    } catch (error) {
      this.#hasEnded = true;
      throw error;
    }
  }

  #moveTo(next: Start | null): void {
    this.#start = next;
    // Nothing is prefetched after the first page: many callers need only that one.
    if (next && this.#source.prefetch && this.#calls > 1) this.#step = new Step(this.#source, next);
  }
}

/** The page of one step; null at the end. For `await` and `page.next()`. */
export async function fetchPage(source: Source, step: Step, report: Report): Promise<CandidatePage | null> {
  const outcome = await step.outcome;
  return deliver(source, outcome.page ? startAfter(step.start, outcome.page) : null, outcome, report, report) as CandidatePage | null;
}

/**
 * Turns a step's outcome into a page, its lines, or null at the end; throws its error.
 *
 * @param next where the next page starts @param report gets the progress to this page @param later gets that of walks from this page
 */
function deliver(
  source: Source,
  next: Start | null,
  { page, content, stopped, failure }: Outcome,
  report: Report,
  later: Report,
): CandidatePage | Lines | null {
  if (failure) throw failure();
  if (page) {
    report(page.cursor);
    return source.lines ? { lines: content as Uint8Array, issues: page.issues } : new CandidatePage(page, content, source, next, later);
  }
  if (stopped) report(undefined, stopped);
  return null;
}
