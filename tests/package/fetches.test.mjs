// "`fetch` is called as `fetch(url, init)` with plain values": with every common implementation of fetch, a client walks,
// aborts, keeps to `max_body_bytes`, and detects and retries failed connections.
//
// The implementations are npm packages: node-fetch in both major versions, and cross-fetch because it wraps one of
// them.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import crossFetch from "cross-fetch";
import nodeFetch2 from "node-fetch";
import nodeFetch3 from "node-fetch-3";
import * as undici from "undici";
import { createSandbox } from "../sandbox/sandbox.mjs";
import { serve } from "../sandbox/server.mjs";
import { source } from "../sandbox/source.mjs";
import { startIsolate } from "./isolates.mjs";
import { client, Kombo, numbered, page, play, rejection, text } from "./kit.mjs";
import { assertWhole, expected } from "./truth.mjs";
import { COMPATIBILITY_DATES } from "./workers.mjs";

const { ConnectionDropped } = await source("testing/faults");

const agent = new undici.Agent();
/** A minimal response that a walk accepts: a status, a header's value, all bytes at once. */
const mock = async (url, init) => {
  const response = await fetch(url, init);
  return { status: response.status, headers: { get: (name) => response.headers.get(name) }, arrayBuffer: () => response.arrayBuffer() };
};
const FETCHES = {
  "the runtime's own, by default": undefined,
  "the runtime's own": fetch,
  "npm's undici": undici.fetch,
  "npm's undici behind an agent": (url, init) => undici.fetch(url, { ...init, dispatcher: agent }),
  "node-fetch 3": nodeFetch3,
  "node-fetch 2": nodeFetch2,
  "cross-fetch": crossFetch,
  "a wrapper that adds a header": (url, init) => fetch(url, { ...init, headers: { ...init.headers, "x-trace": "t" } }),
  "a wrapper that makes a Request": (...parameters) => fetch(new Request(...parameters)),
  "a wrapper that makes a URL": (url, init) => fetch(new URL(url), init),
  "a mock with the least of a response": mock,
};

const sandbox = createSandbox({ candidates: 50 });
const truth = expected(sandbox);
/** Answers instead of the sandbox, if set. @type {((request: Request) => Promise<Response>) | undefined} */
let instead;
/** @type {{ url: string, close: () => Promise<void> }} */
let server;
before(async () => void (server = await serve({ fetch: (request) => (instead ?? sandbox.fetch)(request) })));
after(async () => {
  await agent.close();
  await server?.close();
});

const connect = (fetch, options) =>
  new Kombo({ server_url: `${server.url}/v1`, api_key: "sandbox-key", integration_id: "workday:sandbox", fetch, retry: { base_ms: 0 }, ...options });

async function whileServing(answer, work) {
  instead = answer;
  try {
    return await work();
  } finally {
    instead = undefined;
  }
}

for (const [name, fetch] of Object.entries(FETCHES)) {
  test(`${name}: walks several pages`, async () => {
    const since = sandbox.requests.length;
    const records = await connect(fetch).ats.getCandidates({ page_size: 20 }).toArray({ limit: 100 });
    assertWhole(records, truth);
    const asked = sandbox.requests.slice(since);
    assert.equal(asked.length, Math.ceil(truth.length / 20));
    assert.ok(asked.every(({ authorized, headers }) => authorized && headers["x-integration-id"] === "workday:sandbox"));
    if (name.endsWith("header")) assert.ok(asked.every(({ headers }) => headers["x-trace"] === "t"));
  });

  test(`${name}: is aborted while it waits for the headers`, async () => {
    const controller = new AbortController();
    let gone;
    const left = new Promise((resolve) => (gone = resolve));
    const hang = (request) =>
      new Promise((_, reject) => {
        request.signal.addEventListener("abort", () => (gone(), reject(new ConnectionDropped("gone"))));
        controller.abort("mine");
      });
    await whileServing(hang, async () => {
      assert.equal(await rejection(connect(fetch).ats.getCandidates({}, { signal: controller.signal })), "mine");
      // The connection must be closed, not only abandoned.
      await left;
    });
  });

  test(`${name}: is aborted in the body`, async () => {
    const controller = new AbortController();
    let gone;
    const left = new Promise((resolve) => (gone = resolve));
    const hang = async (request) => {
      request.signal.addEventListener("abort", gone);
      return new Response(
        new ReadableStream({
          start: (stream) => stream.enqueue(new TextEncoder().encode('{"status":')),
          pull: () => (setImmediate(() => controller.abort("mine")), left),
        }),
      );
    };
    await whileServing(hang, async () => {
      assert.equal(await rejection(connect(fetch).ats.getCandidates({}, { signal: controller.signal })), "mine");
      await left;
    });
  });

  test(`${name}: max_body_bytes is enforced`, async () => {
    const error = await rejection(connect(fetch, { max_body_bytes: 1000 }).ats.getCandidates());
    assert.deepEqual([error.kind, error.retryable, error.attempts], ["decode", false, 1]);
    assert.match(error.message, /max_body_bytes/);
  });

  test(`${name}: a connection that fails or breaks off is retried`, async () => {
    const drop = () => Promise.reject(new ConnectionDropped("gone"));
    const cut = async () =>
      new Response(
        new ReadableStream({
          start: (stream) => stream.enqueue(new TextEncoder().encode('{"status":"success","data":{')),
          pull: drop,
        }),
        { headers: { "content-length": "1000" } },
      );
    for (const failing of [drop, cut]) {
      let count = 0;
      const flaky = (request) => (++count === 1 ? failing() : sandbox.fetch(request));
      // node-fetch 2 does not notice a body that breaks off. The timeout does.
      const { meta } = await whileServing(flaky, () => connect(fetch, { timeout_ms: 1000 }).ats.getCandidates());
      assert.deepEqual([meta.attempts, count], [2, 2], failing.name);
    }
  });

  test(`${name}: a closed port gives the error of a failed connection`, async () => {
    const kombo = connect(fetch, { server_url: "http://127.0.0.1:1/v1", retry: { base_ms: 0, max_attempts: 2 } });
    const error = await rejection(kombo.ats.getCandidates());
    assert.deepEqual([error.kind, error.retryable, error.attempts], ["network", true, 2]);
    assert.match(error.message, /connection/);
    assert.ok(error.cause);
  });
}

