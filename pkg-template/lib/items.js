// The async iterator over a walk's records. Not a generator: that would hold a `return()` back until a pending
// `next()` is done.

/**
 * `open(hold)` gives an iterator over pages whose walk reports through `hold(report)`: that tells `report` of a page's
 * cursor only when all of the page's records are out, so that going on from it loses none.
 */
export function iterateItems(open) {
  let pending;
  let report;
  const pages = open((told) => {
    report = told;
    return ({ cursor, stopped }) => {
      if (cursor !== undefined) pending = cursor;
      if (stopped !== undefined) report({ cursor: pending, stopped });
    };
  });
  let records = [];
  let at = 0;
  let turn = Promise.resolve();

  async function step() {
    while (at >= records.length) {
      const { done, value } = await pages.next();
      if (done) return { done: true, value: undefined };
      records = value.results;
      at = 0;
      if (records.length === 0) report({ cursor: pending });
    }
    const value = records[at];
    at += 1;
    if (at === records.length) report({ cursor: pending });
    return { done: false, value };
  }

  return {
    next() {
      // Overlapping calls queue; one that failed does not hold up those behind it.
      const result = turn.then(step);
      turn = result.catch(() => {});
      return result;
    },
    async return(value) {
      records = [];
      await pages.return();
      return { done: true, value };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
