// Faults on demand. A fault is one row of FAULTS. spec.ts selects faults and the requests that they apply to.

import type { Parameter } from "./arguments.ts";
import { fraction, kind, text, whole } from "./arguments.ts";
import type { Delivery } from "./delivery.ts";
import { delivery, hang, LONGEST_TIMER as LONGEST } from "./delivery.ts";
import type { Refusal } from "./errors.ts";
import { envelope, refusal } from "./errors.ts";
import { BAD_BYTES, ODD_ENVELOPES, ODD_RECORDS } from "./odd.ts";
import type { CandidateRecord } from "./record.ts";
import type { FaultName, OddEnvelope, OddRecord } from "./types.ts";

/** The input of a fault. */
export interface Context {
  request: Request;
  /** The request's number in its scope, from 1. */
  n: number;
  /** The first cursors that were sent, oldest first. */
  nexts: string[];
  /** Returns a new cursor to the position `skip` records after the start of this page. */
  cursor: (skip: number) => string;
  signal: AbortSignal | undefined;
  /** The sandbox's time. */
  now: number;
}

/** A page before it is sent. Faults change it. */
export interface Page {
  next: string | null;
  records: CandidateRecord[];
  /** JSON texts that replace a record, by its index. */
  replaced: Map<number, string>;
  rewrite: (text: string) => string;
}

/**
 * A fault does one of three things: it responds instead of the endpoint, it changes the endpoint's page,
 * or it changes how a response is delivered.
 */
export interface Fault {
  /** The pattern of the fault's names, when they contain a status. */
  match?: RegExp;
  about: string;
  /** What each argument may be. Only the kinds of `odd-record` and `odd-envelope` have to be given. */
  takes?: readonly Parameter[];
  respond?: (context: Context, argument: string[], name: string) => Delivery | Promise<never>;
  page?: (page: Page, context: Context, argument: string[]) => void;
  deliver?: (order: Delivery, argument: string[]) => void;
}

const JSON_TYPE = { "content-type": "application/json; charset=utf-8" };

export function errorResponse(refused: Refusal, headers: Record<string, string> = {}) {
  return delivery(refused.status, { ...JSON_TYPE, ...headers }, JSON.stringify(envelope(refused)));
}

const RATE = "PLATFORM.RATE_LIMIT_EXCEEDED";

function busy(name: string, headers: Record<string, string>) {
  const status = Number(name.slice(0, 3));
  return errorResponse(refusal(status === 429 ? RATE : "REMOTE.SERVICE_UNAVAILABLE", "Slow down", status), headers);
}

/** The connection ended before a response: a `TypeError`, as `fetch` throws it. A server closes its connection. */
export class ConnectionDropped extends TypeError {
  readonly code = "ECONNRESET";
}

/** A byte order mark in UTF-8. */
const BOM = [0xef, 0xbb, 0xbf];

const part = (fraction: string, order: Delivery) => Math.floor(order.bytes.length * Number(fraction));

