// Sends what was drafted and streams back what comes: records, Kombo's error envelope, the rate limits, nothing else.

import { KOMBO_ERROR_CODES } from "../generated/facts.ts";
import { ignoreErrors, onAbort, requestInit, runtime, secretOf } from "../index.ts";
import { masked } from "../mask/mask.ts";
import type { Send } from "../module.ts";
import type { AnyResponse, Reader } from "../runtime.ts";
import type { Fetch } from "../transfer.ts";
import type { Envelope, HeaderFields } from "./answer.ts";
import { answer, failure, RATE_LIMITS, refuse } from "./answer.ts";
import { masking } from "./mask.ts";

/** The next chunk, or the end. */
type Read = () => Promise<{ done?: boolean | undefined; value?: Uint8Array<ArrayBuffer> }>;

/** What the runtimes take off by themselves. Of any other encoding the bytes could hide anything. */
const ENCODINGS = [null, "identity", "gzip", "br"];
const JSON_TYPE = /^application\/(?:[\w.+-]+\+)?json\b/i;

/** @param page aborts when the page has gone */
export async function relay(upstream: Send, fetch: Fetch | undefined, page: AbortSignal | undefined, headers: HeaderFields): Promise<Response> {
  const { query, timeout_ms, max_bytes, max_error_bytes } = upstream;
  const key = await secretOf(upstream.headers);
  const controller = new AbortController();
  const { signal } = controller;
  let late = false;
  let sent: Promise<Response> | undefined;
  let reader: Reader | undefined;
  const end = () => {
    clearTimeout(timer);
    unfollow?.();
    controller.abort();
    // The body is given up, also one that comes only now.
    if (reader) ignoreErrors(() => reader?.cancel());
    else ignoreErrors(() => sent?.then((response) => response.body?.cancel()));
  };
  const timer = setTimeout(() => {
    late = true;
    end();
  }, timeout_ms);
  const unfollow = page && onAbort(page, end);
  if (page?.aborted) end();
  const reading = (from: Reader): Read => () => orOver(from.read() as ReturnType<Read>, signal);
  try {
    const send = fetch ?? (globalThis.fetch as Fetch);
    const search = `${new URLSearchParams(query)}`;
    const init = requestInit(upstream.headers, signal);
    if (signal.aborted) throw signal.reason;
    // Not a `Request` of its own: in Node, its signal is lost to the garbage collector.
    sent = Promise.resolve(send.call(globalThis, search ? `${upstream.url}?${search}` : upstream.url, init) as Promise<Response>);
    const response = await orOver(sent, signal);
    const { status } = response;
    const told = { ...headers, ...rateLimits(response.headers, key) };
    if (status === 200 && isJson(response.headers)) {
      reader = runtime.open(response as AnyResponse);
      return answer(200, records(reading(reader), end, key, max_bytes), told);
    }
    const isError = status >= 400 && status < 600;
    let text = "";
    if (isError) {
      reader = runtime.open(response as AnyResponse);
      // The status tells enough, should the rest not come.
      text = await readText(reading(reader), max_error_bytes).catch(() => "");
    }
    end();
    return isError ? upstreamError(status, text, key, told) : notKombo(502, told);
  } catch {
    end();
    return late
      ? refuse(504, "PROXY.UPSTREAM_TIMEOUT", "Kombo did not answer in time.", headers)
      : refuse(502, "PROXY.UPSTREAM_UNREACHABLE", "Kombo could not be reached.", headers);
  }
}

/**
 * What the promise gives; or it throws, when it is over before. The signal is listened to only meanwhile: one promise for
 * all of it would keep every chunk that it was ever raced against.
 */
function orOver<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const over = () => reject(signal.reason);
    if (signal.aborted) over();
    signal.addEventListener("abort", over);
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", over));
  });
}

/** Whether it can be a page: of HTML, which a load balancer may send, not a byte is handed on. */
function isJson(headers: Headers): boolean {
  const type = headers.get("content-type");
  return (type === null || JSON_TYPE.test(type)) && ENCODINGS.includes(headers.get("content-encoding"));
}

/** The body as it comes, without the key, should it be in there. A failure on the way cuts it off. */
function records(read: Read, end: () => void, key: string, most: number): ReadableStream<Uint8Array<ArrayBuffer>> {
  const mask = masking(key);
  let length = 0;
  return new ReadableStream(
    {
      __proto__: null,
      async pull(controller: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>) {
        try {
          for (;;) {
            const { done, value } = await read();
            length += value?.byteLength ?? 0;
            if (length > most) throw new Error("longer than max_body_bytes");
            const bytes = mask(done ? undefined : value);
            if (bytes.length > 0) controller.enqueue(bytes);
            if (done) {
              controller.close();
              return end();
            }
            if (bytes.length > 0) return;
            // What the mask holds back is bounded; a stream of nothing is not.
            if (value?.byteLength === 0) await turn();
          }
        } catch {
          end();
          controller.error(new Error("the answer broke off on its way to the proxy"));
        }
      },
      cancel: end,
    } as UnderlyingDefaultSource<Uint8Array<ArrayBuffer>>,
    { __proto__: null, highWaterMark: 0 } as object,
  );
}

/** A stream of nothing would leave none to timers. */
const turn = () => new Promise((resolve) => setTimeout(resolve));

/** The envelope's own members, if it is one: only strings of them, and none with the key. */
function upstreamError(status: number, text: string, key: string, headers: HeaderFields): Response {
  let body: { status?: unknown; error?: unknown } | null | undefined;
  try {
    body = JSON.parse(text);
  } catch {}
  if (body?.status !== "error" || typeof body.error !== "object" || body.error === null) return notKombo(status, headers);
  const error = body.error as { [Name in keyof Envelope]: unknown };
  const masks = (value: unknown) => (typeof value === "string" ? masked(value, key) : null);
  const own = (name: keyof Envelope) => masks(Object.hasOwn(error, name) ? error[name] : null);
  return failure(status, { code: Object.hasOwn(error, "code") ? codeOf(error.code, key) : null, title: own("title"), message: own("message"), log_url: own("log_url") }, headers);
}

/** What can be a code: anything else may be anything, personal data too. A known one holds no key, however short that is. */
function codeOf(code: unknown, key: string): string | null {
  if (typeof code !== "string" || !/^[A-Z\d._-]{1,128}$/.test(code)) return null;
  const known: readonly string[] = KOMBO_ERROR_CODES;
  return known.includes(code) || masked(code, key) === code ? code : null;
}

const notKombo = (status: number, headers: HeaderFields) =>
  refuse(status, "PROXY.UPSTREAM_FAILED", "What answered in Kombo's place does not speak its language.", headers);

async function readText(read: Read, most: number): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for (let length = 0; ; ) {
    const { done, value } = await read();
    if (done) return text + decoder.decode();
    length += value?.byteLength ?? 0;
    // No envelope is as long; what it begins with tells nothing.
    if (length > most) return "";
    if (value?.byteLength === 0) await turn();
    text += decoder.decode(value, { stream: true });
  }
}

function rateLimits(headers: Headers, key: string): HeaderFields {
  const found = RATE_LIMITS.map((name) => [name, headers.get(name) ?? ""] as const);
  return Object.fromEntries(found.filter(([, value]) => /^[\w ,:.-]{1,40}$/.test(value) && masked(value, key) === value));
}
