// The time span of one request of a page. It ends on a timeout or when the page disconnects, and aborts whatever is running then:
// `authorize`, the key, the request to Kombo, its body.

import { ignoreErrors, onAbort } from "../index.ts";
import { type HeaderFields, refuse } from "./response.ts";

/** Thrown to send an error of the proxy's own. */
export class Refusal {
  readonly response: (headers?: HeaderFields) => Response;

  constructor(status: number, code: string, message: string) {
    this.response = (headers) => refuse(status, `PROXY.${code}`, message, headers);
  }
}

/** The operations that may time out: error code and message. */
export const AUTHORIZE = ["AUTHORIZE_TIMEOUT", "`authorize` did not answer in time."] as const;
export const KEY = ["KEY_TIMEOUT", "The proxy did not get its key in time."] as const;
export const UPSTREAM = ["UPSTREAM_TIMEOUT", "Kombo did not answer in time."] as const;

export class Span {
  readonly #request: Request;
  readonly #controller = new AbortController();
  readonly #timer: ReturnType<typeof setTimeout>;
  readonly #unfollow: (() => void) | undefined;
  #hasTimedOut = false;
  /** Rejects what `within` awaits. One operation runs at a time. */
  #interrupt: (() => void) | undefined;

  constructor(request: Request, ms: number) {
    // Keep the request, not only its signal: in Node, the signal no longer aborts once the request is garbage-collected. The timer
    // keeps this object alive.
    this.#request = request;
    this.#timer = setTimeout(() => {
      this.#hasTimedOut = true;
      this.end();
    }, ms);
    const { signal } = request;
    this.#unfollow = signal && onAbort(signal, () => this.end());
    this.#checkSignal();
  }

  /** Aborts when the span ends. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Ends the span when all is done. Aborts nothing. */
  close(): void {
    clearTimeout(this.#timer);
    this.#unfollow?.();
  }

  /** Ends the span and aborts everything within it. */
  end(): void {
    this.close();
    this.#interrupt?.();
    this.#controller.abort();
  }

  /** Awaits the work. Rejects with a `Refusal` if the span ends first; a response that arrives later is cancelled. */
  within<T>([code, message]: readonly [string, string], work: () => T | Promise<T>): Promise<T> {
    const { signal } = this;
    return new Promise((resolve, reject) => {
      const onEnd = () => reject(this.#hasTimedOut ? new Refusal(504, code, message) : new Refusal(502, "UPSTREAM_UNREACHABLE", "The page disconnected."));
      this.#checkSignal();
      if (signal.aborted) return onEnd();
      this.#interrupt = onEnd;
      // A synchronous exception rejects too.
      const working = new Promise<T>((resolve) => resolve(work()));
      working.then(resolve, reject);
      const settled = (value?: T) => {
        this.#interrupt = undefined;
        if (signal.aborted) ignoreErrors(() => (value as Partial<Response> | null | undefined)?.body?.cancel());
      };
      working.then(settled, () => settled());
    });
  }

  /** Checks the signal itself: a mock signal, or one that aborted before, calls no listener. */
  #checkSignal(): void {
    if (this.#request.signal?.aborted) this.end();
  }
}
