// The time that one request of a page may take. It is over when it has passed or when the page has gone, whatever is under
// way by then: `authorize`, the key, the request to Kombo, its body.

import { ignoreErrors, onAbort } from "../index.ts";
import { refuse, type HeaderFields } from "./answer.ts";

/** Thrown for an answer of the proxy's own. */
export class Refusal {
  readonly answer: (headers?: HeaderFields) => Response;

  constructor(status: number, code: string, message: string) {
    this.answer = (headers) => refuse(status, `PROXY.${code}`, message, headers);
  }
}

/** What the proxy waits for, and what a page is told when it takes too long. */
export const AUTHORIZE = ["AUTHORIZE_TIMEOUT", "`authorize` did not answer in time."] as const;
export const KEY = ["KEY_TIMEOUT", "The proxy did not get its key in time."] as const;
export const UPSTREAM = ["UPSTREAM_TIMEOUT", "Kombo did not answer in time."] as const;

export class Span {
  readonly #request: Request;
  readonly #controller = new AbortController();
  readonly #timer: ReturnType<typeof setTimeout>;
  readonly #unfollow: (() => void) | undefined;
  #late = false;

  constructor(request: Request, ms: number) {
    // The request itself is kept, not its signal alone: in Node, that one no longer aborts when the request is collected.
    // What keeps this object is the timer.
    this.#request = request;
    this.#timer = setTimeout(() => {
      this.#late = true;
      this.end();
    }, ms);
    const { signal } = request;
    this.#unfollow = signal && onAbort(signal, () => this.end());
    this.#look();
  }

  /** Aborts when it is over. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Ends it, and all that goes on within it. */
  end(): void {
    clearTimeout(this.#timer);
    this.#unfollow?.();
    this.#controller.abort();
  }

  /**
   * What the work comes to. Throws a `Refusal` when it is over before; a body that the work gives after that is given up.
   * The signal is listened to only meanwhile: one promise for all of it would keep whatever it was ever raced against.
   */
  within<T>([code, message]: readonly [string, string], work: () => T | Promise<T>): Promise<T> {
    const { signal } = this;
    return new Promise((resolve, reject) => {
      const over = () => reject(this.#late ? new Refusal(504, code, message) : new Refusal(502, "UPSTREAM_UNREACHABLE", "The page has gone."));
      this.#look();
      if (signal.aborted) return over();
      signal.addEventListener("abort", over);
      // What throws at once rejects too.
      const working = new Promise<T>((resolve) => resolve(work()));
      const drop = (value: T) => signal.aborted && ignoreErrors(() => (value as Partial<Response> | null)?.body?.cancel());
      working.then(drop, () => {}).finally(() => signal.removeEventListener("abort", over));
      working.then(resolve, reject);
    });
  }

  /** A double's signal, or one that aborted before, calls nobody. */
  #look(): void {
    if (this.#request.signal?.aborted) this.end();
  }
}