test("fetch is called with plain values that can be cloned", async () => {
  const calls = [];
  const answer = numbered(3);
  const note = (...parameters) => (calls.push(parameters), answer(...parameters));
  for await (const _ of client(note).ats.getCandidates({ email: "jo@example.com" }, { headers: { "x-trace": "t" } }));
  assert.equal(calls.length, 3);
  for (const [n, [url, init, ...more]] of calls.entries()) {
    assert.equal(typeof url, "string");
    assert.equal(new URL(url).searchParams.get("cursor"), n === 0 ? null : String(n + 1));
    assert.deepEqual([Object.keys(init).sort(), more], [["headers", "method", "redirect", "signal"], []]);
    assert.deepEqual([init.method, init.redirect], ["GET", "manual"]);
    assert.ok(init.signal instanceof AbortSignal);
    assert.equal(typeof init.headers.get, "undefined");
    assert.ok(Object.values(structuredClone(init.headers)).every((value) => typeof value === "string"));
  }
  // Each call has its own objects, so a change to one call does not affect another.
  assert.notEqual(calls[0][1], calls[1][1]);
  assert.notEqual(calls[0][1].headers, calls[1][1].headers);
});

test("a wrapper's changes to its init do not reach the next attempt", async () => {
  const answer = play(text("", 503), page(null));
  const seen = [];
  const rude = (url, init) => {
    seen.push([init.headers.authorization ?? init.headers.Authorization, init.method]);
    for (const name of Object.keys(init.headers)) delete init.headers[name];
    init.method = "POST";
    return answer(url, { signal: init.signal });
  };
  assert.equal((await client(rude).ats.getCandidates()).meta.attempts, 2);
  assert.deepEqual(seen, Array(2).fill(["Bearer sk-planted-key-0123456789", "GET"]));
});

const WORKER = `import { Kombo } from "kombo-edge";
export default { async fetch(request, env) {
  const wrap = (url, init) => env.KOMBO.fetch(url, init);
  const rebuild = (...parameters) => env.KOMBO.fetch(new Request(...parameters));
  const bound = env.KOMBO.fetch.bind(env.KOMBO);
  const all = {};
  for (const [name, fetch] of Object.entries({ wrap, rebuild, bound })) {
    const kombo = (more) => new Kombo({ server_url: "https://kombo.internal/v1", api_key: "sandbox-key", integration_id: "workday:sandbox", fetch, retry: false, ...more });
    const kindOf = (error) => error?.kind ?? error;
    const records = await kombo().ats.getCandidates({ page_size: 20 }).toArray({ limit: 100 }).catch(kindOf);
    const large = await kombo({ max_body_bytes: 1000 }).ats.getCandidates().then(String, kindOf);
    const controller = new AbortController();
    const on_event = () => controller.abort("mine");
    const aborted = await kombo({ on_event }).ats.getCandidates({}, { signal: controller.signal }).then(String, kindOf);
    all[name] = { records, large, aborted };
  }
  return Response.json(all);
} };`;

for (const compatibilityDate of COMPATIBILITY_DATES) {
  test(`a service binding in workerd of ${compatibilityDate}: walks, is aborted, and max_body_bytes is enforced`, async (t) => {
    const KOMBO = (request) => sandbox.fetch(new Request(request.url, { headers: [...request.headers] }));
    const isolate = await startIsolate({ worker: WORKER, compatibilityDate, more: { serviceBindings: { KOMBO } } });
    t.after(isolate.stop);
    const given = JSON.parse(await isolate.ask("/"));
    for (const [name, { records, large, aborted }] of Object.entries(given)) {
      assert.ok(Array.isArray(records), `${name}: ${records}`);
      assertWhole(records, truth);
      assert.deepEqual([large, aborted], ["decode", "mine"], name);
    }
  });
}
