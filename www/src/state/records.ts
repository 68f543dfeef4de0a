// All that has arrived, and what is counted of it. Nothing of it is kept anywhere else.

import type { CandidatePage } from "kombo-edge";
import { Coverage } from "../model/coverage.ts";
import type { Row } from "../model/filters.ts";
import { type Flaw, flawsOf, IssueGroups } from "../model/issues.ts";
import type { Value } from "../model/path.ts";
import { idOf, isConfidential, isDeleted } from "../model/record.ts";
import { haystack } from "../model/search.ts";
import { Values } from "../model/values.ts";

const NONE: readonly Flaw[] = [];

export class Records {
  readonly items: Value[] = [];
  readonly hay: string[] = [];
  readonly coverage = new Coverage();
  readonly groups = new IssueGroups();
  readonly values = new Values();
  deleted = 0;
  confidential = 0;
  /** How many came again, and were not added. */
  repeated = 0;
  /** How many were left out for their issues, as `on_invalid: "skip"` asks for. */
  skipped = 0;
  readonly #pages: number[] = [];
  readonly #flaws = new Map<number, readonly Flaw[]>();
  readonly #byId = new Map<string, number>();

  get length(): number {
    return this.items.length;
  }

  /** Adds a page's records, those that are there already left out. */
  add({ results, issues }: CandidatePage, page: number, skips: boolean): void {
    const byIndex = new Map<number, typeof issues>();
    for (const issue of issues) byIndex.set(issue.index, [...(byIndex.get(issue.index) ?? []), issue]);
    // Then the places are those of records that are not here.
    if (skips) this.skipped += byIndex.size;
    results.forEach((record, index) => this.#addOne(record as unknown as Value, page, skips ? [] : (byIndex.get(index) ?? [])));
  }

  #addOne(record: Value, page: number, issues: CandidatePage["issues"]): void {
    const id = idOf(record);
    if (id !== null && this.#byId.has(id)) {
      this.repeated += 1;
      return;
    }
    const n = this.items.length;
    if (id !== null) this.#byId.set(id, n);
    const flaws = flawsOf(record, issues);
    this.items.push(record);
    this.hay.push(haystack(record));
    this.#pages.push(page);
    if (flaws.length > 0) this.#flaws.set(n, flaws);
    this.coverage.add(
      record,
      n,
      flaws.map(({ field }) => field),
    );
    this.groups.add(n, flaws);
    this.values.add(record);
    if (isDeleted(record)) this.deleted += 1;
    if (isConfidential(record)) this.confidential += 1;
  }

  flaws(n: number): readonly Flaw[] {
    return this.#flaws.get(n) ?? NONE;
  }

  row(n: number): Row {
    return { record: this.items[n], page: this.#pages[n] ?? 0, issues: this.flaws(n).map(({ key }) => key) };
  }

  find(id: string): number | undefined {
    return this.#byId.get(id);
  }
}
