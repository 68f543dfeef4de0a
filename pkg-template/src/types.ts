// What callers give and get. The classes implement these declarations, and the published definitions are made of them:
// `public.ts` says which. Only types are imported from here; at run time there is nothing in it.

import type { Connector, KomboErrorCode } from "./generated/facts.ts";
import type { Candidate } from "./generated/records.ts";
import type { GetCandidatesRequest, KomboOptions, RequestOptions } from "./generated/options.ts";
import type { ByteStream } from "./platform.ts";
import type { Confirmation, ConfirmOptions, RestartReason, SyncBatch, SyncOptions, SyncRequest } from "./sync/types.ts";

export type { Connector, KomboErrorCode } from "./generated/facts.ts";
export type * from "./generated/options.ts";
export type * from "./generated/records.ts";
export type * from "./sync/types.ts";

/** An integration's id, `<connector>:<id>`, as the Kombo dashboard and webhooks give it. Editors complete the connector. */
export type IntegrationId = `${Connector}:` | (string & {});

/**
 * A client. It holds its options and nothing else: make one a request or one for ever, share it, drop it.
 *
 * @throws {KomboError} of kind `input` when an option is wrong; in a browser page, where the module is still to be
 * loaded then, the first call rejects with it instead.
 */
export declare class Kombo {
  constructor(options: KomboOptions);
  /** The unified ATS API. */
  readonly ats: {
    /**
     * Asks for candidates. Nothing is sent until the result is awaited (the first page) or iterated (all pages).
     *
     * @param request what to ask for; all candidates when left out
     * @param options how to ask for it
     */
    getCandidates<const Select extends Selection = undefined>(
      request?: GetCandidatesRequest,
      options?: RequestOptions<Select>,
    ): CandidatePages<Selected<Select>>;

    /**
     * Keeps a store up to date: all candidates on the first run, later those that changed since, deleted ones included.
     * Store each batch together with its `state` in one transaction, if the store still holds the batch's `previous_state`,
     * and give the latest `state` with the next call: in the middle of a run it goes on from there, in this process or
     * another, and after one the next run begins. A batch may come again after a crash; storing it twice changes nothing.
     *
     * ```ts
     * for await (const batch of kombo.ats.syncCandidates({}, { state })) await store(batch);
     * ```
     *
     * @param request filters; the same for all runs of a store, in whatever order and form
     * @param options how to ask, and the state to go on from
     * @throws {KomboError} also of kind `input` when `state` is damaged, of a newer version, or of other filters or another
     * integration
     */
    syncCandidates(request?: SyncRequest, options?: SyncOptions): AsyncIterable<SyncBatch>;

    /**
     * Asks by id whether candidates are gone, after a full run that did not hand them over: what one run did not hold may
     * still be there. Each request asks for some of the ids and for the witness; unless the witness comes back and nothing
     * comes that was not asked for, nothing is decided. `gone` came back deleted, anonymised or not at all; `present` are the
     * others, among them ids that no request can ask for without doubt (with commas, spaces or invisible characters, or of
     * more than 3,000 characters in a URL). Ids that were not asked for, because a budget ended, are in neither list.
     *
     * ```ts
     * const { gone } = await kombo.ats.confirmDeleted(missing, { witness: seen });
     * ```
     *
     * @param ids the ids in question; none sends nothing
     * @param options the witness, and how to ask
     * @throws {KomboError} of kind `decode` when an answer decides nothing, of kind `input` when an id is no string or the
     * witness cannot be asked for, and as a walk does
     */
    confirmDeleted(ids: readonly string[], options: ConfirmOptions): Promise<Confirmation>;
  };
}

/** What `select` may be. */
export type Selection = readonly (keyof Candidate)[] | undefined;

/**
 * A candidate with the fields that `select` names: all of them without it, exactly those of a list that is written out.
 * Of a list whose elements are known only when the program runs, any field may be absent.
 */
export type Selected<Select extends Selection> = Select extends readonly (keyof Candidate)[]
  ? number extends Select["length"]
    ? Partial<Pick<Candidate, Select[number]>>
    : [Select[number]] extends [Certain<Select>]
      ? Pick<Candidate, Select[number]>
      : Pick<Candidate, Certain<Select>> & Partial<Pick<Candidate, Select[number]>>
  : Candidate;

/** Of a list of known length, the elements that are one name each. */
type Certain<List extends readonly (keyof Candidate)[]> = { [At in keyof List]: Single<List[At]> }[number];

/** The name, where it is a single one. */
type Single<Name, All = Name> = Name extends All ? ([All] extends [Name] ? Name : never) : never;

/**
 * The first page when awaited; all pages, from the request's start, each time it is iterated.
 *
 * ```ts
 * for await (const page of kombo.ats.getCandidates({})) console.log(page.results.length);
 * ```
 */
