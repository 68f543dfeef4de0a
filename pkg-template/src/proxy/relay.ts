// Sends what was drafted and streams back what comes: records, Kombo's error envelope, the rate limits, nothing else.

import { KOMBO_ERROR_CODES } from "../generated/facts.ts";
import { ignoreErrors, requestInit, runtime, secretOf } from "../index.ts";
import { masked } from "../mask/mask.ts";
import type { Send } from "../module.ts";
import type { AnyResponse, Reader } from "../runtime.ts";
import type { Fetch } from "../transfer.ts";
import type { Envelope, HeaderFields } from "./answer.ts";
import { answer, failure, RATE_LIMITS, refuse } from "./answer.ts";
import { type Read, readText, records } from "./body.ts";
import { decoded, plain, saysEncoded } from "./encoding.ts";
import { Refusal, type Span, UPSTREAM } from "./span.ts";

const JSON_TYPE = /^application\/(?:[\w.+-]+\+)?json\b/i;

export async function relay(upstream: Send, fetch: Fetch | undefined, span: Span, headers: HeaderFields): Promise<Response> {
  const { query, max_bytes, max_error_bytes } = upstream;
  const key = secretOf(upstream.headers);
  const end = () => span.end();
  try {
    const send = fetch ?? (globalThis.fetch as Fetch);
    const search = `${new URLSearchParams(query)}`;
    // Not a `Request` of its own: in Node, its signal is lost to the garbage collector.
    const init = requestInit(upstream.headers, span.signal);
    const response = await span.within(UPSTREAM, () => send.call(globalThis, search ? `${upstream.url}?${search}` : upstream.url, init) as Promise<Response>);
    const { status } = response;
    const told = { ...headers, ...rateLimits(response.headers, key) };
    if (status === 200 && isJson(response.headers)) {
      const body = open(response, span);
      const read = saysEncoded(response.headers) ? await decoded(body) : plain(body);
      if (read) return answer(200, records(read, end, key, max_bytes), told);
    }
    const isError = status >= 400 && status < 600;
    // The status tells enough, should the rest not come.
    const text = isError ? await readText(open(response, span), max_error_bytes).catch(() => "") : "";
    end();
    ignoreErrors(() => response.body?.cancel());
    return isError ? upstreamError(status, text, key, told) : notKombo(502, told);
  } catch (thrown) {
    end();
    const refusal = thrown instanceof Refusal ? thrown : new Refusal(502, "UPSTREAM_UNREACHABLE", "Kombo could not be reached.");
    return refusal.answer(headers);
  }
}

/** The body's chunks within that time; when it is over, the rest is given up. */
function open(response: Response, span: Span): Read {
  const reader: Reader = runtime.open(response as AnyResponse);
  span.signal.addEventListener("abort", () => ignoreErrors(() => reader.cancel()));
  return () => span.within(UPSTREAM, reader.read.bind(reader) as Read);
}

/** Whether it can be a page: of HTML, which a load balancer may send, not a byte is handed on. */
function isJson(headers: Headers): boolean {
  const type = headers.get("content-type");
  return type === null || JSON_TYPE.test(type);
}

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

function rateLimits(headers: Headers, key: string): HeaderFields {
  const found = RATE_LIMITS.map((name) => [name, headers.get(name) ?? ""] as const);
  return Object.fromEntries(found.filter(([, value]) => /^[\w ,:.-]{1,40}$/.test(value) && masked(value, key) === value));
}
