// Overlapping calls, one after the other.

import { nothing } from "./ignore.ts";

/**
 * What it returns runs each work when those before it are done; one that failed does not hold up the others. Nobody but the
 * caller waits for the result: engines follow a promise to the line that awaits it only while there is one such line, and an
 * error's stack shall show it.
 */
export function queue(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<void> | undefined;
  return async (work) => {
    const before = last;
    let done: () => void = nothing;
    last = new Promise((resolve) => (done = resolve));
    try {
      await before;
      return await work();
    } finally {
      done();
    }
  };
}