export interface CandidatePages<Item = Candidate>
  extends PromiseLike<CandidatePage<Item>>,
    AsyncIterable<CandidatePage<Item>> {
  /** As a promise's. */
  catch<T = never>(onrejected?: ((reason: unknown) => T | PromiseLike<T>) | null): Promise<CandidatePage<Item> | T>;
  /** As a promise's. */
  finally(onfinally?: (() => void) | null): Promise<CandidatePage<Item>>;
  /** The candidates of all pages, one by one. */
  items(): AsyncIterable<Item>;
  /** All candidates in one list; after `limit` records it stops. @throws {KomboError} of kind `input` without a `limit` */
  toArray(options: { limit: number }): Promise<Item[]>;
  /**
   * All candidates as text, a line of JSON each (NDJSON), checked and never made into objects: for `new Response(…)`, a
   * file or a socket. A chunk is a page. Nothing is sent before somebody reads, and then no more than one page ahead;
   * cancelling aborts. `cursor` is the page after the last one that was handed over. What ends a walk with an error
   * errors the stream. Records with issues are treated as `on_invalid` says; `on_issues` is told of a page's issues
   * before its lines come.
   */
  ndjson(options?: NdjsonOptions): ByteStream;
  /**
   * Where the latest walk would go on: undefined before its first page, null at the end. Record by record (`items()`,
   * `toArray()`), it moves on when the last record of a page is out, so going on from it loses nothing.
   */
  readonly cursor: string | null | undefined;
  /** Why the latest walk is over: null while it is not, and when you left it. */
  readonly stopped: null | "end" | "max_pages" | "max_requests" | "deadline";
}

/** A page of candidates. Over it, `for await` gives this page and then the following ones. */
export interface CandidatePage<Item = Candidate> extends AsyncIterable<CandidatePage<Item>> {
  /** The server's own answer. */
  result: { status: "success"; data: { next: string | null; results: Item[] } };
  /** The candidates: the same list as `result.data.results`. */
  results: Item[];
  /** Where to go on, the same as `result.data.next`; null on the last page. */
  cursor: string | null;
  /** What was wrong, record by record, the first 1,000 of a page; empty when all is well. */
  issues: RecordIssue[];
  /** How the page came. */
  meta: PageMeta;
  /**
   * The following page. Null after the last one, and when a budget or the deadline ends the walk: then this page's
   * `cursor` is not null, and the walk can go on from there.
   */
  next(): Promise<CandidatePage<Item> | null>;
}

/** Something in a record that is not as the contract says. It never holds the value itself. */
export interface RecordIssue {
  /** The record's place in the page as the server sent it, from 0. */
  index: number;
  /** The record's `id`; null when that is missing or no string. */
  id: string | null;
  /** Where in the record: `$` is the record, `$.applications[0].outcome` a field in it. */
  path: string;
  /** What belongs there, such as `"string or null"`. */
  expected: string;
  /** The kind of what was there: `"nothing"`, `"null"`, `"boolean"`, `"number"`, `"string"`, `"array"` or `"object"`. */
  found: string;
}

/** How a page came. */
export interface PageMeta {
  /** The HTTP status. */
  status: number;
  /** How many requests it took. */
  attempts: number;
  /** The body's length in bytes, decompressed. */
  bytes: number;
  /** From sending the last request to the last byte, in milliseconds. */
  duration_ms: number;
  /** Where the time went. */
  timing: PageTiming;
  /** How many issues there are, where more than the 1,000 that `issues` lists. */
  issues?: number;
  /** The server's rate-limit headers, where it sent any. */
  rate_limit?: RateLimit;
  /** The server's `x-request-id`, where it sent one. */
  request_id?: string;
}

/** Where a page's time went, in milliseconds; all 0 where the runtime's clock stands still while code runs, as in Workers. */
export interface PageTiming {
  /** From sending the last request until its body was there. */
  network_ms: number;
  /** Checking the body, for all attempts. */
  check_ms: number;
  /** Making objects of it, or lines. */
  parse_ms: number;
}

/** How `ndjson()` writes. */
export interface NdjsonOptions {
  /** Called with a page's issues before its lines come. What it throws ends the walk and errors the stream. */
  on_issues?: ((issues: RecordIssue[]) => void) | undefined;
  /**
   * Adds a last line that says how the walk ended, since in workerd a stream that fails looks whole to whoever reads the
   * response: `{"$end":{"stopped":"end","cursor":null}}`, or `{"$end":{"error":{…},"cursor":"…"}}`, after which the stream
   * closes instead of failing. An error of your own abort or of `on_issues` is `{"kind":"aborted"}`. `cursor` is where to
   * go on; one that holds the key is left out, and `pages.cursor` has it. @default false
   */
  end?: boolean | undefined;
}

/** The server's account of how much may still be asked, from its `ratelimit-*` headers; null where it is silent. */
export interface RateLimit {
  /** How many requests a window allows. */
  limit: number | null;
  /** How many are left in this window. */
  remaining: number | null;
  /** Milliseconds until the window begins anew. */
  reset_ms: number | null;
}

/** What `on_event` is told (`restart`: a sync began its run again): never a query, a header, a key or a record. */
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

