// Faults on demand. A fault is one row of FAULTS; a specification such as `429x2,cut@3` says which of them
// strike, and at which requests. types.ts has the grammar.

import type { Delivery } from "./delivery.ts";
import { delivery, hang } from "./delivery.ts";
import type { Refusal } from "./errors.ts";
import { envelope, refusal } from "./errors.ts";
import { BAD_BYTES, ODD_ENVELOPES, ODD_RECORDS } from "./odd.ts";
import type { CandidateRecord } from "./record.ts";
import type { FaultName, SandboxFaults } from "./types.ts";

/** What a fault may look at. */
export interface Context {
  request: Request;
  /** Which request it is. */
  n: number;
  /** The cursors handed out so far, oldest first. */
  nexts: string[];
  /** A fresh cursor that leads `skip` records further than this page begins. */
  cursor: (skip: number) => string;
  signal: AbortSignal | undefined;
  /** The sandbox's time. */
  now: number;
}

/** A page on its way, as faults change it. */
export interface Page {
  next: string | null;
  records: CandidateRecord[];
  /** Texts that are sent in the place of a record. */
  replaced: Map<number, string>;
  rewrite: (text: string) => string;
}

/**
 * A fault works in one of three places: it answers instead of the endpoint, it changes the page that
 * the endpoint found, or it changes how an answer is delivered.
 */
export interface Fault {
  /** For names that hold a number. */
  match?: RegExp;
  about: string;
  answer?: (context: Context, argument: string[], name: string) => Delivery | Promise<never>;
  page?: (page: Page, context: Context, argument: string[]) => void;
  deliver?: (order: Delivery, argument: string[]) => void;
}

const JSON_TYPE = { "content-type": "application/json; charset=utf-8" };

export function errorAnswer(refused: Refusal, headers: Record<string, string> = {}) {
  return delivery(refused.status, { ...JSON_TYPE, ...headers }, JSON.stringify(envelope(refused)));
}

const RATE = "PLATFORM.RATE_LIMIT_EXCEEDED";

function busy(name: string, headers: Record<string, string>) {
  const status = Number(name.slice(0, 3));
  return errorAnswer(refusal(status === 429 ? RATE : "REMOTE.SERVICE_UNAVAILABLE", "slow down, it concerns", status), headers);
}

/** The connection is gone before an answer: a `TypeError`, as `fetch` has it. A server closes its own. */
export class ConnectionDropped extends TypeError {
  readonly code = "ECONNRESET";
}

const part = (fraction: string, order: Delivery) => Math.floor(order.bytes.length * Number(fraction));

