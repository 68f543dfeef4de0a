// Options that are getters or proxies: when one throws, the result is an input error whose cause is the thrown value. Other
// side effects change nothing. The error comes before any request, and the module never traps.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ACTIONS, cell, MODES, made, THROWS, wrong } from "./callbacks.mjs";
import { load } from "./install.mjs";
import { KEY, Kombo, KomboError, page, play, record, rejection } from "./kit.mjs";

const { createProxy } = await load("proxy.js");

/** Valid values for every option, by object. */
const CLIENT = {
  api_key: KEY,
  integration_id: "workday:test",
  server: "eu",
  server_url: "https://kombo.test/v1",
  fetch: undefined,
  timeout_ms: 1_000,
  retry: false,
  max_body_bytes: 1 << 20,
  on_event: () => {},
  allow_key_in_browser: true,
};
const REQUEST = {
  cursor: "1",
  page_size: 5,
  updated_after: "2026-01-31T00:00:00.000Z",
  include_deleted: true,
  ids: ["a"],
  remote_ids: ["a"],
  job_ids: "a",
  email: "a@example.com",
  first_name: "a",
  last_name: "b",
  ignore_unsupported_filters: true,
};
const CALL = {
  signal: new AbortController().signal,
  timeout_ms: 1_000,
  retry: { max_attempts: 1 },
  integration_id: "workday:other",
  headers: { "x-trace": "1" },
  deadline_ms: 1_000,
  max_pages: 3,
  max_requests: 9,
  on_invalid: "report",
  select: ["id"],
  prefetch: 0,
};
const RETRY = { max_attempts: 3, base_ms: 0, max_ms: 5 };
const PROXY = {
  api_key: KEY,
  authorize: () => ({ integration_id: "workday:test" }),
  allowed_origins: ["https://app.example.com"],
  base_path: "/kombo",
  server: "eu",
  server_url: "https://kombo.test/v1",
  fetch: undefined,
  timeout_ms: 1_000,
  max_body_bytes: 1 << 20,
};

const answering = () => play(page(null, [record("a")]));
/** Makes a client and a call with these, and awaits it. A throw and a rejection count the same. */
const use = async ({ client = {}, request = {}, call = {} }) => new Kombo(client).ats.getCandidates(request, call);
const usual = (fetch) => ({ api_key: KEY, integration_id: "workday:test", fetch, retry: { base_ms: 0 } });
/** The same members, with a getter for `name`. */
const withGetter = (object, name, get) => Object.defineProperty({ ...object }, name, { get, enumerable: true });

/** The places where the package reads an object of the caller, with valid contents. */
const OBJECTS = {
  client: [CLIENT, (client) => use({ client })],
  request: [REQUEST, (request, fetch) => use({ client: usual(fetch), request })],
  call: [CALL, (call, fetch) => use({ client: usual(fetch), call })],
  "client's retry": [RETRY, (retry, fetch) => use({ client: { ...usual(fetch), retry } })],
  "call's retry": [RETRY, (retry, fetch) => use({ client: usual(fetch), call: { retry } })],
  "call's headers": [{ "x-trace": "1" }, (headers, fetch) => use({ client: usual(fetch), call: { headers } })],
  toArray: [{ limit: 5 }, async (options, fetch) => new Kombo(usual(fetch)).ats.getCandidates().toArray(options)],
  ndjson: [{ on_issues: () => {}, end: false }, async (options, fetch) => new Response(new Kombo(usual(fetch)).ats.getCandidates().ndjson(options)).text()],
  createProxy: [PROXY, async (options) => createProxy(options)],
};

for (const [where, [good, run]] of Object.entries(OBJECTS)) {
  test(`a getter of ${where} that throws gives an input error with the thrown value as its cause`, async () => {
    const failures = {};
    for (const name of Object.keys(good)) {
      for (const [what, value] of Object.entries(THROWS)) {
        const thrown = value();
        const fetch = answering();
        const given = withGetter({ ...good, ...("fetch" in good && { fetch }) }, name, () => {
          throw thrown;
        });
        const error = await rejection(run(given, fetch)).catch((error) => error);
        // A hostile value that cannot be inspected may be missing from the error.
        const cause = typeof thrown === "function" || error?.cause === thrown;
        const seen = error instanceof KomboError && error !== thrown ? [error.kind, cause, fetch.requests.length] : [`${typeof error} ${error?.message}`];
        if (seen.join() !== "input,true,0") failures[name] ??= `throws ${what}: ${seen.join()}`;
      }
    }
    assert.deepEqual(failures, {});
  });

  test(`a proxy as ${where} with a trap that throws gives an input error with the thrown value as its cause`, async () => {
    const failures = {};
    for (const trap of ["ownKeys", "get", "getOwnPropertyDescriptor", "getPrototypeOf", "has"]) {
      const thrown = new Error("mine");
      let called = 0;
      const fetch = answering();
      const target = { ...good, ...("fetch" in good && { fetch }) };
      const given = new Proxy(target, {
        [trap]: () => {
          called += 1;
          throw thrown;
        },
      });
      const error = await run(given, fetch).then(
        () => undefined,
        (error) => error,
      );
      // A trap that is never called changes nothing.
      const seen = called === 0 && error === undefined ? "whole" : [error?.kind ?? error, error?.cause === thrown, fetch.requests.length].join();
      if (seen !== "whole" && seen !== "input,true,0") failures[trap] = seen;
    }
    assert.deepEqual(failures, {});
  });
}

