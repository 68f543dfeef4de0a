// One walk: asks the module for the next page and turns what it resolves to into a page, the end or a throw.

import { KomboError } from "./error.js";
import { instance } from "./instance.js";
import * as io from "./io.js";
import { CandidatePage } from "./page.js";

export class Walker {
  #source;
  #start;
  #chain;
  #report;
  #instance;
  #walk;
  #freed = false;
  #delivered = 0;
  #continued = 0;
  #latest;

  /**
   * @param source what to walk, as `options.js` tells it
   * @param start where to begin: `{}`, or after a page: `{ cursor, pages, requests, started_ms, before }`
   * @param chain whether its pages may go on with it (`page.next()`), or an iterator owns it
   * @param report told of every page's `cursor`, and of why it `stopped`
   */
  constructor(source, start, chain, report) {
    this.#report = report;
    this.#source = source;
    this.#start = start;
    this.#latest = start;
    this.#chain = chain;
  }

  /** The next page; null at the end. Overlapping calls queue. */
  async next() {
    const outcome = await this.#outcome();
    if ("page" in outcome) return this.#page(outcome.page);
    // Whoever tries again from the same page has no more requests than are left.
    if (this.#walk) this.#start.requests = this.#walk.requests();
    this.free();
    if ("aborted" in outcome) throw outcome.aborted;
    if ("error" in outcome) throw new KomboError(outcome.error, outcome.cause);
    if (outcome.stopped) this.#report({ stopped: outcome.stopped });
    return null;
  }

  /** Ends the walk; what is in flight is aborted. */
  free() {
    this.#freed = true;
    const walk = this.#walk;
    this.#walk = undefined;
    // Its memory is given back here and now, not when the garbage collector comes round to it.
    if (walk && !this.#instance.dead) walk.free();
  }

  /** Whether the page with this number may go on with this walk: once, and only while it is the latest page. */
  continues(number) {
    if (!this.#chain || !this.#walk || this.#delivered !== number || this.#continued === number) return false;
    this.#continued = number;
    return true;
  }

  async #outcome() {
    if (!this.#walk && !this.#freed) {
      this.#instance ??= await instance();
      this.#start.started_ms ??= performance.now();
    }
    if (this.#freed) return { stopped: null };
    try {
      this.#walk ??= this.#instance.call(({ Walk }) => new Walk(this.#source, this.#start, io));
    } catch (error) {
      this.free();
      throw error;
    }
    return this.#instance.track((resolve) => this.#walk.next(resolve));
  }

  #page(raw) {
    const number = ++this.#delivered;
    const cursor = raw.result.data.next;
    this.#report({ cursor });
    const { pages, requests } = raw;
    // Linked to the start of the page before, so that a cursor that leads in a circle is known wherever one goes on.
    const start = { cursor, pages, requests, started_ms: this.#start.started_ms, before: this.#latest };
    this.#latest = start;
    // While an iterator goes on with this walk, a look ahead from one of its pages is nobody's progress.
    const report = (news) => (this.#freed || this.#chain) && this.#report(news);
    const open = (chain) => {
      if (cursor === null) return report({ stopped: "end" }), null;
      if (chain && this.continues(number)) return this;
      report({ cursor, stopped: null });
      return new Walker(this.#source, start, chain, report);
    };
    return new CandidatePage(raw, open);
  }
}
