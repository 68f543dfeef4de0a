// One request and its answer: sends, reads, and gives both up when it is stopped.

import { ignoreErrors } from "./ignore.ts";
import { masked } from "./door.ts";
import type { Answer, Send } from "./module.ts";
import { type AnyResponse, type Reader, runtime } from "./runtime.ts";
import { connectionCode, isConnectionFailure } from "./thrown.ts";

/** `fetch` as it is called: with plain values, which every implementation and every wrapper takes. */
export type Fetch = (url: string, init: { method: "GET"; headers: Record<string, string>; redirect: "manual"; signal: AbortSignal }) => unknown;

/** The headers that the module hands on as texts, and all that it reads (src/head.rs). */
const TEXTS = ["content-type", "x-request-id"];

/** Media types that everybody's server may answer with. */
const KNOWN_TYPE = /^(text\/(html|plain|xml)|application\/(json|xml|octet-stream|problem\+json)) *(;|$)/i;

/** Whether a system's code may be told: what holds a short key holds it by chance. */
const isTold = (code: string, secret: string) => code !== secret && (secret.length < 6 || masked(code, secret) === code);
const HEADERS = [...TEXTS, "date", "retry-after", "retry-after-ms", "ratelimit-limit", "ratelimit-remaining", "ratelimit-reset"];

/** Without a prototype: what somebody put on `Object.prototype` is no part of a request. */
export const requestInit = (headers: Record<string, string>, signal: AbortSignal): Parameters<Fetch>[1] =>
  ({ __proto__: null, method: "GET", headers, redirect: "manual", signal }) as unknown as Parameters<Fetch>[1];

export class Transfer {
  /** What was thrown, where that is why it failed. */
  cause: unknown;
  /** The length of the body that was read. */
  length = 0;
  readonly #chunks: Uint8Array[] = [];
  readonly #request = new AbortController();
  #reader: Reader | undefined;
  #stopped = false;

  /** Sends it and reads the whole answer. Never rejects. @param own the caller's `fetch`; the runtime's when undefined */
  async run(own: Fetch | undefined, { url, query, headers, max_bytes, max_error_bytes }: Send, secret: string): Promise<Answer> {
    let head: [value: string, status?: number, headers?: string[]] = [""];
    let isPage = true;
    try {
      const search = `${new URLSearchParams(query)}`;
      const send = own ?? (globalThis.fetch as Fetch);
      const init = requestInit(headers, this.#request.signal);
      const response = (await send.call(globalThis, search ? `${url}?${search}` : url, init)) as AnyResponse;
      own = undefined;
      const [status, lines] = readHead(response, secret);
      this.#reader = runtime.open(response);
      head = ["", status, lines];
      isPage = status >= 200 && status < 300;
      if (this.#stopped) this.#giveUp();
      if (await this.#read(isPage ? max_bytes : max_error_bytes)) return ["response", ...head];
      this.#giveUp();
      if (isPage) return ["too_large", ...head];
    } catch (thrown) {
      if (thrown === NO_RESPONSE) return ["no_response", ...head];
      this.cause = thrown;
      if (own && !isConnectionFailure(thrown)) return ["fetch_threw"];
      const code = connectionCode(thrown);
      if (isPage) return ["network", isTold(code, secret) ? code : "", ...(head.slice(1) as [])];
    }
    // Of an answer that is no page, the status tells enough.
    this.length = 0;
    return ["response", ...head];
  }

  /** Copies the body, all of it; false when a chunk's owner has changed it or taken it away meanwhile. */
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

  /** Gives up what is still under way. */
  stop(): void {
    this.#stopped = true;
    this.#giveUp();
  }

  #giveUp(): void {
    ignoreErrors(() => this.#request.abort());
    ignoreErrors(() => this.#reader?.cancel());
  }

  /** Reads to the end; false when the body is longer than `most`. */
  async #read(most: number): Promise<boolean> {
    while (!this.#stopped) {
      const { done, value } = await (this.#reader as Reader).read();
      if (done) return true;
      if (!ArrayBuffer.isView(value)) throw NO_RESPONSE;
      const chunk = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
      this.length += chunk.length;
      if (this.length > most) break;
      this.#chunks.push(chunk);
      // A stream of empty chunks would leave no turn to timers and signals.
      if (chunk.length === 0) await new Promise((resolve) => setTimeout(resolve));
    }
    return false;
  }
}

/** Thrown when what `fetch` returned is no `Response`. */
const NO_RESPONSE = {};

/** By shape, not by class: doubles and responses of other realms count too. */
function readHead(response: AnyResponse, secret: string): [number, string[]] {
  try {
    const { status, headers } = response as { status: number; headers: Headers };
    if (!Number.isInteger(status)) throw 0;
    const lines = HEADERS.flatMap((name) => {
      const value: unknown = headers.get(name);
      const text = typeof value === "string" && value.trim();
      return text ? [`${name}: ${TEXTS.includes(name) && !KNOWN_TYPE.test(text) ? masked(text, secret) : timed(text)}`] : [];
    });
    return [status, lines];
  } catch {
    throw NO_RESPONSE;
  }
}

/**
 * An HTTP date as `@` and milliseconds since 1970. The engines read many other things as dates, such as `-1`; its three
 * forms begin with a day's name and have 24 characters or more. One of the three names no zone, and means this one.
 */
function timed(value: string): string {
  const date = /^[A-Z][a-z]{2}.{21}/.test(value) ? Date.parse(value.length > 58 ? value.slice(0, 29) : value.replace(/( GMT)?$/, " GMT")) : Number.NaN;
  return date >= 0 ? `@${date}` : value;
}
