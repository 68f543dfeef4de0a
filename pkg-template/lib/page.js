// One page: plain data, and the way to the page after it.

import { iterate } from "./iterate.js";

export class CandidatePage {
  #open;

  /** `open(chain)` gives the walk that goes on after this page. */
  constructor({ result, cursor, issues, meta }, open) {
    this.result = result;
    this.results = result.data.results;
    this.cursor = cursor;
    this.issues = issues;
    this.meta = meta;
    this.#open = open;
  }

  async next() {
    return this.#open(true)?.next() ?? null;
  }

  [Symbol.asyncIterator]() {
    return iterate(() => this.#open(false), this);
  }
}
