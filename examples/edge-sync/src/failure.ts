// Classifies a failure: which integrations must wait, and the code that is shown. A text of the server is never shown.

import { isKomboError } from "kombo-edge";
import { ConfigurationError } from "./env.ts";

export interface Failure {
  /** `fleet`: all must stop; `busy`: all must wait; `person`: a person must act; `setup`: Kombo is not ready; `retry`: temporary. */
  kind: "fleet" | "busy" | "person" | "setup" | "retry";
  /** A code of this Worker or of the contract. */
  code: string;
  /** The wait that the server asked for, in milliseconds; an hour at the most. */
  wait_ms: number;
}

/** Limits the wait, since a server that asks for years must not stop an integration for years. */
const MOST_WAIT_MS = 3_600_000;

/** The contract's codes by kind. All other codes are retried. */
const KINDS: Readonly<Record<string, Failure["kind"]>> = {
  "PLATFORM.AUTHENTICATION_INVALID": "fleet",
  "PLATFORM.IP_NOT_WHITELISTED": "fleet",
  "PLATFORM.RATE_LIMIT_EXCEEDED": "busy",
  "PLATFORM.CONCURRENCY_LIMIT_EXCEEDED": "busy",
  "PLATFORM.INTEGRATION_NOT_FOUND": "retry",
  "PLATFORM.INPUT_INVALID": "retry",
  "PLATFORM.UNKNOWN_ERROR": "retry",
  "PLATFORM.TASK_TIMED_OUT": "retry",
  "INTEGRATION.SETUP_SYNC_PENDING": "setup",
  "INTEGRATION.SETUP_INCOMPLETE": "person",
  "INTEGRATION.INACTIVE": "person",
  "INTEGRATION.PERMISSION_MISSING": "person",
  "INTEGRATION.AUTHENTICATION_INVALID": "person",
  "INTEGRATION.QA_FAILED": "person",
  "INTEGRATION.MODEL_NOT_AVAILABLE": "person",
  "INTEGRATION.MODEL_DISABLED": "person",
  "INTEGRATION.ACTION_NOT_AVAILABLE": "person",
  "INTEGRATION.ACTION_DISABLED": "person",
  "REMOTE.SERVICE_UNAVAILABLE": "retry",
  "REMOTE.RATE_LIMIT_EXCEEDED": "retry",
  "REMOTE.INPUT_INVALID": "retry",
  "REMOTE.UNKNOWN_HTTP_ERROR": "retry",
};

/** A failure of the store or of a sink. */
export class StoreError extends Error {
  constructor(
    readonly code: "STORE.UNAVAILABLE" | "STORE.OVERTAKEN" | "FEED.UNAVAILABLE",
    cause?: unknown,
  ) {
    super(code, { cause });
  }
}

/** Kombo's answer about missing candidates does not count. */
export class Undecided extends Error {
  constructor(cause: unknown) {
    super("undecided", { cause });
  }
}

/** Whether the question by id failed, and not only this attempt: the answer decides nothing, or the ids are refused. */
export const isUndecided = (error: unknown) => isKomboError(error) && (error.kind === "decode" || error.code === "PLATFORM.INPUT_INVALID");

export function failure(error: unknown): Failure {
  if (error instanceof Undecided) return failure(error.cause);
  // The same for all integrations, so it stops the fleet and is shown once.
  if (error instanceof ConfigurationError) return { kind: "fleet", code: error.message, wait_ms: 0 };
  if (error instanceof StoreError) return { kind: "retry", code: error.code, wait_ms: 0 };
  if (!isKomboError(error)) return { kind: "retry", code: "INTERNAL", wait_ms: 0 };
  const wait_ms = Math.min(error.retry_after_ms ?? 0, MOST_WAIT_MS);
  const known = error.code !== null && Object.hasOwn(KINDS, error.code) ? error.code : undefined;
  if (known !== undefined) return { kind: KINDS[known] ?? "retry", code: known, wait_ms };
  // An unknown code is a text of the server. The kind and the status are not.
  const code = `${error.kind.toUpperCase()}${error.status === null ? "" : `.${error.status}`}`;
  if (error.kind === "input") return { kind: "person", code, wait_ms };
  return { kind: error.status === 429 && error.code === null ? "busy" : "retry", code, wait_ms };
}
