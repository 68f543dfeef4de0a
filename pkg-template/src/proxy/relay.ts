// Sends the request to Kombo and forwards the response: records, Kombo's error envelope, rate limits, and nothing else.

import { KOMBO_ERROR_CODES } from "../generated/facts.ts";
import { ignoreErrors, requestInit, runtime, secretOf } from "../index.ts";
import { masked } from "../mask/mask.ts";
import type { Send } from "../module.ts";
import type { AnyResponse, Reader } from "../runtime.ts";
import type { Fetch } from "../transfer.ts";
import { type Read, readText, streamBody } from "./body.ts";
import { decoded, hasEncoding, plain } from "./encoding.ts";
import type { Envelope, HeaderFields, OnError } from "./response.ts";
import { errorResponse, jsonResponse, RATE_LIMITS, refuse } from "./response.ts";
import { Refusal, type Span, UPSTREAM } from "./span.ts";

const JSON_TYPE = /^application\/(?:[\w.+-]+\+)?json\b/i;

export async function relay(upstream: Send, fetch: Fetch | undefined, span: Span, headers: HeaderFields, onError: OnError): Promise<Response> {
  const { query, max_bytes, max_error_bytes } = upstream;
  const key = secretOf(upstream.headers);
  try {
    const send = fetch ?? (globalThis.fetch as Fetch);
    const search = `${new URLSearchParams(query)}`;
    // No `Request` object: in Node, its signal stops working when the object is garbage-collected.
    const init = requestInit(upstream.headers, span.signal);
    const response = await span.within(UPSTREAM, () => send.call(globalThis, search ? `${upstream.url}?${search}` : upstream.url, init) as Promise<Response>);
    const { status } = response;
    const allHeaders = { ...headers, ...rateLimits(response.headers, key) };
    if (status === 200 && isJson(response.headers)) {
      const body = open(response, span);
      const read = hasEncoding(response.headers) ? await decoded(body) : plain(body);
      if (read) return jsonResponse(200, streamBody(read, span, key, max_bytes, onError), allHeaders);
    }
    const isError = status >= 400 && status < 600;
    // If the body cannot be read, the status is enough.
    const text = isError ? await readText(open(response, span), max_error_bytes).catch(() => "") : "";
    span.end();
    ignoreErrors(() => response.body?.cancel());
    return isError ? upstreamError(status, text, key, allHeaders) : notKombo(502, allHeaders);
  } catch (thrown) {
    span.end();
    if (thrown instanceof Refusal) return thrown.response(headers);
    onError(thrown);
    return refuse(502, "PROXY.UPSTREAM_UNREACHABLE", "Kombo could not be reached.", headers);
  }
}

/** Reads the body's chunks within the span. When the span ends, the body is cancelled. */
function open(response: Response, span: Span): Read {
  const reader: Reader = runtime.open(response as AnyResponse);
  span.signal.addEventListener("abort", () => ignoreErrors(() => reader.cancel()));
  return () => span.within(UPSTREAM, reader.read.bind(reader) as Read);
}

/** Whether the response can be a page of records. HTML, which a load balancer may send, is not forwarded. */
function isJson(headers: Headers): boolean {
  const type = headers.get("content-type");
  return type === null || JSON_TYPE.test(type);
}

/** Kombo's error, if the body is its envelope: only known members that are strings, with the key masked. */
function upstreamError(status: number, text: string, key: string, headers: HeaderFields): Response {
  let body: { status?: unknown; error?: unknown } | null | undefined;
  try {
    body = JSON.parse(text);
  } catch {}
  if (body?.status !== "error" || typeof body.error !== "object" || body.error === null) return notKombo(status, headers);
  const error = body.error as { [Name in keyof Envelope]: unknown };
  const safe = (value: unknown) => (typeof value === "string" ? masked(value, key) : null);
  const member = (name: keyof Envelope) => safe(Object.hasOwn(error, name) ? error[name] : null);
  return errorResponse(
    status,
    { code: Object.hasOwn(error, "code") ? codeOf(error.code, key) : null, title: member("title"), message: member("message"), log_url: member("log_url") },
    headers,
  );
}

/** The code if it has the form of one; other values may contain personal data. A known code is never masked, even for a short key. */
function codeOf(code: unknown, key: string): string | null {
  if (typeof code !== "string" || !/^[A-Z\d._-]{1,128}$/.test(code)) return null;
  const known: readonly string[] = KOMBO_ERROR_CODES;
  return known.includes(code) || masked(code, key) === code ? code : null;
}

const notKombo = (status: number, headers: HeaderFields) => refuse(status, "PROXY.UPSTREAM_FAILED", "The response did not come from Kombo's API.", headers);

function rateLimits(headers: Headers, key: string): HeaderFields {
  const found = RATE_LIMITS.map((name) => [name, headers.get(name) ?? ""] as const);
  return Object.fromEntries(found.filter(([, value]) => /^[\w ,:.-]{1,40}$/.test(value) && masked(value, key) === value));
}
