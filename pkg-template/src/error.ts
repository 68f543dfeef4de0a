// The error class. All decisions are made in Rust; this turns them into a JavaScript error.

import { masked, maskedDetails } from "./masking.ts";
import type { ErrorDetails } from "./module.ts";
import type { KomboErrorCode, KomboErrorData, KomboErrorKind, RecordIssue } from "./types.ts";

type Show = (cause: unknown, secret: string) => unknown;

let show: Show = (cause) => cause;

/** Sets what `cause` returns. For runtimes that always print the causes of an error. */
export function showCauses(replacement: Show): void {
  show = replacement;
}

export class KomboError extends Error {
  readonly kind: KomboErrorKind = "internal";
  readonly code: KomboErrorCode | null = null;
  readonly title: string | null = null;
  readonly log_url: string | null = null;
  readonly status: number | null = null;
  readonly retryable: boolean = false;
  readonly retry_after_ms: number | null = null;
  readonly attempts: number = 0;
  // Undefined, not null: null means the end of a walk, and `{ cursor: error.cursor }` must resume the walk.
  readonly cursor: string | undefined = undefined;
  readonly issues: RecordIssue[] = [];
  readonly request_id: string | null = null;

  /** @param secret the key, if it is known */
  constructor(details: ErrorDetails, cause?: unknown, secret = "") {
    const { message, ...fields } = maskedDetails(details, secret);
    super(message);
    // All fields are own properties already, so a setter on a prototype is not called.
    Object.assign(this, fields);
    // Runtimes print the enumerable properties and the causes of an error, also of an uncaught one. They do not call a getter.
    const hide = (name: string, get: () => unknown) =>
      Object.defineProperty(this, name, { __proto__: null, get, enumerable: false, configurable: true } as PropertyDescriptor);
    // The cause was thrown by other code and may contain anything.
    hide("cause", () => show(cause, secret));
    // A cursor must stay unchanged, or the server rejects it. So a cursor that contains the key is hidden, not masked.
    const { cursor } = this;
    if (cursor && masked(cursor, secret) !== cursor) hide("cursor", () => cursor);
  }

  toJSON(): KomboErrorData {
    const message = this.kind === "api" ? `the server answered with ${this.code ?? "an error"}` : this.message;
    // The server's message may contain names of people. JSON leaves out a cursor that is undefined.
    return { ...this, name: this.name, message } as KomboErrorData;
  }
}

Object.defineProperty(KomboError.prototype, "name", { value: "KomboError", configurable: true, writable: true });

/** An error of kind `input` about one option. */
export const wrongInput = (name: string, given: string, allowed: string): KomboError =>
  new KomboError({ kind: "input", message: `\`${name}\` is ${given}: ${allowed}` });

/** Checks the name, not the class: the error may come from another copy of the package or another realm. */
export function isKomboError(error: unknown): error is KomboError {
  if (typeof error !== "object" || error === null) return false;
  const { name, kind } = error as Partial<KomboError>;
  return name === "KomboError" && typeof kind === "string";
}
