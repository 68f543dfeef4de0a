// The public types of the client and its pages. The classes implement these declarations, and the published definitions are rolled
// up from them (public.ts). Only types are imported from here; at run time this file is empty.

import type { KomboErrorData, KomboErrorKind } from "./error-types.ts";
import type { Connector, KomboErrorCode } from "./generated/facts.ts";
import type { GetCandidatesRequest, KomboOptions, RequestOptions } from "./generated/options.ts";
import type { Candidate } from "./generated/records.ts";
import type { ByteStream } from "./platform.ts";
import type { Confirmation, ConfirmOptions, RestartReason, SyncBatch, SyncOptions, SyncRequest } from "./sync/types.ts";

export type * from "./error-types.ts";
export { isKomboError, KomboError } from "./error-types.ts";
export type { Connector, KomboErrorCode } from "./generated/facts.ts";
export type * from "./generated/options.ts";
export type * from "./generated/records.ts";
export type { ByteStream } from "./platform.ts";
export type * from "./sync/types.ts";

/** An integration's id, `<connector>:<id>`, as in the Kombo dashboard and webhooks. Editors complete the connector. */
export type IntegrationId = `${Connector}:` | (string & {});

/**
 * A client. It holds only its options, so one per request works as well as one for the whole program. It needs no cleanup.
 *
 * @throws {KomboError} of kind `input` when an option is wrong. In a browser page the module is loaded later, so there the first call
 * rejects with this error.
 */
export declare class Kombo {
  constructor(options: KomboOptions);
  /** The unified ATS API. */
  readonly ats: {
    /**
     * Requests candidates. Nothing is sent until the result is awaited (the first page) or iterated (all pages).
     *
     * @param request the filters; all candidates if omitted
     * @param options options of this call
     */
    getCandidates<const Select extends Selection = undefined>(
      request?: GetCandidatesRequest,
      options?: RequestOptions<Select>,
    ): CandidatePages<Selected<Select>>;

    /**
     * Keeps a store up to date. The first run returns all candidates, later runs those that changed since, including deleted ones.
     * Store each batch together with its `state` in one transaction, if the store still holds the batch's `previous_state`.
     * Pass the latest `state` to the next call. It resumes an unfinished run, in this process or another; after a finished run it
     * starts the next one. A batch may be returned again after a crash; storing it twice changes nothing.
     *
     * ```ts
     * for await (const batch of kombo.ats.syncCandidates({}, { state })) await store(batch);
     * ```
     *
     * @param request the filters; they must be the same for all runs of a store, in any order and form
     * @param options options of this call, and the state to resume from
     * @throws {KomboError} also of kind `input` when `state` is damaged, from a newer version, or from other filters or another
     * integration
     */
    syncCandidates(request?: SyncRequest, options?: SyncOptions): AsyncIterable<SyncBatch>;

    /**
     * Checks by id whether candidates are deleted, after a full run that did not return them: a candidate that is missing from
     * one run may still exist. Each request contains some of the ids and the witness. The response is used only if it contains the
     * witness and no other candidate than those requested. `gone` are the ids that came back deleted, anonymised or not at all;
     * `present` are the others. `present` includes ids that cannot be requested unambiguously (with commas, spaces or invisible
     * characters, or longer than 3,000 characters in a URL). Ids that were not requested because a budget ended are in neither list.
     *
     * ```ts
     * const { gone } = await kombo.ats.confirmDeleted(missing, { witness: seen });
     * ```
     *
     * @param ids the ids to check; an empty list sends nothing
     * @param options the witness, and options of the requests
     * @throws {KomboError} of kind `decode` when a response cannot be used, of kind `input` when an id is not a string or the witness
     * cannot be requested, and the errors of `getCandidates`
     */
    confirmDeleted(ids: readonly string[], options: ConfirmOptions): Promise<Confirmation>;
  };
}

/** The type of `select`. */
export type Selection = readonly (keyof Candidate)[] | undefined;

/**
 * A candidate with the fields that `select` names: all fields without `select`, exactly the named fields for a literal list. For a list
 * that is known only at run time, every field is optional.
 */
