// One page: plain data, and methods that fetch the following pages.

import { iterate } from "./iterate.ts";
import type { PageData } from "./module.ts";
import type { Source } from "./source.ts";
import { Step } from "./step.ts";
import type { Start } from "./trail.ts";
import type * as types from "./types.ts";
import { fetchPage, type Report, Walker } from "./walker.ts";

export class CandidatePage implements types.CandidatePage {
  readonly result: types.CandidatePage["result"];
  readonly results: types.Candidate[];
  readonly cursor: string | null;
  readonly issues: types.RecordIssue[];
  readonly meta: types.PageMeta;
  readonly #source: Source;
  readonly #next: Start | null;
  readonly #report: Report;

  /** @param next where the next page starts @param report called with the progress of walks from this page */
  constructor(page: PageData, content: unknown, source: Source, next: Start | null, report: Report) {
    this.result = content as types.CandidatePage["result"];
    this.results = this.result.data.results;
    this.cursor = page.cursor;
    this.issues = page.issues;
    this.meta = page.meta;
    this.#source = source;
    this.#next = next;
    this.#report = report;
  }

  async next(): Promise<CandidatePage | null> {
    const start = this.#nextStart();
    return start && (await fetchPage(this.#source, new Step(this.#source, start), this.#report));
  }

  [Symbol.asyncIterator](): AsyncIterator<CandidatePage> {
    const open = () => {
      const start = this.#nextStart();
      return start && new Walker<CandidatePage>(this.#source, start, this.#report);
    };
    return iterate(open, this);
  }

  #nextStart(): Start | null {
    if (this.#next) this.#report(this.cursor, null);
    else this.#report(undefined, "end");
    return this.#next;
  }
}
