// One walk: awaits what the module says, one page after the other and one ahead, and turns what comes into a page (or
// the lines of one), the end or a throw.

import { KomboError } from "./error.js";
import { instance } from "./instance.js";
import { io } from "./io.js";
import { CandidatePage } from "./page.js";

/** What a walk that was left gives. */
const LEFT = { stopped: null };

export class Walker {
  #source;
  #start;
  #chain;
  #report;
  #instance;
  #walk;
  #turn = Promise.resolve();
  #ahead;
  #over = false;
  #asked = 0;
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
  next() {
    this.#asked += 1;
    const result = this.#turn.then(() => this.#next());
    this.#turn = result.catch(() => {});
    return result;
  }

  /** Ends the walk; what is in flight is aborted. */
  free() {
    this.#over = true;
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

  async #next() {
    const outcome = await this.#outcome();
    if ("page" in outcome) {
      const requests = this.#call((walk) => walk.requests());
      if (this.#source.prefetch !== 0 && this.#asked > 1) this.#fetchAhead();
      return this.#page(outcome.page, requests);
    }
    // Whoever tries again from the same page has no more requests than are left.
    if (this.#walk) this.#start.requests = this.#walk.requests();
    this.free();
    if ("aborted" in outcome) throw outcome.aborted;
    if ("error" in outcome) throw new KomboError(outcome.error, outcome.cause);
    if (outcome.stopped) this.#report({ stopped: outcome.stopped });
    return null;
  }

  async #outcome() {
    if (!this.#walk && !this.#over) await this.#begin();
    try {
      await (this.#ahead ?? this.#fetch());
      this.#ahead = undefined;
      return this.#walk ? this.#call((walk) => walk.take()) : LEFT;
    } catch (error) {
      this.free();
      throw error;
    }
  }

  async #begin() {
    this.#instance ??= await instance();
    this.#start.started_ms ??= performance.now();
    if (this.#over) return;
    try {
      this.#walk = this.#instance.call(({ Walk }) => new Walk(this.#source, this.#start, io));
    } catch (error) {
      // Wrong input stays wrong: whoever asked at the same time gets the end.
      this.free();
      throw error;
    }
  }

  /** Has the module's walk do what it wants to, until there is something to take. */
  async #fetch() {
    for (;;) {
      const work = this.#walk && this.#call((walk) => walk.begin());
      if (!work) return;
      const outcome = await this.#instance.alive(work);
      if (this.#walk) this.#call((walk) => walk.end(outcome));
    }
  }

  #fetchAhead() {
    this.#ahead = this.#fetch();
    // Whoever asks for the page is told.
    this.#ahead.catch(() => {});
  }

  #call(run) {
    return this.#instance.call(() => run(this.#walk));
  }

  #page(raw, requests) {
    const number = ++this.#delivered;
    const { cursor } = raw;
    this.#report({ cursor });
    const pages = (this.#start.pages ?? 0) + number;
    // Linked to the start of the page before, so that a cursor that leads in a circle is known wherever one goes on.
    const start = { cursor, pages, requests, started_ms: this.#start.started_ms, before: this.#latest };
    this.#latest = start;
    // While an iterator goes on with this walk, a look ahead from one of its pages is nobody's progress.
    const report = (news) => (this.#over || this.#chain) && this.#report(news);
    const open = (chain) => {
      if (cursor === null) return report({ stopped: "end" }), null;
      if (chain && this.continues(number)) return this;
      report({ cursor, stopped: null });
      return new Walker(this.#source, start, chain, report);
    };
    return raw.lines ? raw : new CandidatePage(raw, open);
  }
}
