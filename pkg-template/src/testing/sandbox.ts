// The sandbox: one `fetch(request) -> Response` that implements the contract of GET /v1/ats/candidates.
// It uses only web APIs, so that it runs in Node, in workerd and in a browser.

import type { Candidate, GetCandidatesRequest } from "../types.ts";
import { binding, readCursor, writeCursor } from "./cursor.ts";
import type { Delivery } from "./delivery.ts";
import { deliver, delivery } from "./delivery.ts";
import { refusal } from "./errors.ts";
import type { Page } from "./faults.ts";
import { errorResponse, pageBytes } from "./faults.ts";
import { BadInput, parseQuery, supportedFilters } from "./filters.ts";
import { findIntegration, UNSUPPORTED_FILTERS } from "./integrations.ts";
import { instant, settings } from "./options.ts";
import { hashText, mix } from "./random.ts";
import type { Rule } from "./spec.ts";
import { BadSpec, parseSpec, Scope } from "./spec.ts";
import { Store } from "./store.ts";
import type * as types from "./types.ts";
import type { SandboxRequest } from "./types.ts";

const ENDPOINT = /^(?:\/fault\/([^/]+))?\/v1\/ats\/candidates$/;
const EXPOSED_HEADERS = "content-length, date, retry-after, retry-after-ms, ratelimit-limit, ratelimit-remaining, ratelimit-reset, x-request-id";

/** The fields that the contract lets a server omit, with the defaults that the client adds. */
const DEFAULTS = { phone_numbers: [], email_addresses: [], social_media: [], location: null };

/** A request with its log entry and the faults that apply to it. */
interface Incoming {
  request: Request;
  url: URL;
  entry: SandboxRequest;
  scope: Scope;
  n: number;
  rules: Rule[];
}

