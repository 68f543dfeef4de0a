// What `getCandidates` returns: the first page when awaited, all pages when iterated. Sends nothing before that.

import { KomboError } from "./error.js";
import { iterate } from "./iterate.js";
import { Walker } from "./walker.js";

export class CandidatePages {
  #source;
  #first;
  #cursor;
  #stopped = null;

  constructor(client, request, options) {
    const report = ({ cursor, stopped }) => {
      if (cursor !== undefined) this.#cursor = cursor;
      if (stopped !== undefined) this.#stopped = stopped;
    };
    this.#source = { client, request, options, report };
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
    return iterate(() => this.#open());
  }

  async *items() {
    for await (const page of this) yield* page.results;
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
    for await (const page of this) {
      for (const record of page.results) {
        records.push(record);
        if (records.length === limit) return records;
      }
    }
    return records;
  }

  async #firstPage() {
    const walker = this.#open();
    try {
      return await walker.next();
    } finally {
      // The page opens a new walk where this one is; so one that nobody goes on with holds nothing.
      walker.free();
    }
  }

  #open() {
    this.#cursor = undefined;
    this.#stopped = null;
    return new Walker(this.#source, {}, false);
  }
}
