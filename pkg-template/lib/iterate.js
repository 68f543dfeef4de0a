// The async iterator over a walk's pages. Not a generator: that would hold a `return()` back until a pending
// `next()` is done, and a `return()` is what aborts it.

/** `open` gives the walk, when the first page is asked of it; `first` is a page that is there already. */
export function iterate(open, first) {
  let walker;
  let done = false;
  return {
    async next() {
      if (first) {
        const value = first;
        first = undefined;
        return { done: false, value };
      }
      walker ??= done ? null : open();
      if (done || !walker) return { done: true, value: undefined };
      try {
        const value = await walker.next();
        if (value) return { done: false, value };
        done = true;
        return { done: true, value: undefined };
      } catch (error) {
        done = true;
        throw error;
      }
    },
    async return(value) {
      done = true;
      first = undefined;
      walker?.free();
      return { done: true, value };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