export type Selected<Select extends Selection> = Select extends readonly (keyof Candidate)[]
  ? number extends Select["length"]
    ? Partial<Pick<Candidate, Select[number]>>
    : [Select[number]] extends [Certain<Select>]
      ? Pick<Candidate, Select[number]>
      : Pick<Candidate, Certain<Select>> & Partial<Pick<Candidate, Select[number]>>
  : Candidate;

/** The elements of a tuple whose type is a single name. */
type Certain<List extends readonly (keyof Candidate)[]> = { [At in keyof List]: Single<List[At]> }[number];

/** The name, if it is a single one and not a union. */
type Single<Name, All = Name> = Name extends All ? ([All] extends [Name] ? Name : never) : never;

/**
 * The first page when awaited; all pages when iterated. Each iteration starts at the first page.
 *
 * ```ts
 * for await (const page of kombo.ats.getCandidates({})) console.log(page.results.length);
 * ```
 */
export interface CandidatePages<Item = Candidate> extends PromiseLike<CandidatePage<Item>>, AsyncIterable<CandidatePage<Item>> {
  /** Like `Promise.prototype.catch`. */
  catch<T = never>(onrejected?: ((reason: unknown) => T | PromiseLike<T>) | null): Promise<CandidatePage<Item> | T>;
  /** Like `Promise.prototype.finally`. */
  finally(onfinally?: (() => void) | null): Promise<CandidatePage<Item>>;
  /** The candidates of all pages, one by one. */
  items(): AsyncIterable<Item>;
  /** All candidates in one list. Stops after `limit` records. @throws {KomboError} of kind `input` without a `limit` */
  toArray(options: { limit: number }): Promise<Item[]>;
  /**
   * All candidates as text, one line of JSON each (NDJSON), for `new Response(…)`, a file or a socket. The records are checked but
   * not parsed into objects. A chunk is a page. Nothing is sent before the first read, and at most one page is fetched ahead.
   * Cancelling the stream aborts the request. `cursor` is the cursor after the last returned page. An error of the walk errors the
   * stream. `on_invalid` applies to records with issues; `on_issues` is called with a page's issues before its lines are returned.
   */
  ndjson(options?: NdjsonOptions): ByteStream;
  /**
   * The cursor from which the latest walk can be resumed: before its first page that of the request (undefined without one), then that
   * of the next page, null at the end. So within `for await (const page of pages)` it is already past `page`: store it after the page.
   * With `items()` and `toArray()` it changes when the last record of a page was returned, so resuming loses no record.
   */
  readonly cursor: string | null | undefined;
  /** Why the latest walk stopped: null while it is running, and when you ended it early. */
  readonly stopped: null | "end" | "max_pages" | "max_requests" | "deadline";
}

/** A page of candidates. `for await` over it returns this page and then the following ones. */
export interface CandidatePage<Item = Candidate> extends AsyncIterable<CandidatePage<Item>> {
  /** The server's response body. */
  result: { status: "success"; data: { next: string | null; results: Item[] } };
  /** The candidates: the same list as `result.data.results`. */
  results: Item[];
  /** The cursor of the next page, the same as `result.data.next`; null on the last page. */
  cursor: string | null;
  /** Violations of the contract, by record: the first 1,000 of a page. Empty if there are none. */
  issues: RecordIssue[];
  /** The status, sizes and times of the response. */
  meta: PageMeta;
  /**
   * Fetches the next page. Null after the last one, and when a budget or the deadline ends the walk: then this page's `cursor` is not
   * null, and the walk can be resumed from it.
   */
  next(): Promise<CandidatePage<Item> | null>;
}

/** A violation of the contract in a record. It never contains the value itself. */
export interface RecordIssue {
  /** The record's index in the page as the server sent it, from 0. */
  index: number;
  /** The record's `id`; null if it is missing or not a string. */
  id: string | null;
  /** The path within the record: `$` is the record, `$.applications[0].outcome` a field in it. */
  path: string;
  /** The expected type, such as `"string or null"`. */
  expected: string;
  /** The type of the value: `"nothing"`, `"null"`, `"boolean"`, `"number"`, `"string"`, `"array"` or `"object"`. */
  found: string;
}

