// The async iterator over a walk's pages. Not a generator: that would hold a `return()` back until a pending `next()` is
// done, and a `return()` is what aborts it.

import type { CandidatePage } from "./page.ts";
import type { Walker } from "./walker.ts";

/** `open` returns the walk, when the first page is asked of it; `first` is a page that is there already. */
export function iterate(
  open: () => Walker<CandidatePage> | null,
  first?: CandidatePage,
): Required<Pick<AsyncIterableIterator<CandidatePage>, "next" | "return" | typeof Symbol.asyncIterator>> {
  let walker: Walker<CandidatePage> | null | undefined;
  return {
    async next() {
      if (first) {
        const value = first;
        first = undefined;
        return { done: false, value };
      }
      if (walker === undefined) {
        // Should it not open, this was the walk.
        walker = null;
        walker = open();
      }
      const value = await walker?.next();
      return value ? { done: false, value } : { done: true, value: undefined };
    },
    async return(value?: unknown) {
      first = undefined;
      walker?.leave();
      walker = null;
      return { done: true, value };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
