// One request: sends it, reads the response, and aborts both on `stop()`.

import { ignoreErrors } from "./ignore.ts";
import { masked } from "./masking.ts";
import type { Answer, Send } from "./module.ts";
import { type AnyResponse, type Reader, runtime } from "./runtime.ts";
import { connectionCode, isConnectionFailure } from "./thrown.ts";

/** `fetch` as the package calls it: with plain values, which every implementation and every wrapper accepts. */
export type Fetch = (url: string, init: { method: "GET"; headers: Record<string, string>; redirect: "manual"; signal: AbortSignal }) => unknown;

/** The headers whose values the module puts into an error or a page's `meta` (src/head.rs). */
const TEXT_HEADERS = ["content-type", "x-request-id"];

/** Common media types. They are not masked: one that contains a short key contains it by chance. */
const COMMON_TYPE = /^(text\/(html|plain|xml)|application\/(json|xml|octet-stream|problem\+json)) *(;|$)/i;

/** Whether a system's error code may be shown. A code that contains a short key contains it by chance. */
const isSafeCode = (code: string, secret: string) => code !== secret && (secret.length < 6 || masked(code, secret) === code);

/** All headers that the module reads. */
const HEADERS = [...TEXT_HEADERS, "date", "retry-after", "retry-after-ms", "ratelimit-limit", "ratelimit-remaining", "ratelimit-reset"];

/** The options of `fetch`. No prototype: a property added to `Object.prototype` must not become an option. */
export const requestInit = (headers: Record<string, string>, signal: AbortSignal): Parameters<Fetch>[1] =>
  ({ __proto__: null, method: "GET", headers, redirect: "manual", signal }) as unknown as Parameters<Fetch>[1];

export class Transfer {
  /** The exception that made the request fail, if there was one. */
  cause: unknown;
  /** The length of the body read so far, in bytes. */
  length = 0;
  readonly #chunks: Uint8Array[] = [];
  readonly #request = new AbortController();
  #reader: Reader | undefined;
  #stopped = false;

  /** Sends the request and reads the whole response. Never rejects. @param custom the caller's `fetch`; the runtime's if undefined */
  async run(custom: Fetch | undefined, { url, query, headers, max_bytes, max_error_bytes }: Send, secret: string): Promise<Answer> {
    let head: [value: string, status?: number, headers?: string[]] = [""];
    let isSuccess = true;
    try {
      const search = `${new URLSearchParams(query)}`;
      const send = custom ?? (globalThis.fetch as Fetch);
      const init = requestInit(headers, this.#request.signal);
      const response = (await send.call(globalThis, search ? `${url}?${search}` : url, init)) as AnyResponse;
      // Later exceptions come from the body, not from the caller's `fetch`.
      custom = undefined;
      const [status, lines] = readHead(response, secret);
      this.#reader = runtime.open(response);
      head = ["", status, lines];
      isSuccess = status >= 200 && status < 300;
      if (this.#stopped) this.#abort();
      if (await this.#read(isSuccess ? max_bytes : max_error_bytes)) return ["response", ...head];
      this.#abort();
      if (isSuccess) return ["too_large", ...head];
    } catch (thrown) {
      if (thrown === NO_RESPONSE) return ["no_response", ...head];
      this.cause = thrown;
      if (custom && !isConnectionFailure(thrown)) return ["fetch_threw"];
      const code = connectionCode(thrown);
      if (isSuccess) return ["network", isSafeCode(code, secret) ? code : "", ...(head.slice(1) as [])];
    }
    // For an error response, the status is enough.
    this.length = 0;
    return ["response", ...head];
  }

  /** Copies the whole body. Returns false if a chunk's buffer was resized or detached after it was read. */
  copyTo(target: Uint8Array): boolean {
    let at = 0;
    try {
      for (const chunk of this.#chunks) {
        target.set(chunk, at);
        at += chunk.length;
      }
    } catch {}
    return at === target.length;
  }

  /** Aborts the request and the reading of the body. */
  stop(): void {
    this.#stopped = true;
    this.#abort();
  }

  #abort(): void {
    ignoreErrors(() => this.#request.abort());
    ignoreErrors(() => this.#reader?.cancel());
  }

  /** Reads the body to its end. Returns false if it is longer than `limit` bytes, or after `stop()`. */
  async #read(limit: number): Promise<boolean> {
    while (!this.#stopped) {
      const { done, value } = await (this.#reader as Reader).read();
      if (done) return true;
      if (!ArrayBuffer.isView(value)) throw NO_RESPONSE;
      const chunk = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
      this.length += chunk.length;
      if (this.length > limit) break;
      this.#chunks.push(chunk);
      // An endless stream of empty chunks would block timers and signals.
      if (chunk.length === 0) await new Promise((resolve) => setTimeout(resolve));
    }
    return false;
  }
}

/** Thrown when `fetch` did not return a response. */
const NO_RESPONSE = {};

/** The status and the headers. Duck-typed: the response may be a mock or come from another realm. */
function readHead(response: AnyResponse, secret: string): [number, string[]] {
  try {
    const { status, headers } = response as { status: number; headers: Headers };
    if (!Number.isInteger(status)) throw 0;
    const lines = HEADERS.flatMap((name) => {
      const value: unknown = headers.get(name);
      const text = typeof value === "string" && value.trim();
      return text ? [`${name}: ${TEXT_HEADERS.includes(name) && !COMMON_TYPE.test(text) ? masked(text, secret) : timed(text)}`] : [];
    });
    return [status, lines];
  } catch {
    throw NO_RESPONSE;
  }
}

/**
 * An HTTP date as `@` and milliseconds since 1970; any other value unchanged. `Date.parse` accepts many other texts, such as
 * `-1`, so the form is checked first: all three forms of HTTP dates begin with a day's name and have 24 characters or more. One
 * of the three has no time zone and means GMT.
 */
function timed(value: string): string {
  const date = /^[A-Z][a-z]{2}.{21}/.test(value) ? Date.parse(value.length > 58 ? value.slice(0, 29) : value.replace(/( GMT)?$/, " GMT")) : Number.NaN;
  return date >= 0 ? `@${date}` : value;
}
