// The records that have arrived, and their counts. They are stored nowhere else.

import type { CandidatePage, RecordIssue } from "kombo-edge";
import { Counts } from "../model/counts.ts";
import type { Row } from "../model/filters.ts";
import { byRecord, type Issue, issuesOf } from "../model/issues.ts";
import type { Value } from "../model/path.ts";
import { idOf } from "../model/record.ts";
import { haystack } from "../model/search.ts";

const NONE: readonly Issue[] = [];

export class Records extends Counts {
  readonly items: Value[] = [];
  readonly hay: string[] = [];
  /** The number of records that arrived again and were not added. */
  repeated = 0;
  /** The number of records that `on_invalid: "skip"` left out, and whether it may be larger. */
  leftOut = 0;
  mayBeMoreLeftOut = false;
  readonly #pages: number[] = [];
  readonly #issues = new Map<number, readonly Issue[]>();
  readonly #byId = new Map<string, number>();

  get length(): number {
    return this.items.length;
  }

  /** Adds a page's records, except those that have arrived before. */
  add(arrived: CandidatePage, page: number, skips: boolean): void {
    const { issues, leftOut, mayBeMore } = byRecord(arrived, skips);
    this.leftOut += leftOut;
    this.mayBeMoreLeftOut ||= mayBeMore;
    arrived.results.forEach((record, n) => this.#addOne(record as unknown as Value, page, issues[n] ?? []));
  }

  #addOne(record: Value, page: number, reported: readonly RecordIssue[]): void {
    const id = idOf(record);
    if (id !== null && this.#byId.has(id)) {
      this.repeated += 1;
      return;
    }
    const n = this.items.length;
    if (id !== null) this.#byId.set(id, n);
    const issues = issuesOf(record, reported);
    this.items.push(record);
    this.hay.push(haystack(record));
    this.#pages.push(page);
    if (issues.length > 0) this.#issues.set(n, issues);
    this.count(record, n, issues);
  }

  issues(n: number): readonly Issue[] {
    return this.#issues.get(n) ?? NONE;
  }

  row(n: number): Row {
    return { record: this.items[n], page: this.#pages[n] ?? 0, issues: this.issues(n).map(({ key }) => key) };
  }

  find(id: string): number | undefined {
    return this.#byId.get(id);
  }
}
