// The result of `getCandidates`: the first page when awaited, all pages when iterated. Sends nothing before that.

import { wrongInput } from "./error.ts";
import { iterateItems } from "./items.ts";
import { iterate } from "./iterate.ts";
import type { OpenLines } from "./lines/lines.ts";
import { ndjson } from "./ndjson.ts";
import type { CandidatePage } from "./page.ts";
import type { ByteStream } from "./platform.ts";
import { runtime } from "./runtime.ts";
import { members, type Source } from "./source.ts";
import { Step } from "./step.ts";
import { startAt } from "./trail.ts";
import type * as types from "./types.ts";
import { fetchPage, type Lines, type Report, Walker } from "./walker.ts";

export class CandidatePages implements types.CandidatePages {
  readonly #source: () => Source;
  #first: Promise<CandidatePage> | undefined;
  #step: Step | undefined;
  #cursor: string | null | undefined;
  #stopped: types.CandidatePages["stopped"] = null;
  #latest = 0;

  /** @param source returns the options of the walk; throws if they could not be read */
  constructor(source: () => Source) {
    this.#source = source;
  }

  get cursor(): string | null | undefined {
    return this.#cursor;
  }

  get stopped(): types.CandidatePages["stopped"] {
    return this.#stopped;
  }

  then<T = CandidatePage, E = never>(
    onPage?: ((page: CandidatePage) => T | PromiseLike<T>) | null,
    onError?: ((reason: unknown) => E | PromiseLike<E>) | null,
  ): Promise<T | E> {
    const pending = this.#step;
    const first = (this.#first ??= this.#firstPage());
    const cancel = () => {
      pending?.cancel();
      this.#step = this.#first = undefined;
    };
    const page = pending ? runtime.watched(first, () => this.#step, cancel) : first;
    return page.then(onPage, onError);
  }

  catch<E = never>(onError?: ((reason: unknown) => E | PromiseLike<E>) | null): Promise<CandidatePage | E> {
    return this.then(undefined, onError);
  }

  finally(onSettled?: (() => void) | null): Promise<CandidatePage> {
    return Promise.resolve(this).finally(onSettled);
  }

  [Symbol.asyncIterator](): ReturnType<typeof iterate> {
    return iterate(() => this.#open());
  }

  items(): AsyncIterable<types.Candidate> {
    return {
      [Symbol.asyncIterator]: () => iterateItems((delay) => iterate(() => this.#open(delay))),
    };
  }

  ndjson(options?: types.NdjsonOptions): ByteStream {
    const open: OpenLines = (onProgress) => {
      const source = { ...this.#source(), lines: true };
      const report = this.#startWalk(source);
      const walker = new Walker<Lines>(source, startAt(source.cursor), (...progress) => {
        report(...progress);
        onProgress(...progress);
      });
      return { walker, source };
    };
    return ndjson(open, members(options)) as unknown as ByteStream;
  }

  async toArray(options: { limit: number }): Promise<types.Candidate[]> {
    const limit = members(options).limit;
    if (!Number.isSafeInteger(limit) || (limit as number) < 1) {
      const advice = "say how many records you can hold, such as toArray({ limit: 10_000 })";
      throw wrongInput("limit", "no whole number above 0", advice);
    }
    const records: types.Candidate[] = [];
    for await (const record of this.items()) {
      records.push(record);
      if (records.length === limit) break;
    }
    return records;
  }

  async #firstPage(): Promise<CandidatePage> {
    const source = this.#source();
    this.#step = new Step(source, startAt(source.cursor));
    try {
      return (await fetchPage(source, this.#step, this.#startWalk(source))) as CandidatePage;
    } finally {
      this.#step = undefined;
    }
  }

  #open(delay = (report: Report) => report): Walker<CandidatePage> {
    const source = this.#source();
    return new Walker(source, startAt(source.cursor), delay(this.#startWalk(source)));
  }

  /** Starts a walk. Until the next walk starts, `cursor` and `stopped` are those of this walk. */
  #startWalk({ cursor }: Source): Report {
    const number = ++this.#latest;
    this.#cursor = cursor;
    this.#stopped = null;
    return (cursor, stopped) => {
      if (number !== this.#latest) return;
      if (cursor !== undefined) this.#cursor = cursor;
      if (stopped !== undefined) this.#stopped = stopped;
    };
  }
}
