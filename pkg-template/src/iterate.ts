// The async iterator over the pages of a walk. It is not a generator, because a generator delays `return()` until a pending
// `next()` is done, and `return()` has to abort that `next()`.

import type { CandidatePage } from "./page.ts";
import type { Walker } from "./walker.ts";

/** The pages of a walk. @param open starts the walk when its first page is needed @param first a page that was fetched before */
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
        // If `open` throws, the iterator is done.
        walker = null;
        walker = open();
      }
      const value = await walker?.next();
      return value ? { done: false, value } : { done: true, value: undefined };
    },
    async return(value?: unknown) {
      first = undefined;
      walker?.cancel();
      walker = null;
      return { done: true, value };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