/** The status, sizes and times of a page's response. */
export interface PageMeta {
  /** The HTTP status. */
  status: number;
  /** The number of requests that were sent for the page. */
  attempts: number;
  /** The body's length in bytes, decompressed. */
  bytes: number;
  /** From sending the last request to the last byte, in milliseconds. */
  duration_ms: number;
  /** The time by phase. */
  timing: PageTiming;
  /** The number of issues, if it is more than the 1,000 listed in `issues`. */
  issues?: number;
  /** The server's rate-limit headers, if it sent any. */
  rate_limit?: RateLimit;
  /** The server's `x-request-id`, if it sent one. */
  request_id?: string;
}

/** A page's time by phase, in milliseconds. In Workers, the clock stands still while code runs, so all values may be 0. */
export interface PageTiming {
  /** From sending the last request until its body was received. */
  network_ms: number;
  /** Checking the bodies of all attempts. */
  check_ms: number;
  /** Parsing the body into objects, or copying its lines. */
  parse_ms: number;
}

/** The options of `ndjson()`. */
export interface NdjsonOptions {
  /** Called with a page's issues before its lines are returned. An exception ends the walk and errors the stream. */
  on_issues?: ((issues: RecordIssue[]) => void) | undefined;
  /**
   * Adds a last line that reports how the walk ended (`NdjsonEnd`), because in workerd the reader of a response cannot distinguish an
   * errored stream from a complete one: `{"$end":{"stopped":"end","cursor":null}}`, or `{"$end":{"error":{…},"cursor":"…"}}`, after
   * which the stream closes instead of failing. @default false
   */
  end?: boolean | undefined;
}

/** The last line of `ndjson({ end: true })`, parsed. */
export interface NdjsonEnd {
  /** Why the walk stopped, or its error; and where it can be resumed. */
  $end: NdjsonStop | NdjsonFailure;
}

/** The position of a walk at its end. */
interface NdjsonPosition {
  /**
   * The cursor to resume from; null at the end. Absent if the walk failed before its first page and began without a cursor (begin
   * again), and if the cursor contains the key: `pages.cursor` still has it.
   */
  cursor?: string | null;
}

/** The end of a walk without an error. */
export interface NdjsonStop extends NdjsonPosition {
  /** Why the walk stopped, like `pages.stopped`. */
  stopped: "end" | "max_pages" | "max_requests" | "deadline";
}

/** The end of a walk by an error. */
export interface NdjsonFailure extends NdjsonPosition {
  /** The error as plain data; only this kind after an abort by your signal or an exception of `on_issues`. */
  error: KomboErrorData | { kind: "aborted" };
}

/** The server's rate limit, from its `ratelimit-*` headers; null for a missing header. */
export interface RateLimit {
  /** The number of requests allowed per window. */
  limit: number | null;
  /** The number of requests left in this window. */
  remaining: number | null;
  /** The time until the next window, in milliseconds. */
  reset_ms: number | null;
}

/**
 * An event passed to `on_event`. It never contains a query, a header, a key, a record or a text of the server. `failure`: the call
 * ends with an error, whose members these are; after the failure of one request, a sync may go on with another. An abort by your
 * signal has no event. `restart`: a sync restarted its run.
 */
export type KomboEvent =
  | { type: "request"; method: "GET"; path: string; page: number; attempt: number }
  | {
      type: "response";
      path: string;
      page: number;
      attempt: number;
      status: number;
      duration_ms: number;
      bytes: number;
      rate_limit?: RateLimit;
    }
  | {
      type: "retry";
      page: number;
      attempt: number;
      wait_ms: number;
      kind: KomboErrorKind;
      status?: number;
      code?: KomboErrorCode;
    }
  | {
      type: "failure";
      page: number;
      attempts: number;
      kind: KomboErrorKind;
      status?: number;
      code?: KomboErrorCode;
      retryable: boolean;
    }
  | { type: "restart"; reason: RestartReason }
  | {
      type: "page";
      page: number;
      records: number;
      issues: number;
      bytes: number;
      attempts: number;
      duration_ms: number;
      more: boolean;
    };