export const FAULTS: Readonly<Record<FaultName, Fault>> = {
  // Instead of an answer.
  429: { about: "rate limit, without a hint when to come back", answer: () => errorAnswer(refusal(RATE)) },
  "429-retry-after": {
    match: /^[2-5]\d\d-retry-after$/,
    about: "any status, with `Retry-After: SECONDS`",
    answer: (_, [seconds = "1"], name) => busy(name, { "retry-after": seconds }),
  },
  "429-retry-after-date": {
    match: /^[2-5]\d\d-retry-after-date$/,
    about: "the same, as an HTTP date that is SECONDS from now",
    answer: ({ now }, [seconds = "1"], name) => busy(name, { "retry-after": new Date(now + 1000 * Number(seconds)).toUTCString() }),
  },
  "429-retry-after-ms": {
    match: /^[2-5]\d\d-retry-after-ms$/,
    about: "with `retry-after-ms: MS`",
    answer: (_, [ms = "50"], name) => busy(name, { "retry-after-ms": ms }),
  },
  "429-ratelimit-reset": {
    match: /^[2-5]\d\d-ratelimit-reset$/,
    about: "with `ratelimit-reset: SECONDS` alone",
    answer: (_, [seconds = "1"], name) => busy(name, { "ratelimit-limit": "10", "ratelimit-remaining": "0", "ratelimit-reset": seconds }),
  },
  503: {
    match: /^[2-5]\d\d$/,
    about: "any status, bare: a plain text from a load balancer",
    answer: (_, __, name) => delivery(Number(name), { "content-type": "text/plain" }, `status ${name}\n`),
  },
  html502: {
    match: /^html[2-5]\d\d$/,
    about: "any status with a page of HTML (`html200` too)",
    answer: (_, __, name) =>
      delivery(
        Number(name.slice(4)),
        { "content-type": "text/html" },
        `<!doctype html><title>${name.slice(4)}</title><h1>Bad gateway</h1><!-- jane.roe@example.com -->`,
      ),
  },
  code: {
    about: "the error envelope with CODE (any, also a new one; `null` for the bare minimum), and STATUS if given",
    answer: (_, [code, status]) => errorAnswer(refusal(code === undefined || code === "null" ? null : code, undefined, status ? Number(status) : undefined)),
  },
  "echo-key": {
    about: "an error whose message repeats the Authorization header",
    answer: ({ request }) => errorAnswer(refusal("PLATFORM.AUTHENTICATION_INVALID", `refused: ${request.headers.get("authorization")}`)),
  },
  "expired-cursor": {
    about: "the cursor is refused as too old",
    answer: () => errorAnswer(refusal("PLATFORM.INPUT_INVALID", "the cursor has expired; it was for")),
  },
  redirect: {
    about: "a redirect (302, or STATUS) to `/redirected` of the same server",
    answer: ({ request }, [status = "302"]) => delivery(Number(status), { location: new URL("/redirected/v1/ats/candidates", request.url).href }, ""),
  },
  drop: { about: "the connection ends before an answer", answer: () => Promise.reject(new ConnectionDropped("fetch failed")) },
  hang: { about: "no answer, ever", answer: async ({ signal }) => (await hang(signal), Promise.reject(new ConnectionDropped("fetch failed"))) },
  "empty-body": { about: "200 with an empty body", answer: () => delivery(200, JSON_TYPE, "") },

  // A page that is not what it should be.
  "empty-page": {
    about: "no records, and a `next` that leads to those that were due",
    page: (page, { cursor }) => Object.assign(page, { records: [], next: cursor(0) }),
  },
  cycle: { about: "`next` repeats the oldest cursor of this walk", page: (page, { nexts, cursor }) => (page.next = nexts[0] ?? cursor(0)) },
  "missing-next": { about: "the answer has no `next` at all", page: (page) => (page.rewrite = ODD_ENVELOPES["missing-next"]) },
  "odd-envelope": { about: "an envelope that is wrong as KIND says", page: (page, _, [kind]) => (page.rewrite = known(ODD_ENVELOPES, kind)) },
  "odd-record": { about: "the record in the middle of the page is wrong as KIND says", page: (page, _, [kind]) => oddRecord(page, known(ODD_RECORDS, kind)) },
  "not-utf8": { about: "bytes that are no UTF-8 inside a text", page: (page) => oddRecord(page, ODD_RECORDS["not-utf8"]) },
  deep: {
    about: "`custom_fields` of the record in the middle is nested LEVELS deep (600)",
    page: (page, _, [levels = "600"]) =>
      oddRecord(page, (record) =>
        JSON.stringify({ ...record, custom_fields: "@@" }).replace('"@@"', `${'{"a":'.repeat(Number(levels))}0${"}".repeat(Number(levels))}`),
      ),
  },

  // An answer that does not arrive as it should.
  cut: {
    about: "the connection ends after FRACTION (0.5) of the announced body",
    deliver: (order, [fraction = "0.5"]) => Object.assign(order, { stop_at: part(fraction, order), ending: "cut" }),
  },
  short: {
    about: "the body ends cleanly, but after FRACTION (0.5); no length was announced",
    deliver: (order, [fraction = "0.5"]) => Object.assign(order, { stop_at: part(fraction, order), announce: false }),
  },
  "hang-body": {
    about: "silence after FRACTION (0.5) of the body",
    deliver: (order, [fraction = "0.5"]) => Object.assign(order, { stop_at: part(fraction, order), ending: "hang" }),
  },
  "slow-headers": { about: "MS (200) before the headers", deliver: (order, [ms = "200"]) => (order.head_delay_ms = Number(ms)) },
  "slow-body": {
    about: "the body in ten pieces, MS (50) before each",
    deliver: (order, [ms = "50"]) => Object.assign(order, { piece_delay_ms: Number(ms), piece_bytes: Math.ceil(order.bytes.length / 10) || 1 }),
  },
  bytewise: {
    about: "the body in pieces of N (1) bytes, so that characters and tokens are split",
    deliver: (order, [n = "1"]) => (order.piece_bytes = Number(n)),
  },
  huge: {
    about: "a body of more than MIB (65) MiB, of valid JSON, without a length",
    deliver: (order, [mib = "65"]) => Object.assign(order, { padding: Number(mib) * 1_048_576, announce: false, piece_bytes: 1_048_576 }),
  },
  "huge-announced": {
    about: "the same, with its length announced",
    deliver: (order, [mib = "65"]) => Object.assign(order, { padding: Number(mib) * 1_048_576, piece_bytes: 1_048_576 }),
  },
  bom: {
    about: "a byte order mark before the JSON",
    deliver: (order) => Object.assign(order, { bytes: Uint8Array.of(0xef, 0xbb, 0xbf, ...order.bytes), stop_at: order.bytes.length + 3 }),
  },
  "no-content-type": { about: "the answer does not say what it is", deliver: (order) => order.headers.delete("content-type") },
};

