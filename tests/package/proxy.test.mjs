// The proxy: what it passes, what it sends to Kombo, what it returns. Refusals: proxy-attacks.test.mjs.

import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./install.mjs";
import { all, asked, failure, json, KEY, Kombo, never, page, play, record, rejection, text } from "./kit.mjs";
import { ask, ORIGIN, PATH, proxy } from "./proxies.mjs";

const { createProxy } = await load("proxy.js");

/** The client of a page behind this proxy. */
const behind = (handler, options = {}) =>
  new Kombo({
    server_url: "https://app.example.com/kombo",
    retry: { base_ms: 0 },
    fetch: (...parameters) => {
      const request = asked(...parameters);
      return handler(new Request(request, { headers: { ...Object.fromEntries(request.headers), origin: ORIGIN } }), {});
    },
    ...options,
  });

test("a page walks all candidates through the proxy, with the proxy's key and integration", async () => {
  const upstream = play(page("2", [record("a")]), page(null, [record("b")]));
  const handler = proxy(upstream, { base_path: "/kombo" });
  const pages = await all(behind(handler).ats.getCandidates({ page_size: 1, ids: ["x", "y"], email: "a+b@example.com", include_deleted: true }));
  assert.deepEqual(
    pages.flatMap(({ results }) => results.map(({ id }) => id)),
    ["a", "b"],
  );
  const [first, second] = upstream.requests;
  assert.equal(first.headers.get("authorization"), `Bearer ${KEY}`);
  assert.equal(first.headers.get("x-integration-id"), "workday:authorized");
  assert.equal(first.redirect, "manual");
  assert.equal(first.method, "GET");
  const sent = new URL(first.url);
  assert.equal(sent.origin + sent.pathname, "https://api.kombo.dev/v1/ats/candidates");
  assert.deepEqual(Object.fromEntries(sent.searchParams), { page_size: "1", ids: "x,y", email: "a+b@example.com", include_deleted: "true" });
  assert.equal(new URL(second.url).searchParams.get("cursor"), "2");
});

test("the proxy sends the same request as the client, for every parameter", async () => {
  const requests = [
    {},
    { cursor: "a=&b %" },
    { updated_after: "2026-01-31T00:00:00.000Z", ignore_unsupported_filters: false },
    { first_name: "Zoë & Søn", last_name: "O'Neil" },
    { job_ids: "j", remote_ids: ["ä", "b c"] },
  ];
  for (const request of requests) {
    const [direct, through] = [play(page(null)), play(page(null))];
    await new Kombo({ api_key: KEY, integration_id: "workday:authorized", fetch: direct }).ats.getCandidates(request);
    await behind(proxy(through, { base_path: "/kombo" })).ats.getCandidates(request);
    assert.equal(through.requests[0].url, direct.requests[0].url);
    assert.deepEqual([...through.requests[0].headers], [...direct.requests[0].headers]);
  }
});

