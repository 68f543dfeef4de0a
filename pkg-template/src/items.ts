// The async iterator over the records of a walk. It is not a generator, because a generator delays `return()` until a pending
// `next()` is done.

import { nothing } from "./ignore.ts";
import type { iterate } from "./iterate.ts";
import { queue } from "./queue.ts";
import type { Candidate } from "./types.ts";
import type { Report } from "./walker.ts";

/**
 * The records of a walk, one by one. `open(delay)` returns an iterator over pages whose walk reports its progress to
 * `delay(report)`. That passes the cursor of a page to `report` only when all records of the page were returned, so resuming
 * from it loses none.
 */
export function iterateItems(open: (delay: (report: Report) => Report) => ReturnType<typeof iterate>): AsyncIterableIterator<Candidate> {
  let pending: string | null | undefined;
  let report: Report = nothing;
  const pages = open((target) => {
    report = target;
    return (cursor, stopped) => {
      if (cursor !== undefined) pending = cursor;
      if (stopped !== undefined) report(pending, stopped);
    };
  });
  let records: Candidate[] = [];
  let at = 0;
  const enqueue = queue();

  async function step(): Promise<IteratorResult<Candidate>> {
    for (;;) {
      const value = records[at];
      if (at < records.length) {
        at += 1;
        if (at === records.length) report(pending);
        return { done: false, value: value as Candidate };
      }
      const page = await pages.next();
      if (page.done) return { done: true, value: undefined };
      records = page.value.results;
      at = 0;
      if (records.length === 0) report(pending);
    }
  }

  return {
    next: () => enqueue(step),
    async return(value?: unknown) {
      records = [];
      await pages.return();
      return { done: true, value };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