test("lists, dates, headers and URLs of the caller that throw give input errors with the thrown value as their cause", async () => {
  const thrown = new Error("mine");
  const fail = () => {
    throw thrown;
  };
  const iterator = {
    *[Symbol.iterator]() {
      fail();
    },
    entries: fail,
  };
  const failures = {};
  for (const [what, given] of Object.entries({
    "ids that is a list with a getter": { request: { ids: Object.defineProperty(["a"], "0", { get: fail }) } },
    "ids that cannot be iterated": { request: { ids: Object.assign(["a"], iterator) } },
    "select whose entries throw": { call: { select: Object.defineProperty(["id"], "0", { get: fail, enumerable: true }) } },
    "updated_after whose time throws": { request: { updated_after: Object.assign(new Date(0), { getTime: fail, toISOString: fail }) } },
    "server_url whose href throws": {
      client: {
        server_url: {
          get href() {
            return fail();
          },
          toString: fail,
        },
      },
    },
  })) {
    const fetch = answering();
    const error = await use({ client: { ...usual(fetch), ...given.client }, request: given.request, call: given.call }).then(
      () => undefined,
      (error) => error,
    );
    const seen = error ? [error.kind, error.cause === thrown, fetch.requests.length].join() : "whole";
    // A date or a list that is read without calling these members is fine too.
    if (seen !== "whole" && seen !== "input,true,0") failures[what] = seen;
  }
  assert.deepEqual(failures, {});
});

test("a getter with other side effects does not affect the call", async () => {
  const failures = {};
  const { aborts: _, ...actions } = ACTIONS;
  const places = Object.fromEntries([
    ...Object.entries({ api_key: KEY, timeout_ms: 1_000, on_event: () => {}, retry: { base_ms: 0 }, server: "eu" }).map(([name, value]) => [
      name,
      (hit) => ({ client: withGetter({}, name, () => hit(() => value)) }),
    ]),
    ...Object.entries({ prefetch: 1, timeout_ms: 1_000, retry: { base_ms: 0 }, max_pages: 3, headers: {} }).map(([name, value]) => [
      `a call's ${name}`,
      (hit) => ({ call: withGetter({}, name, () => hit(() => value)) }),
    ]),
  ]);
  for (const [name, place] of Object.entries(places)) {
    for (const [action, act] of Object.entries(actions)) {
      const outcome = await cell(place, (own, normal) => (act(own), normal()), 1, MODES.pages);
      const complaint = wrong(outcome, ["whole"]);
      if (complaint) failures[`${name} ${action}`] = complaint;
    }
  }
  assert.deepEqual(failures, {});
});

/** A signal by shape, with one part by the caller. */
function signal(name, hit, controller) {
  const { signal: real } = controller;
  const plain = {
    get aborted() {
      return real.aborted;
    },
    get reason() {
      return real.reason;
    },
    addEventListener: (...parameters) => real.addEventListener(...parameters),
    removeEventListener: (...parameters) => real.removeEventListener(...parameters),
  };
  const normal = () => plain[name];
  return new Proxy(plain, { get: (target, key) => (key === name ? hit(normal) : target[key]) });
}

for (const name of ["aborted", "addEventListener", "removeEventListener", "reason"]) {
  test(`a signal's ${name} that misbehaves ends only its own walk`, async () => {
    const failures = {};
    for (const at of [1, 2, 3, 6]) {
      for (const [what, value] of Object.entries(THROWS)) {
        const place = (hit, own) => ({ call: { signal: signal(name, hit, own.controller) } });
        const outcome = await cell(
          place,
          () => {
            throw value();
          },
          at,
          MODES.pages,
        );
        const complaint = wrong(outcome, ["whole", "input", "network"]);
        if (complaint) failures[`throws ${what}, call ${at}`] = complaint;
      }
      for (const [action, act] of Object.entries(ACTIONS)) {
        const place = (hit, own) => ({ call: { signal: signal(name, hit, own.controller) } });
        const outcome = await cell(place, (own, normal) => (act(own), normal()), at, MODES.pages);
        const allowed = { aborts: ["reason", "whole"], "leaves the walk": ["left", "whole"] }[action] ?? ["whole"];
        const complaint = wrong(outcome, allowed);
        if (complaint) failures[`${action}, call ${at}`] = complaint;
      }
    }
    assert.deepEqual(failures, {});
  });
}

test("an abort whose reason throws is still an abort", async () => {
  const listeners = [];
  let aborted = false;
  const given = {
    get aborted() {
      return aborted;
    },
    get reason() {
      throw new Error("mine");
    },
    addEventListener: (_, listener) => listeners.push(listener),
    removeEventListener() {},
  };
  const walk = made().ats.getCandidates({}, { signal: given })[Symbol.asyncIterator]();
  await walk.next();
  aborted = true;
  for (const listener of listeners) (listener.handleEvent ?? listener).call(given, { type: "abort" });
  const error = await rejection(walk.next());
  assert.notEqual(error?.kind, "internal");
  assert.deepEqual(await walk.next(), { done: true, value: undefined });
});
