// A local Kombo: one `fetch(request) -> Response` that keeps the contract of GET /v1/ats/candidates.
// Only web APIs, so that it runs in Node, in workerd and in a page alike.

import { binding, readCursor, writeCursor } from "./cursor.mjs";
import { deliver, delivery } from "./delivery.mjs";
import { refusal } from "./errors.mjs";
import { BadSpec, errorAnswer, pageBytes, parseSpec, Scope } from "./faults.mjs";
import { BadInput, parseQuery, supportedFilters } from "./filters.mjs";
import { DEFAULT_INTEGRATIONS, findIntegration, UNSUPPORTED_FILTERS } from "./integrations.mjs";
import { hashText, mix } from "./random.mjs";
import { Store } from "./store.mjs";

/**
 * @typedef {object} SandboxOptions
 * @property {number} [seed] default 1
 * @property {number} [candidates] records in each integration, deleted ones included; default 1000
 * @property {string[]} [keys] API keys that are let in; default `["sandbox-key"]`
 * @property {string[]} [integrations] default one for each connector: `<slug>:sandbox`
 * @property {string | number | Date} [now] the sandbox's time; default 2025-06-01
 * @property {number} [latency_ms] before each answer; default 0
 * @property {{ limit: number, window_ms: number } | null} [rate_limit] null: no limit, and no headers about one
 * @property {boolean} [cors] answer pages of other origins; default false
 * @property {boolean} [plain] records that hold nothing beyond the published schema; default false
 * @property {string} [faults] a specification for the requests without a `/fault/` path
 * @property {number} [log_limit] requests that the log keeps, the oldest go first; default 10,000
 */

/**
 * A line of the log. It never holds the key.
 * @typedef {object} LogEntry
 * @property {number} n
 * @property {string} method
 * @property {string} url
 * @property {string} path
 * @property {Record<string, string>} query
 * @property {Record<string, string>} headers without Authorization
 * @property {boolean} authorized whether a right key was sent
 * @property {string[]} faults that struck it
 * @property {number} status 0 until there is an answer
 * @property {string} body "open", then "sent", "cut" or "cancelled"
 */

const ENDPOINT = /^(?:\/fault\/([^/]+))?\/v1\/ats\/candidates$/;
const FOR_PAGES = "content-length, retry-after, retry-after-ms, ratelimit-limit, ratelimit-remaining, ratelimit-reset, x-request-id";

