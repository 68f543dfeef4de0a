// Runs overlapping asynchronous calls one after the other.

import { nothing } from "./ignore.ts";

/**
 * Returns a function that runs each work after all earlier ones have settled. A failed one does not block the next. Only the
 * caller awaits the result: V8 shows the awaiting line in an error's stack only while a promise has a single listener.
 */
export function queue(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<void> | undefined;
  return async (work) => {
    const previous = last;
    let done: () => void = nothing;
    last = new Promise((resolve) => (done = resolve));
    try {
      await previous;
      return await work();
    } finally {
      done();
    }
  };
}