test("the region, another server and a key from the Worker's env are used", async () => {
  const seen = [];
  const upstream = play(page(null));
  const handler = proxy(upstream, {
    server: "us",
    api_key: async (env) => env.KOMBO_API_KEY,
    authorize: (...given) => (seen.push(given), { integration_id: "greenhouse:1" }),
  });
  const [env, ctx, request] = [{ KOMBO_API_KEY: "from-env" }, {}, ask()];
  assert.equal((await handler(request, env, ctx)).status, 200);
  assert.deepEqual(seen, [[request, env, ctx]]);
  assert.equal(upstream.requests[0].headers.get("authorization"), "Bearer from-env");
  assert.match(upstream.requests[0].url, /^https:\/\/api\.us\.kombo\.dev\/v1\//);
  const other = play(page(null));
  await proxy(other, { server_url: "https://kombo.example.com/v1" })(ask(), {});
  assert.equal(other.requests[0].url, "https://kombo.example.com/v1/ats/candidates");
});

test("a response has the records and the rate limits, and no other header of the server", async () => {
  const upstream = play(
    page(null, [record("a")], {
      "retry-after": "3",
      "retry-after-ms": "3000",
      "ratelimit-limit": "100",
      "ratelimit-remaining": "7",
      "ratelimit-reset": "12",
      "set-cookie": "session=1",
      server: "cloudflare",
      "x-request-id": "req-1",
      "x-powered-by": "x",
      "access-control-allow-origin": "*",
      etag: "1",
    }),
  );
  const response = await proxy(upstream)(ask(), {});
  assert.deepEqual(Object.fromEntries(response.headers), {
    "access-control-allow-credentials": "true",
    "access-control-allow-origin": ORIGIN,
    "access-control-expose-headers": "retry-after, retry-after-ms, ratelimit-limit, ratelimit-remaining, ratelimit-reset",
    "cache-control": "no-store",
    "content-type": "application/json",
    "ratelimit-limit": "100",
    "ratelimit-remaining": "7",
    "ratelimit-reset": "12",
    "retry-after": "3",
    "retry-after-ms": "3000",
    vary: "origin",
    "x-content-type-options": "nosniff",
  });
  assert.deepEqual(await response.json(), { status: "success", data: { next: null, results: [record("a")] } });
});

test("bytes are passed as they come, and a page that leaves ends the request to Kombo", async () => {
  let gone;
  const aborted = new Promise((resolve) => (gone = resolve));
  const first = new TextEncoder().encode('{"status":"success",');
  const upstream = async (...parameters) => {
    asked(...parameters).signal.addEventListener("abort", () => gone());
    return new Response(new ReadableStream({ start: (controller) => controller.enqueue(first) }));
  };
  const reader = (await proxy(upstream)(ask(), {})).body.getReader();
  assert.deepEqual((await reader.read()).value, first);
  await reader.cancel();
  await aborted;
});

test("a page that leaves before the response ends the request too", async () => {
  const upstream = never();
  const controller = new AbortController();
  const answer = proxy(upstream)(ask({ signal: controller.signal }), {});
  await upstream.called;
  controller.abort();
  await answer;
  assert.equal(upstream.aborted, 1);
});

test("Kombo's errors keep status, code and message; the page's client waits and retries", async () => {
  const upstream = play(failure(429, "PLATFORM.RATE_LIMIT_EXCEEDED", "slow down", { "retry-after-ms": "0" }), page(null, [record("a")]));
  const client = behind(proxy(upstream, { base_path: "/kombo" }));
  assert.equal((await client.ats.getCandidates()).meta.attempts, 2);
  const refused = behind(proxy(play(failure(403, "INTEGRATION.PERMISSION_MISSING", "ask for it")), { base_path: "/kombo" }));
  const error = await rejection(refused.ats.getCandidates());
  assert.deepEqual([error.kind, error.code, error.status, error.message, error.title], ["api", "INTEGRATION.PERMISSION_MISSING", 403, "ask for it", "A label"]);
});

/** The server's behaviour, and the page's error, which never contains a text of the server. */
const FAILURES = {
  "a load balancer's page": [text("<h1>10.0.0.7 is down</h1>", 502, { "content-type": "text/html" }), 502, "PROXY.UPSTREAM_FAILED"],
  "a redirect": [new Response(null, { status: 302, headers: { location: "https://internal.example.com" } }), 502, "PROXY.UPSTREAM_FAILED"],
  "JSON that is not an envelope": [json({ detail: "10.0.0.7" }, 503), 503, "PROXY.UPSTREAM_FAILED"],
  "an envelope with more than belongs there": [
    json({ status: "error", error: { code: "A.B", message: "m", stack: "10.0.0.7" }, trace: "10.0.0.7" }, 500),
    500,
    "A.B",
  ],
  "a page of HTML with a status of 200": [text("<h1>10.0.0.7</h1>", 200, { "content-type": "text/html" }), 502, "PROXY.UPSTREAM_FAILED"],
  "a part of an answer": [text('{"10.0.0.7":', 206), 502, "PROXY.UPSTREAM_FAILED"],
  "no content": [new Response(null, { status: 204 }), 502, "PROXY.UPSTREAM_FAILED"],
  "an encoding that the runtime leaves on": [text("10.0.0.7", 200, { "content-encoding": "zstd" }), 502, "PROXY.UPSTREAM_FAILED"],
  "no connection": [new TypeError("connect ECONNREFUSED 10.0.0.7"), 502, "PROXY.UPSTREAM_UNREACHABLE"],
  "an invalid response": [() => Promise.reject(new Error("10.0.0.7")), 502, "PROXY.UPSTREAM_UNREACHABLE"],
  "an error that never ends": [text(`{"10.0.0.7":"${"x".repeat(2 ** 20)}"}`, 500), 500, "PROXY.UPSTREAM_FAILED"],
};
for (const [name, [answer, status, code]] of Object.entries(FAILURES)) {
  test(`${name}: ${status} ${code}`, async () => {
    const response = await proxy(play(answer))(ask(), {});
    const body = await response.text();
    assert.equal(response.status, status);
    assert.equal(JSON.parse(body).error.code, code);
    assert.doesNotMatch(body + JSON.stringify([...response.headers]), /10\.0\.0\.7|internal/);
  });
}

test("timeout_ms covers the headers and the body", async () => {
  const upstream = never();
  const response = await proxy(upstream, { timeout_ms: 20 })(ask(), {});
  assert.equal(response.status, 504);
  assert.equal((await response.json()).error.code, "PROXY.UPSTREAM_TIMEOUT");
  assert.equal(upstream.aborted, 1);
  const slow = async () => new Response(new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array(1)) }));
  await assert.rejects((await proxy(slow, { timeout_ms: 20 })(ask(), {})).text());
});