/** @param {SandboxOptions} [options] */
export function createSandbox(options = {}) {
  const { seed = 1, candidates = 1000, keys = ["sandbox-key"], integrations = DEFAULT_INTEGRATIONS, now = "2025-06-01T00:00:00.000Z" } = options;
  const { latency_ms = 0, rate_limit = { limit: 1_000_000, window_ms: 60_000 }, cors = false, plain = false, log_limit = 10_000 } = options;
  const clock = { now: new Date(now).getTime() };
  const epoch = clock.now;
  const knownIntegrations = new Set(integrations);
  /** @type {Map<string, Store>} */
  const stores = new Map();
  const main = new Scope(options.faults ? parseSpec(options.faults) : []);
  /** @type {Map<string, Scope>} */
  const scopes = new Map();
  /** @type {LogEntry[]} */
  const requests = [];
  const window = { since: 0, used: 0 };
  let count = 0;

  /** The records of one integration; each has its own. @param {string} id */
  function storeOf(id) {
    let store = stores.get(id);
    // Made with the first time, not the present one: a moved clock must not change old records.
    if (!store) stores.set(id, (store = new Store({ seed: mix(seed, hashText(id)), size: candidates, clock, epoch, plain })));
    return store;
  }

  /** @param {string} segment */
  function scopeOf(segment) {
    let scope = scopes.get(segment);
    if (!scope) scopes.set(segment, (scope = new Scope(parseSpec(decodeURIComponent(segment).split("~")[0]))));
    return scope;
  }

  /** @param {Request} request @param {URL} url @returns {LogEntry} */
  function log(request, url) {
    const { authorization = "", ...headers } = Object.fromEntries(request.headers);
    const entry = { n: ++count, method: request.method, url: request.url, path: url.pathname, query: Object.fromEntries(url.searchParams), headers, authorized: isAuthorized(authorization), faults: [], status: 0, body: "open" };
    requests.push(entry);
    if (requests.length > log_limit) requests.shift();
    return entry;
  }

  /** @param {string} authorization */
  function isAuthorized(authorization) {
    const [, key] = /^bearer +(\S+)$/i.exec(authorization) ?? [];
    return key !== undefined && keys.includes(key);
  }

  /** @returns {Record<string, string>} */
  function rateHeaders() {
    if (rate_limit === null) return {};
    const { limit, window_ms } = rate_limit;
    if (Date.now() - window.since >= window_ms) Object.assign(window, { since: Date.now(), used: 0 });
    const reset = Math.ceil((window.since + window_ms - Date.now()) / 1000);
    return { "ratelimit-limit": String(limit), "ratelimit-remaining": String(Math.max(0, limit - ++window.used)), "ratelimit-reset": String(reset) };
  }

  /**
   * What the endpoint itself answers: a page, or a refusal.
   * @param {Request} request
   * @param {URL} url
   * @param {LogEntry} entry
   * @param {Scope} scope
   * @param {{ n: number, rules: import("./faults.mjs").Rule[] }} struck
   */
  function answer(request, url, entry, scope, { n, rules }) {
    if (rate_limit !== null && window.used > rate_limit.limit) return errorAnswer(refusal("PLATFORM.RATE_LIMIT_EXCEEDED"));
    if (!entry.authorized) return errorAnswer(refusal("PLATFORM.AUTHENTICATION_INVALID"));
    const id = request.headers.get("x-integration-id");
    if (!id) return errorAnswer(refusal("PLATFORM.INPUT_INVALID", "the header X-Integration-Id is missing"));
    const integration = findIntegration(id, knownIntegrations);
    if (!integration) return errorAnswer(refusal("PLATFORM.INTEGRATION_NOT_FOUND"));
    if (integration.state) return errorAnswer(refusal(integration.state));

    const { filters, cursor, page_size } = parseQuery(url.searchParams);
    const bound = binding(id, filters);
    const start = cursor === null ? { position: 0, nonce: 0 } : readCursor(cursor, bound);
    if (!start) return errorAnswer(refusal("PLATFORM.INPUT_INVALID", "the cursor is unknown, or belongs to other filters"));

    const found = storeOf(id).page(supportedFilters(filters, UNSUPPORTED_FILTERS[integration.slug] ?? []), start.position, page_size);
    /** @type {import("./faults.mjs").Page} */
    const page = { next: found.next === null ? null : writeCursor(found.next, 0, bound), records: found.records, replaced: new Map(), rewrite: (text) => text };
    const context = { request, n, nexts: scope.nexts, signal: request.signal, cursor: (/** @type {number} */ skip) => writeCursor(start.position + skip, start.nonce + 1, bound) };
    for (const rule of rules) rule.fault.page?.(page, context, rule.argument);
    scope.handedOut(page.next);
    return delivery(200, { "content-type": "application/json; charset=utf-8" }, pageBytes(page));
  }

  /**
   * @param {Request} request
   * @param {URL} url
   * @param {LogEntry} entry
   * @returns {Promise<import("./delivery.mjs").Delivery>}
   */
  async function decide(request, url, entry) {
    const [path, segment] = ENDPOINT.exec(url.pathname) ?? [];
    if (path === undefined) return delivery(404, { "content-type": "text/plain" }, "not found\n");
    if (cors && request.method === "OPTIONS") return preflight(request);
    if (request.method !== "GET") return delivery(405, { "content-type": "text/plain", allow: "GET" }, "method not allowed\n");

    const rate = rateHeaders();
    const scope = segment === undefined ? main : scopeOf(segment);
    const struck = scope.next(request);
    entry.faults = struck.rules.map((rule) => rule.text);
    const context = { request, n: struck.n, nexts: scope.nexts, signal: request.signal, cursor: () => "" };
    const instead = struck.rules.find((rule) => rule.fault.answer);
    const order = await (instead?.fault.answer?.(context, instead.argument, instead.name) ?? answer(request, url, entry, scope, struck));
    // A fault that answers does so without these: they are optional, and must not help where a fault is to hurt.
    if (!instead) for (const [name, value] of Object.entries(rate)) order.headers.set(name, value);
    for (const rule of struck.rules) rule.fault.deliver?.(order, rule.argument);
    return order;
  }

  /** @param {Request} request */
  function preflight(request) {
    return delivery(204, { "access-control-allow-methods": "GET", "access-control-allow-headers": request.headers.get("access-control-request-headers") ?? "", "access-control-max-age": "600" }, "");
  }

  /**
   * Takes what the global `fetch` takes, and can stand in for it.
   * @param {RequestInfo | URL} input
   * @param {RequestInit} [init]
   * @returns {Promise<Response>}
   */
  async function fetch(input, init) {
    const request = input instanceof Request && init === undefined ? input : new Request(input, init);
    const url = new URL(request.url);
    const entry = log(request, url);
    request.signal?.throwIfAborted();
    let order;
    try {
      order = await decide(request, url, entry);
    } catch (error) {
      if (error instanceof BadInput) order = errorAnswer(refusal("PLATFORM.INPUT_INVALID", error.message));
      else if (error instanceof BadSpec) order = delivery(501, { "content-type": "text/plain" }, `${error.message}\n`);
      else throw error;
    }
    entry.status = order.status;
    order.headers.set("x-request-id", `sandbox-${entry.n}`);
    order.head_delay_ms += latency_ms;
    if (cors) {
      order.headers.set("access-control-allow-origin", "*");
      order.headers.set("access-control-expose-headers", FOR_PAGES);
    }
    return deliver(order, request.signal, entry);
  }

  return {
    fetch,
    /** Every request, in the order of arrival. */
    requests,
    /** Faults for the requests without a `/fault/` path. */
    faults: main,
    /** The integrations that answer. */
    integrations: [...knownIntegrations],
    /** The records of an integration, to read or to change. */
    of: storeOf,
    /**
     * What a complete walk has to return: every matching record, in order.
     * @param {Record<string, any>} [request] the client's own names; lists as arrays, dates as Date or text
     * @param {string} [integration] default the first
     * @returns {Record<string, any>[]}
     */
    truth(request = {}, integration = integrations[0]) {
      const params = new URLSearchParams();
      for (const [name, value] of Object.entries(request)) params.set(name, value instanceof Date ? value.toISOString() : String(value));
      const { filters } = parseQuery(params);
      return storeOf(integration).all(supportedFilters(filters, UNSUPPORTED_FILTERS[integration.split(":")[0]] ?? []));
    },
    /** The sandbox's time, in ms. Moving it on anonymises what has been deleted for long enough. */
    get now() {
      return clock.now;
    },
    set now(ms) {
      clock.now = ms;
    },
  };
}

/** @typedef {ReturnType<typeof createSandbox>} Sandbox */

/**
 * The base to give to a client, so that faults strike.
 * @param {string} origin such as `http://127.0.0.1:8787`
 * @param {string} [spec]
 * @param {string} [id] tells apart walks with the same faults
 */
export function baseUrl(origin, spec, id) {
  return spec === undefined ? `${origin}/v1` : `${origin}/fault/${encodeURIComponent(spec)}${id === undefined ? "" : `~${id}`}/v1`;
}