export function createSandbox(options: types.SandboxOptions = {}) {
  const { seed, size, own, keys, integrations, rules, epoch, plain, latency_ms, rate_limit, cors, log_limit } = settings(options);
  const clock = { now: epoch };
  const healthy = new Set(integrations);
  const stores = new Map<string, Store>();
  const main = new Scope(rules);
  const scopes = new Map<string, Scope>();
  const requests: SandboxRequest[] = [];
  const window = { since: 0, used: 0 };
  let count = 0;

  /** Returns the store of one integration, and creates it at the first use. */
  function storeOf(id: string = integrations[0]) {
    const found = stores.get(id);
    if (found) return found;
    if (!healthy.has(id)) throw new Error(`the sandbox has no integration ${JSON.stringify(id)}; there are ${[...healthy].slice(0, 3).join(", ")} …`);
    // Uses the sandbox's start, not its present time: a moved clock must not change existing records.
    const store = new Store({ seed: mix(seed, hashText(id)), size, clock, epoch, plain });
    for (const fields of own) store.create(fields, typeof fields.changed_at === "string" ? instant("changed_at", fields.changed_at) : epoch);
    stores.set(id, store);
    return store;
  }

  function scopeOf(segment: string) {
    let scope = scopes.get(segment);
    if (!scope) scopes.set(segment, (scope = new Scope(parseSpec(decoded(segment).split("~")[0]))));
    return scope;
  }

  function log(request: Request, url: URL): SandboxRequest {
    const { authorization = "", ...headers } = Object.fromEntries(request.headers);
    const query = Object.fromEntries(url.searchParams);
    const entry: SandboxRequest = {
      n: ++count,
      method: request.method,
      url: request.url,
      path: url.pathname,
      query,
      headers,
      authorized: isAuthorized(authorization),
      faults: [],
      status: 0,
      body: "open",
    };
    requests.push(entry);
    if (requests.length > log_limit) requests.shift();
    return entry;
  }

  function isAuthorized(authorization: string) {
    const [, key] = /^bearer +(\S+)$/i.exec(authorization) ?? [];
    return key !== undefined && keys.includes(key);
  }

  function rateHeaders(): Record<string, string> {
    if (rate_limit === null) return {};
    const { limit, window_ms } = rate_limit;
    if (Date.now() - window.since >= window_ms) Object.assign(window, { since: Date.now(), used: 0 });
    const reset = Math.ceil((window.since + window_ms - Date.now()) / 1000);
    return { "ratelimit-limit": String(limit), "ratelimit-remaining": String(Math.max(0, limit - ++window.used)), "ratelimit-reset": String(reset) };
  }

  /** The endpoint's own response: a page or an error. */
  function endpoint({ request, url, entry, scope, n, rules }: Incoming): Delivery {
    if (rate_limit !== null && window.used > rate_limit.limit) return errorResponse(refusal("PLATFORM.RATE_LIMIT_EXCEEDED"));
    if (!entry.authorized) return errorResponse(refusal("PLATFORM.AUTHENTICATION_INVALID"));
    const id = request.headers.get("x-integration-id");
    if (!id) return errorResponse(refusal("PLATFORM.INPUT_INVALID", "the header X-Integration-Id is missing"));
    const integration = findIntegration(id, healthy);
    if (!integration) return errorResponse(refusal("PLATFORM.INTEGRATION_NOT_FOUND"));
    if (integration.state) return errorResponse(refusal(integration.state));

    const { filters, cursor, page_size } = parseQuery(url.searchParams);
    const bound = binding(id, filters);
    const start = cursor === null ? { position: 0, nonce: 0 } : readCursor(cursor, bound);
    if (!start) return errorResponse(refusal("PLATFORM.INPUT_INVALID", "the cursor is unknown, or belongs to other filters"));

    const found = storeOf(id).page(effectiveFilters(filters, id), start.position, page_size);
    const page: Page = {
      next: found.next === null ? null : writeCursor(found.next, 0, bound),
      records: found.records,
      replaced: new Map(),
      rewrite: (text) => text,
    };
    const cursorTo = (skip: number) => writeCursor(start.position + skip, start.nonce + 1, bound);
    for (const rule of rules)
      rule.fault.page?.(page, { request, n, nexts: scope.nexts, signal: request.signal, now: clock.now, cursor: cursorTo }, rule.argument);
    scope.recordCursor(page.next);
    return delivery(200, { "content-type": "application/json; charset=utf-8" }, pageBytes(page));
  }

  async function decide(request: Request, url: URL, entry: SandboxRequest): Promise<Delivery> {
    const [path, segment] = ENDPOINT.exec(url.pathname) ?? [];
    if (path === undefined) return delivery(404, { "content-type": "text/plain" }, "not found\n");
    if (cors && request.method === "OPTIONS") return preflight(request);
    if (request.method !== "GET") return delivery(405, { "content-type": "text/plain", allow: "GET" }, "method not allowed\n");

    const rate = rateHeaders();
    const scope = segment === undefined ? main : scopeOf(segment);
    const { n, rules } = scope.next(request);
    entry.faults = rules.map((rule) => rule.text);
    const instead = rules.find((rule) => rule.fault.respond);
    const context = { request, n, nexts: scope.nexts, signal: request.signal, now: clock.now, cursor: () => "" };
    const order = await (instead?.fault.respond?.(context, instead.argument, instead.name) ?? endpoint({ request, url, entry, scope, n, rules }));
    // A fault's response has no rate headers: they are optional, and must not help a client that a fault tests.
    if (!instead) for (const [name, value] of Object.entries(rate)) order.headers.set(name, value);
    for (const rule of rules) rule.fault.deliver?.(order, rule.argument);
    return order;
  }

  /** Takes the arguments of the global `fetch` and can replace it. */
  async function fetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
    const request = input instanceof Request && init === undefined ? input : new Request(input, init);
    const url = new URL(request.url);
    const entry = log(request, url);
    request.signal?.throwIfAborted();
    const order = await decide(request, url, entry).catch(responseToError);
    entry.status = order.status;
    order.headers.set("x-request-id", `sandbox-${entry.n}`);
    order.headers.set("date", new Date(clock.now).toUTCString());
    order.head_delay_ms += latency_ms;
    if (cors) {
      order.headers.set("access-control-allow-origin", "*");
      order.headers.set("access-control-expose-headers", EXPOSED_HEADERS);
    }
    return deliver(order, request.signal, entry);
  }

  function truth(request: GetCandidatesRequest = {}, integration: string = integrations[0]) {
    const given = Object.entries(request).filter(([, value]) => value !== undefined);
    const params = new URLSearchParams(given.map(([name, value]) => [name, value instanceof Date ? value.toISOString() : String(value)]));
    return storeOf(integration).all(effectiveFilters(parseQuery(params).filters, integration));
  }

  return {
    fetch,
    options: { api_key: keys[0], integration_id: integrations[0], fetch },
    requests,
    faults: main,
    integrations: [...healthy],
    of: storeOf,
    truth,
    candidates(request?: GetCandidatesRequest, integration?: string): Candidate[] {
      // Through JSON, as a client gets the records: an own key `__proto__` stays an own key.
      const records: Candidate[] = JSON.parse(JSON.stringify(truth(request, integration)));
      for (const record of records)
        for (const [name, value] of Object.entries(structuredClone(DEFAULTS))) if (!Object.hasOwn(record, name)) Object.assign(record, { [name]: value });
      return records;
    },
    get now() {
      return clock.now;
    },
    set now(ms) {
      clock.now = instant("now", ms);
    },
    advance(ms: number) {
      clock.now = instant("now", clock.now + ms);
    },
  };
}

/** The filters without those that the integration's connector does not support. */
function effectiveFilters(filters: Parameters<typeof supportedFilters>[0], integration: string) {
  const [connector = ""] = integration.split(":");
  return supportedFilters(filters, (Object.hasOwn(UNSUPPORTED_FILTERS, connector) && UNSUPPORTED_FILTERS[connector]) || []);
}

function preflight(request: Request) {
  return delivery(
    204,
    {
      "access-control-allow-methods": "GET",
      "access-control-allow-headers": request.headers.get("access-control-request-headers") ?? "",
      "access-control-max-age": "600",
    },
    "",
  );
}

function decoded(segment: string) {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new BadSpec("the path after /fault/ has to be percent-encoded UTF-8");
  }
}

/** Responds to an invalid request or specification. Rethrows bugs of the sandbox and errors that end the connection. */
function responseToError(error: unknown): Delivery {
  if (error instanceof BadInput) return errorResponse(refusal("PLATFORM.INPUT_INVALID", error.message));
  if (error instanceof BadSpec) return delivery(400, { "content-type": "text/plain" }, `${error.message}\n`);
  throw error;
}

export const baseUrl: typeof types.baseUrl = (origin, spec, id) =>
  spec === undefined ? `${origin}/v1` : `${origin}/fault/${encodeURIComponent(spec)}${id === undefined ? "" : `~${encodeURIComponent(id)}`}/v1`;