test("an error whose body breaks off or never ends keeps its status and Retry-After", async () => {
  const broken = () => new ReadableStream({ start: (controller) => controller.error(new Error("cut")) });
  const endless = () => new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array(1)) });
  for (const body of [broken, endless]) {
    const upstream = play(() => new Response(body(), { status: 429, headers: { "retry-after": "7" } }));
    const response = await proxy(upstream, { timeout_ms: 20 })(ask(), {});
    assert.deepEqual([response.status, response.headers.get("retry-after")], [429, "7"]);
  }
});

test("an endless stream of empty chunks ends at the timeout", async () => {
  for (const status of [200, 500]) {
    const empty = () => new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(0)) });
    const response = await proxy(
      play(() => new Response(empty(), { status })),
      { timeout_ms: 20 },
    )(ask(), {});
    await (status === 200 ? assert.rejects(response.text()) : response.text());
  }
});

test("a page that leaves while authorize is pending causes no request, and the handler ends", async () => {
  const controller = new AbortController();
  const upstream = play(page(null));
  const authorize = async () => (controller.abort(), { integration_id: "workday:1" });
  const response = await proxy(upstream, { authorize })(ask({ signal: controller.signal }), {});
  assert.equal(response.status, 502);
  assert.equal(upstream.requests.length, 0);
});

test("a response after the timeout is cancelled, and so is one that is not read", async () => {
  let cancelled;
  const gone = new Promise((resolve) => (cancelled = resolve));
  let answer;
  const body = () => new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array(1)), cancel: cancelled });
  // A fetch that ignores its signal.
  const late = () => new Promise((resolve) => (answer = () => resolve(new Response(body()))));
  assert.equal((await proxy(late, { timeout_ms: 20 })(ask(), {})).status, 504);
  answer();
  await gone;
  let unread;
  const left = new Promise((resolve) => (unread = resolve));
  const response = await proxy(async () => new Response(new ReadableStream({ cancel: unread })), { timeout_ms: 20 })(ask(), {});
  await left;
  await assert.rejects(response.text());
});