function known<T>(table: Readonly<Record<string, T>>, kind = ""): T {
  const found = Object.hasOwn(table, kind) ? table[kind] : undefined;
  if (found === undefined) throw new BadSpec(`unknown kind ${JSON.stringify(kind)}: one of ${Object.keys(table).join(", ")}`);
  return found;
}

function oddRecord(page: Page, write: (record: CandidateRecord) => string) {
  const middle = page.records.length >> 1;
  const record = page.records[middle];
  if (record) page.replaced.set(middle, write(record));
}

/** The JSON text of a page as faults have left it. */
export function pageBytes({ next, records, replaced, rewrite }: Page) {
  const results = records.map((record, n) => replaced.get(n) ?? JSON.stringify(record));
  const text = rewrite(`{"status":"success","data":{"next":${JSON.stringify(next)},"results":[${results.join(",")}]}}`);
  const bytes = new TextEncoder().encode(text);
  // The stand-in is three bytes long, and so is what takes its place: a lead byte without its follower.
  for (let i = replaced.size > 0 && text.includes(BAD_BYTES) ? bytes.indexOf(0xee) : -1; i >= 0; i = bytes.indexOf(0xee, i + 1)) {
    if (bytes[i + 1] === 0x80 && bytes[i + 2] === 0x80) bytes.set([0xff, 0xfe, 0xc3], i);
  }
  return bytes;
}

/** A specification that names no fault: a mistake of the test, never to be taken for the fault itself. */
export class BadSpec extends Error {}

/** A fault and the requests that it strikes. */
export interface Rule {
  /** As it was written. */
  text: string;
  name: string;
  argument: string[];
  fault: Fault;
  strikes: (request: Request, n: number) => boolean;
}

/** Own names first, then the patterns of those that hold a status. */
function faultOf(name: string): Fault | undefined {
  const own: Readonly<Record<string, Fault>> = FAULTS;
  return Object.hasOwn(own, name) ? own[name] : Object.values(own).find(({ match }) => match?.test(name));
}

/**
 * @param spec such as `429x2,odd-record:wrong-type@3,cycle@4+`
 * @throws {BadSpec}
 */
export function parseSpec(spec: string): Rule[] {
  return spec.split(",").map((text) => {
    const parts = /^(.+?)(?:@(\d+)(\+)?)?(?:x(\d+))?$/.exec(text);
    const [name = "", ...argument] = (parts?.[1] ?? "").split(":");
    const fault = faultOf(name);
    if (!parts || !fault) throw new BadSpec(`unknown fault ${JSON.stringify(text)}: one of ${Object.keys(FAULTS).join(", ")}`);
    if (name === "odd-record") known(ODD_RECORDS, argument[0]);
    if (name === "odd-envelope") known(ODD_ENVELOPES, argument[0]);
    const [, , at, onwards, times] = parts;
    const first = at ? Number(at) : 1;
    // Without any number it strikes always; `@3` strikes once; `x2` and `@3x2` say how often.
    const last = times ? first + Number(times) - 1 : at && !onwards ? first : Infinity;
    return { text, name, argument, fault, strikes: (_, n) => n >= first && n <= last };
  });
}

/**
 * A scope counts its own requests: each `/fault/…` path is one, and what has no such path is another.
 * So tests that run side by side do not disturb each other.
 */
export class Scope implements SandboxFaults {
  n = 0;
  nexts: string[] = [];
  #rules: Rule[];

  constructor(rules: Rule[] = []) {
    this.#rules = rules;
  }

  /** Adds faults while the sandbox runs. Their numbers count from here. */
  push(...faults: Parameters<SandboxFaults["push"]>) {
    const before = this.n;
    for (const item of faults) {
      const { fault, on } = typeof item === "string" ? { fault: item, on: undefined } : item;
      for (const rule of parseSpec(fault)) {
        const strikes = typeof on === "function" ? on : typeof on === "number" ? (_: Request, n: number) => n === on : rule.strikes;
        this.#rules.push({ ...rule, strikes: (request, n) => strikes(request, n - before) });
      }
    }
  }

  /** Takes all faults away. */
  clear() {
    this.#rules = [];
  }

  /** Counts a request and tells which faults strike it. */
  next(request: Request) {
    const n = ++this.n;
    return { n, rules: this.#rules.filter((rule) => rule.strikes(request, n)) };
  }

  handedOut(next: string | null) {
    // The first few are enough to lead a walk in a circle, and a long one must not pile them up.
    if (next !== null && this.nexts.length < 8) this.nexts.push(next);
  }
}
