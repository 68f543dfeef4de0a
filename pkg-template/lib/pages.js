// What `getCandidates` returns: the first page when awaited, all pages when iterated. Sends nothing before that.

import { KomboError } from "./error.js";
import { iterateItems } from "./items.js";
import { iterate } from "./iterate.js";
import { ndjson } from "./ndjson.js";
import { Walker } from "./walker.js";

export class CandidatePages {
  #source;
  #first;
  #cursor;
  #stopped = null;
  #latest = 0;

  /** @param source what to walk, as `options.js` tells it */
  constructor(source) {
    this.#source = source;
  }

  get cursor() {
    return this.#cursor;
  }

  get stopped() {
    return this.#stopped;
  }

  then(onPage, onError) {
    this.#first ??= this.#firstPage();
    return this.#first.then(onPage, onError);
  }

  catch(onError) {
    return this.then(undefined, onError);
  }

  finally(onSettled) {
    return Promise.resolve(this).finally(onSettled);
  }

  [Symbol.asyncIterator]() {
    return iterate(() => this.#open(this.#begin()));
  }

  items() {
    return {
      [Symbol.asyncIterator]: () => iterateItems((hold) => iterate(() => this.#open(hold(this.#begin())))),
    };
  }

  ndjson({ on_issues } = {}) {
    return ndjson(() => this.#open(this.#begin(), { lines: true }), on_issues);
  }

  async toArray(options) {
    const limit = options?.limit;
    if (!Number.isSafeInteger(limit) || limit < 1) {
      const message =
        "`limit` is missing or no whole number above 0: say how many records may be held in memory at once, " +
        "such as toArray({ limit: 10_000 })";
      throw new KomboError({ kind: "input", message });
    }
    const records = [];
    for await (const record of this.items()) {
      records.push(record);
      if (records.length === limit) break;
    }
    return records;
  }

  async #firstPage() {
    const walker = this.#open(this.#begin());
    try {
      return await walker.next();
    } finally {
      // The page opens a new walk where this one is; so one that nobody goes on with holds nothing.
      walker.free();
    }
  }

  /** A new walk begins: from now on it is the one that `cursor` and `stopped` tell of, until the next one begins. */
  #begin() {
    const number = ++this.#latest;
    this.#cursor = undefined;
    this.#stopped = null;
    return ({ cursor, stopped }) => {
      if (number !== this.#latest) return;
      if (cursor !== undefined) this.#cursor = cursor;
      if (stopped !== undefined) this.#stopped = stopped;
    };
  }

  #open(report, how) {
    return new Walker({ ...this.#source, ...how }, {}, false, report);
  }
}
