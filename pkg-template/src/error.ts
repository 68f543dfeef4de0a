// The one error class. Everything that decides has been decided in Rust; this gives it JavaScript's form.

import type { ErrorDetails } from "./module.ts";
import { masked, told } from "./door.ts";
import type { KomboErrorCode, KomboErrorKind, RecordIssue } from "./types.ts";

type Show = (cause: unknown, secret: string) => unknown;

let shown: Show = (cause) => cause;

/** For runtimes that print causes whatever one does: what to show in their place. */
export function showCauses(as: Show): void {
  shown = as;
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
  // Undefined, not null: null is the end of a walk, and `{ cursor: error.cursor }` has to resume it.
  readonly cursor: string | undefined = undefined;
  readonly issues: RecordIssue[] = [];
  readonly request_id: string | null = null;

  /** @param secret the key, where it is known */
  constructor(details: ErrorDetails, cause?: unknown, secret = "") {
    const { message, ...fields } = told(details, secret);
    super(message);
    // All of them are own properties by now, so nothing that was put on a prototype is called.
    Object.assign(this, fields);
    // All that prints errors prints what can be enumerated, and causes, uncaught ones too; but of a getter only that it is
    // one.
    const hide = (name: string, get: () => unknown) =>
      Object.defineProperty(this, name, { __proto__: null, get, enumerable: false, configurable: true } as PropertyDescriptor);
    // What another library threw may hold anything.
    hide("cause", () => shown(cause, secret));
    // A cursor has to stay what it is, or it leads nowhere.
    const { cursor } = this;
    if (cursor && masked(cursor, secret) !== cursor) hide("cursor", () => cursor);
  }

  toJSON(): object {
    const message = this.kind === "api" ? `Kombo answered with ${this.code ?? "an error"}` : this.message;
    // The server's message may name people.
    return { ...this, name: this.name, message };
  }
}

Object.defineProperty(KomboError.prototype, "name", { value: "KomboError", configurable: true, writable: true });

/** An error of kind `input` about one option. */
export const wrongInput = (name: string, given: string, allowed: string): KomboError =>
  new KomboError({ kind: "input", message: `\`${name}\` is ${given}: ${allowed}` });

/** By name, so that errors of another copy of the package or another realm count too. */
export function isKomboError(error: unknown): error is KomboError {
  if (typeof error !== "object" || error === null) return false;
  const { name, kind } = error as Partial<KomboError>;
  return name === "KomboError" && typeof kind === "string";
}