/**
 * What sort of failure: `input` (yours, nothing was sent), `api` (Kombo's own error), `http` (an answer that is not
 * Kombo's), `network`, `timeout` (one attempt), `deadline` (the walk, before its first page), `decode` (not the
 * contract), `pagination` (a repeated cursor), `internal` (a defect of this package).
 */
export type KomboErrorKind =
  | "input"
  | "api"
  | "http"
  | "network"
  | "timeout"
  | "deadline"
  | "decode"
  | "pagination"
  | "internal";

/** What all errors have. */
interface KomboErrorBase extends Error {
  /** What sort of failure. */
  readonly kind: KomboErrorKind;
  /** Kombo's error code, where it gave one: at most 128 of `A-Z 0-9 . _ -`. Decide by it, not by status or message. */
  readonly code: KomboErrorCode | null;
  /** Kombo's label of the failure, where it gave one. */
  readonly title: string | null;
  /** Kombo's page with the log of the interaction, where it gave one. */
  readonly log_url: string | null;
  /** The HTTP status, where there was an answer. */
  readonly status: number | null;
  /** Whether the same request may succeed later without anything being changed. */
  readonly retryable: boolean;
  /** How long the server asked to be left alone, in milliseconds, where it did. */
  readonly retry_after_ms: number | null;
  /** How many requests were sent for the page that failed. */
  readonly attempts: number;
  /**
   * The cursor of the page that failed: `getCandidates({ …filters, cursor })` goes on there. Undefined: at the start. One
   * that holds the key is not printed.
   */
  readonly cursor: string | undefined;
  /** With `on_invalid: "throw"`: what was wrong with the page's records. */
  readonly issues: RecordIssue[];
  /** The server's `x-request-id`, where it sent one. */
  readonly request_id: string | null;
  /** What `fetch` or your own function threw. Printed with nothing: it may hold what no log should. */
  readonly cause: unknown;
  /** Safe to log: no key, no header, no body, no record, and not the server's message. */
  toJSON(): object;
}

/** Kombo's own error. `message` is the server's text and may name people. */
export interface KomboApiError extends KomboErrorBase {
  /** Kombo's own error. */
  readonly kind: "api";
  /** The HTTP status. */
  readonly status: number;
}

/** A failure without an error of Kombo's. */
interface KomboOwnError extends KomboErrorBase {
  /** None: it is no error of Kombo's. */
  readonly code: null;
  /** None: it is no error of Kombo's. */
  readonly title: null;
  /** None: it is no error of Kombo's. */
  readonly log_url: null;
}

/** An answer that is not Kombo's. */
export interface KomboHttpError extends KomboOwnError {
  /** An answer that is not Kombo's. */
  readonly kind: "http";
  /** The HTTP status; 0 for a redirect in a browser page. */
  readonly status: number;
}

/** Your options or parameters are wrong. */
export interface KomboInputError extends KomboOwnError {
  /** Your options or parameters are wrong. */
  readonly kind: "input";
  /** None: nothing was sent. */
  readonly status: null;
  /** No: it has to be changed first. */
  readonly retryable: false;
}

/** No answer, or one that broke off. */
export interface KomboNetworkError extends KomboOwnError {
  /** No answer, or one that broke off. */
  readonly kind: "network";
}

/** No whole answer within `timeout_ms`. */
export interface KomboTimeoutError extends KomboOwnError {
  /** No whole answer within `timeout_ms`. */
  readonly kind: "timeout";
}

/** `deadline_ms` passed before the first page. */
export interface KomboDeadlineError extends KomboOwnError {
  /** `deadline_ms` passed before the first page. */
  readonly kind: "deadline";
  /** None: no answer is to blame. */
  readonly status: null;
}

/** An answer that is not as the contract says. */
export interface KomboDecodeError extends KomboOwnError {
  /** An answer that is not as the contract says. */
  readonly kind: "decode";
}

/** The server repeated a cursor. */
export interface KomboPaginationError extends KomboOwnError {
  /** The server repeated a cursor. */
  readonly kind: "pagination";
  /** None: no single answer is to blame. */
  readonly status: null;
}

/** The module could not be loaded, or a defect of this package. */
export interface KomboInternalError extends KomboOwnError {
  /** The module could not be loaded, or a defect of this package. */
  readonly kind: "internal";
}

/**
 * The error of every failure but one: your own abort rejects with your signal's `reason`. A union by `kind`, so
 * `switch (error.kind)` narrows.
 */
export type KomboError =
  | KomboApiError
  | KomboDeadlineError
  | KomboDecodeError
  | KomboHttpError
  | KomboInputError
  | KomboInternalError
  | KomboNetworkError
  | KomboPaginationError
  | KomboTimeoutError;

/** The class of the errors, for `instanceof`. Nobody but the package makes one. */
interface KomboErrorClass extends Function {
  /** What `instanceof` finds. */
  readonly prototype: KomboError;
}

/** The class of every failure's error, for `instanceof`. */
export declare const KomboError: KomboErrorClass;

/** Whether a value is a `KomboError`, of this or another copy of the package. */
export declare function isKomboError(error: unknown): error is KomboError;
