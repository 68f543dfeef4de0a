// The async iterator over a walk's records. Not a generator: that would hold a `return()` back until a pending `next()` is
// done.

import type { iterate } from "./iterate.ts";
import { nothing } from "./ignore.ts";
import { queue } from "./queue.ts";
import type { Candidate } from "./types.ts";
import type { Report } from "./walker.ts";

/**
 * `open(hold)` returns an iterator over pages whose walk reports through `hold(report)`: `report` is told of a page's
 * cursor only when all of the page's records are out, so that going on from it loses none.
 */
export function iterateItems(open: (hold: (report: Report) => Report) => ReturnType<typeof iterate>): AsyncIterableIterator<Candidate> {
  let pending: string | null | undefined;
  let report: Report = nothing;
  const pages = open((to) => {
    report = to;
    return (cursor, stopped) => {
      if (cursor !== undefined) pending = cursor;
      if (stopped !== undefined) report(pending, stopped);
    };
  });
  let records: Candidate[] = [];
  let at = 0;
  const inTurn = queue();

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
    next: () => inTurn(step),
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