test("passed chunks are not kept in memory", async () => {
  let sent = 0;
  const upstream = async () =>
    new Response(
      new ReadableStream(
        { pull: (controller) => ((sent += 1) > 200 ? controller.close() : controller.enqueue(new Uint8Array(2 ** 20).fill(32))) },
        { highWaterMark: 0 },
      ),
    );
  const reader = (await proxy(upstream, { timeout_ms: 60_000, max_body_bytes: 2 ** 30 })(ask(), {})).body.getReader();
  let most = 0;
  while (!(await reader.read()).done) most = Math.max(most, process.memoryUsage().arrayBuffers);
  // Two hundred megabytes have passed.
  assert.ok(most < 120 * 2 ** 20, `${most}`);
});

test("a body longer than max_body_bytes is cut off", async () => {
  const handler = proxy(play(page(null, [record("a".repeat(1000))])), { max_body_bytes: 1000 });
  await assert.rejects((await handler(ask(), {})).text());
});

test("a preflight of a listed origin may send any header, by GET", async () => {
  const headers = { "access-control-request-method": "GET", "access-control-request-headers": "authorization, x-csrf" };
  const upstream = play(page(null));
  const response = await proxy(upstream)(ask({ method: "OPTIONS", headers }), {});
  assert.equal(response.status, 204);
  assert.equal(response.headers.get("access-control-allow-origin"), ORIGIN);
  assert.equal(response.headers.get("access-control-allow-methods"), "GET");
  assert.equal(response.headers.get("access-control-allow-headers"), "authorization, x-csrf");
  assert.equal(upstream.requests.length, 0);
});

test("a page of the proxy's own origin needs no Origin header when that origin is listed", async () => {
  const own = { headers: { origin: undefined, "sec-fetch-site": "same-origin" } };
  assert.equal((await proxy(play(page(null)))(ask(own, `${ORIGIN}${PATH}`), {})).status, 200);
  assert.equal((await proxy(play(page(null)))(ask(own, `https://other.example.com${PATH}`), {})).status, 403);
});

/** Wrong options throw when the proxy is created. */
const right = { api_key: KEY, authorize: () => null, allowed_origins: [ORIGIN] };
const WRONG = {
  "no options": [undefined, /options/],
  "no key": [{ authorize: right.authorize }, /`api_key` is missing/],
  "a key with a line end": [{ ...right, api_key: "a\nb" }, /`api_key`/],
  "an unknown option": [{ ...right, origins: [] }, /`origins`.*allowed_origins/],
  "an integration": [{ ...right, integration_id: "workday:1" }, /`authorize` gives it/],
  "authorize that is not a function": [{ ...right, authorize: true }, /`authorize`/],
  "origins that are not a list": [{ ...right, allowed_origins: ORIGIN }, /`allowed_origins`/],
  "any origin": [{ ...right, allowed_origins: ["*"] }, /`allowed_origins\[0\]`/],
  "a pattern": [{ ...right, allowed_origins: [ORIGIN, "https://*.example.com"] }, /`allowed_origins\[1\]`/],
  "an origin with a slash": [{ ...right, allowed_origins: [`${ORIGIN}/`] }, /`allowed_origins\[0\]`/],
  "the origin null": [{ ...right, allowed_origins: ["null"] }, /`allowed_origins\[0\]`/],
  "a mount point without a slash before it": [{ ...right, base_path: "kombo" }, /`base_path`/],
  "a mount point with a slash behind it": [{ ...right, base_path: "/kombo/" }, /`base_path`/],
  "a mount point with dots": [{ ...right, base_path: "/a/../b" }, /`base_path`/],
  "a server in clear": [{ ...right, server_url: "http://kombo.example.com" }, /`server_url`/],
  "a timeout below zero": [{ ...right, timeout_ms: -1 }, /`timeout_ms`/],
};
for (const [name, [options, message]] of Object.entries(WRONG)) {
  test(`${name} is refused at creation`, () => {
    assert.throws(
      () => createProxy(options),
      (error) => error.kind === "input" && message.test(error.message) && !error.message.includes(KEY),
    );
  });
}
