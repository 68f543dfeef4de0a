// What the charts show of some records: how many fill each field, their issues, their values.

import { Coverage } from "./coverage.ts";
import { type Issue, IssueGroups } from "./issues.ts";
import type { Value } from "./path.ts";
import { isConfidential, isDeleted } from "./record.ts";
import { Values } from "./values.ts";

export class Counts {
  readonly coverage = new Coverage();
  readonly groups = new IssueGroups();
  readonly values = new Values();
  deleted = 0;
  confidential = 0;

  /** Counts record `n` with its issues. */
  count(record: Value, n: number, issues: readonly Issue[]): void {
    this.coverage.add(
      record,
      n,
      issues.map(({ field }) => field),
    );
    this.groups.add(n, issues);
    this.values.add(record);
    if (isDeleted(record)) this.deleted += 1;
    if (isConfidential(record)) this.confidential += 1;
  }
}