export const FAULTS: Readonly<Record<FaultName, Fault>> = {
  // Faults that respond instead of the endpoint.
  429: { about: "rate limit, without a hint when to come back", respond: () => errorResponse(refusal(RATE)) },
  "429-retry-after": {
    match: /^[2-5]\d\d-retry-after$/,
    about: "any status, with `Retry-After: SECONDS`",
    takes: [whole("SECONDS", 0, LONGEST)],
    respond: (_, [seconds = "1"], name) => busy(name, { "retry-after": seconds }),
  },
  "429-retry-after-date": {
    match: /^[2-5]\d\d-retry-after-date$/,
    about: "the same, as an HTTP date that is SECONDS from now",
    takes: [whole("SECONDS", -LONGEST, LONGEST)],
    respond: ({ now }, [seconds = "1"], name) => busy(name, { "retry-after": new Date(now + 1000 * Number(seconds)).toUTCString() }),
  },
  "429-retry-after-ms": {
    match: /^[2-5]\d\d-retry-after-ms$/,
    about: "with `retry-after-ms: MS`",
    takes: [whole("MS", 0, LONGEST)],
    respond: (_, [ms = "50"], name) => busy(name, { "retry-after-ms": ms }),
  },
  "429-ratelimit-reset": {
    match: /^[2-5]\d\d-ratelimit-reset$/,
    about: "with `ratelimit-reset: SECONDS` alone",
    takes: [whole("SECONDS", 0, LONGEST)],
    respond: (_, [seconds = "1"], name) => busy(name, { "ratelimit-limit": "10", "ratelimit-remaining": "0", "ratelimit-reset": seconds }),
  },
  503: {
    match: /^[2-5]\d\d$/,
    about: "any status, bare: a plain text from a load balancer",
    respond: (_, __, name) => delivery(Number(name), { "content-type": "text/plain" }, `status ${name}\n`),
  },
  html502: {
    match: /^html[2-5]\d\d$/,
    about: "any status with a page of HTML (`html200` too)",
    respond: (_, __, name) =>
      delivery(
        Number(name.slice(4)),
        { "content-type": "text/html" },
        `<!doctype html><title>${name.slice(4)}</title><h1>Bad gateway</h1><!-- jane.roe@example.com -->`,
      ),
  },
  code: {
    about: "the error envelope with CODE (any, also a new one; `null` for the bare minimum), and STATUS if given",
    takes: [text("CODE"), whole("STATUS", 200, 599)],
    respond: (_, [code, status]) => errorResponse(refusal(code === undefined || code === "null" ? null : code, undefined, status ? Number(status) : undefined)),
  },
  "echo-key": {
    about: "an error whose message repeats the Authorization header",
    respond: ({ request }) => errorResponse(refusal("PLATFORM.AUTHENTICATION_INVALID", `refused: ${request.headers.get("authorization")}`)),
  },
  "expired-cursor": {
    about: "the cursor is refused as too old",
    respond: () => errorResponse(refusal("PLATFORM.INPUT_INVALID", "The cursor has expired")),
  },
  redirect: {
    about: "a redirect (302, or STATUS) to `/redirected` of the same server",
    takes: [whole("STATUS", 300, 399)],
    respond: ({ request }, [status = "302"]) => delivery(Number(status), { location: new URL("/redirected/v1/ats/candidates", request.url).href }, ""),
  },
  drop: { about: "the connection ends before an answer", respond: () => Promise.reject(new ConnectionDropped("fetch failed")) },
  hang: { about: "no answer, ever", respond: async ({ signal }) => (await hang(signal), Promise.reject(new ConnectionDropped("fetch failed"))) },
  "empty-body": { about: "200 with an empty body", respond: () => delivery(200, JSON_TYPE, "") },

  // Faults that change the page.
  "empty-page": {
    about: "no records, and a `next` that leads to those that were due",
    page: (page, { cursor }) => Object.assign(page, { records: [], next: cursor(0) }),
  },
  cycle: { about: "`next` repeats the oldest cursor of this walk", page: (page, { nexts, cursor }) => (page.next = nexts[0] ?? cursor(0)) },
  "missing-next": { about: "the answer has no `next` at all", page: (page) => (page.rewrite = ODD_ENVELOPES["missing-next"]) },
  "odd-envelope": {
    about: "an envelope that is wrong as KIND says",
    takes: [kind(ODD_ENVELOPES)],
    page: (page, _, [kind]) => (page.rewrite = ODD_ENVELOPES[kind as OddEnvelope]),
  },
  "odd-record": {
    about: "the record in the middle of the page is wrong as KIND says",
    takes: [kind(ODD_RECORDS)],
    page: (page, _, [kind]) => oddRecord(page, ODD_RECORDS[kind as OddRecord]),
  },
  "not-utf8": { about: "bytes that are no UTF-8 inside a text", page: (page) => oddRecord(page, ODD_RECORDS["not-utf8"]) },
  deep: {
    about: "`custom_fields` of the record in the middle is nested LEVELS deep (600)",
    takes: [whole("LEVELS", 1, 1_000_000)],
    page: (page, _, [levels = "600"]) =>
      oddRecord(page, (record) =>
        JSON.stringify({ ...record, custom_fields: "@@" }).replace('"@@"', `${'{"a":'.repeat(Number(levels))}0${"}".repeat(Number(levels))}`),
      ),
  },

  // Faults that change the delivery.
  cut: {
    about: "the connection ends after FRACTION (0.5) of the announced body",
    takes: [fraction],
    deliver: (order, [fraction = "0.5"]) => Object.assign(order, { stop_at: part(fraction, order), ending: "cut" }),
  },
  short: {
    about: "the body ends cleanly, but after FRACTION (0.5); no length was announced",
    takes: [fraction],
    deliver: (order, [fraction = "0.5"]) => Object.assign(order, { stop_at: part(fraction, order), announce: false }),
  },
  "hang-body": {
    about: "silence after FRACTION (0.5) of the body",
    takes: [fraction],
    deliver: (order, [fraction = "0.5"]) => Object.assign(order, { stop_at: part(fraction, order), ending: "hang" }),
  },
  "slow-headers": {
    about: "MS (200) before the headers",
    takes: [whole("MS", 0, LONGEST)],
    deliver: (order, [ms = "200"]) => (order.head_delay_ms = Number(ms)),
  },
  "slow-body": {
    about: "the body in ten pieces, MS (50) before each",
    takes: [whole("MS", 0, LONGEST)],
    deliver: (order, [ms = "50"]) => Object.assign(order, { piece_delay_ms: Number(ms), piece_bytes: Math.ceil(order.bytes.length / 10) || 1 }),
  },
  bytewise: {
    about: "the body in pieces of N (1) bytes, so that characters and tokens are split",
    takes: [whole("N", 1, LONGEST)],
    deliver: (order, [n = "1"]) => (order.piece_bytes = Number(n)),
  },
  huge: {
    about: "a body of more than MIB (65) MiB, of valid JSON, without a length",
    takes: [whole("MIB", 0, 4_096)],
    deliver: (order, [mib = "65"]) => Object.assign(order, { padding: Number(mib) * 1_048_576, announce: false, piece_bytes: 1_048_576 }),
  },
  "huge-announced": {
    about: "the same, with its length announced",
    takes: [whole("MIB", 0, 4_096)],
    deliver: (order, [mib = "65"]) => Object.assign(order, { padding: Number(mib) * 1_048_576, piece_bytes: 1_048_576 }),
  },
  bom: {
    about: "a byte order mark before the JSON",
    deliver: (order) => {
      const bytes = new Uint8Array(order.bytes.length + BOM.length);
      bytes.set(BOM);
      bytes.set(order.bytes, BOM.length);
      Object.assign(order, { bytes, stop_at: bytes.length });
    },
  },
  "no-content-type": { about: "the response has no `content-type`", deliver: (order) => order.headers.delete("content-type") },
};

function oddRecord(page: Page, write: (record: CandidateRecord) => string) {
  const middle = page.records.length >> 1;
  const record = page.records[middle];
  if (record) page.replaced.set(middle, write(record));
}

/** The bytes of a page's JSON, after the faults' changes. */
export function pageBytes({ next, records, replaced, rewrite }: Page) {
  const results = records.map((record, n) => replaced.get(n) ?? JSON.stringify(record));
  const text = rewrite(`{"status":"success","data":{"next":${JSON.stringify(next)},"results":[${results.join(",")}]}}`);
  const bytes = new TextEncoder().encode(text);
  // The placeholder has three bytes. Three invalid ones replace it, the last of them a lead byte without a continuation.
  for (let i = replaced.size > 0 && text.includes(BAD_BYTES) ? bytes.indexOf(0xee) : -1; i >= 0; i = bytes.indexOf(0xee, i + 1)) {
    if (bytes[i + 1] === 0x80 && bytes[i + 2] === 0x80) bytes.set([0xff, 0xfe, 0xc3], i);
  }
  return bytes;
}
