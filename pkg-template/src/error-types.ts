// The public types of the errors.

import type { KomboErrorCode } from "./generated/facts.ts";
import type { RecordIssue } from "./types.ts";

/**
 * The kind of a failure: `input` (wrong options or parameters, or a key function that returns no key; the request was not sent),
 * `api` (an error of Kombo's API), `http` (a response that is not Kombo's), `network` (no connection, or your `fetch` or key function
 * threw), `timeout` (of one attempt), `deadline` (of the walk, before its first page), `decode` (the
 * response violates the contract), `pagination` (a repeated cursor), `internal` (the module could not be loaded, or a defect of this
 * package).
 */
export type KomboErrorKind = "input" | "api" | "http" | "network" | "timeout" | "deadline" | "decode" | "pagination" | "internal";

/** The members of all errors. */
interface KomboErrorBase extends Error {
  /** The kind of the failure. */
  readonly kind: KomboErrorKind;
  /** Kombo's error code, if there is one: at most 128 characters of `A-Z 0-9 . _ -`. Decide by it, not by status or message. */
  readonly code: KomboErrorCode | null;
  /** Kombo's title of the error, if there is one. */
  readonly title: string | null;
  /** The URL of Kombo's log of the request, if there is one. */
  readonly log_url: string | null;
  /** The HTTP status, if there was a response. */
  readonly status: number | null;
  /** Whether the same request may succeed later. */
  readonly retryable: boolean;
  /** The wait that the server requested before the next attempt, in milliseconds, if it did. */
  readonly retry_after_ms: number | null;
  /** The number of requests that were sent for the failed page. */
  readonly attempts: number;
  /**
   * The cursor of the failed page: `getCandidates({ …filters, cursor })` resumes there. Undefined for the first page. A cursor that
   * contains the key is not printed.
   */
  readonly cursor: string | undefined;
  /** With `on_invalid: "throw"`: the violations in the page's records. */
  readonly issues: RecordIssue[];
  /** The server's `x-request-id`, if it sent one. */
  readonly request_id: string | null;
  /** The exception of `fetch` or of your own function. It is never printed, because it may contain data that must not be logged. */
  readonly cause: unknown;
  /** The error as plain data, safe to log: without key, headers, body, records and the server's message. */
  toJSON(): KomboErrorData;
}

/**
 * A `KomboError` as plain data, as `toJSON()` and `JSON.stringify()` write it. `title` is Kombo's, with the key masked.
 */
export type KomboErrorData = Pick<KomboErrorBase, Exclude<keyof KomboErrorBase, "cause" | "cursor" | "message" | "name" | "stack" | "toJSON">> & {
  /** The name of the class. */
  readonly name: "KomboError";
  /** What happened and what to do, in the package's own words. */
  readonly message: string;
  /** The cursor of the failed page; absent for the first page, and if it contains the key. */
  readonly cursor?: string;
};

/** An error of Kombo's API. `message` is the server's text and may contain names of people. */
export interface KomboApiError extends KomboErrorBase {
  /** An error of Kombo's API. */
  readonly kind: "api";
  /** The HTTP status. */
  readonly status: number;
}

/** A failure without an error of Kombo's API. */
interface KomboOwnError extends KomboErrorBase {
  /** Always null: this is not an error of Kombo's API. */
  readonly code: null;
  /** Always null: this is not an error of Kombo's API. */
  readonly title: null;
  /** Always null: this is not an error of Kombo's API. */
  readonly log_url: null;
}

/** A response that is not Kombo's. */
export interface KomboHttpError extends KomboOwnError {
  /** A response that is not Kombo's. */
  readonly kind: "http";
  /** The HTTP status; 0 for a redirect in a browser page. */
  readonly status: number;
}

/** Your options or parameters are wrong. */
export interface KomboInputError extends KomboOwnError {
  /** Your options or parameters are wrong. */
  readonly kind: "input";
  /** Always null: the request was not sent. */
  readonly status: null;
  /** Always false: the options or parameters must be changed first. */
  readonly retryable: false;
}

/** No response, or an incomplete one; or your `fetch` or key function threw. */
export interface KomboNetworkError extends KomboOwnError {
  /** No response, or an incomplete one; or your `fetch` or key function threw. */
  readonly kind: "network";
}

/** No complete response within `timeout_ms`. */
export interface KomboTimeoutError extends KomboOwnError {
  /** No complete response within `timeout_ms`. */
  readonly kind: "timeout";
}

/** `deadline_ms` passed before the first page. */
export interface KomboDeadlineError extends KomboOwnError {
  /** `deadline_ms` passed before the first page. */
  readonly kind: "deadline";
  /** Always null: the error is not caused by one response. */
  readonly status: null;
}

/** A response that violates the contract. */
export interface KomboDecodeError extends KomboOwnError {
  /** A response that violates the contract. */
  readonly kind: "decode";
}

/** The server repeated a cursor. */
export interface KomboPaginationError extends KomboOwnError {
  /** The server repeated a cursor. */
  readonly kind: "pagination";
  /** Always null: the error is not caused by one response. */
  readonly status: null;
}

/** The module could not be loaded, or a defect of this package. */
export interface KomboInternalError extends KomboOwnError {
  /** The module could not be loaded, or a defect of this package. */
  readonly kind: "internal";
}

/**
 * The error of every failure except an abort by your signal, which rejects with the signal's `reason`. A union by `kind`, so
 * `switch (error.kind)` narrows the type.
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

/** The class of the errors, for `instanceof`. Only the package creates instances. */
// biome-ignore lint/complexity/noBannedTypes: it is the class itself, whose members (`name`, `length`) TypeScript has in `Function` alone
interface KomboErrorClass extends Function {
  /** The prototype that `instanceof` looks for. */
  readonly prototype: KomboError;
}

/** The class of all errors of this package, for `instanceof`. */
export declare const KomboError: KomboErrorClass;

/** Whether a value is a `KomboError` of this or another copy of the package. */
export declare function isKomboError(error: unknown): error is KomboError;
