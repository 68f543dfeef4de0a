// `authorize`: its own responses, its timeout, and pages that leave while it runs; and the timeout of the key function.

import assert from "node:assert/strict";
import { test } from "node:test";
import { KEY, never, page, play } from "./kit.mjs";
import { ask, ORIGIN, proxy } from "./proxies.mjs";

/** The page's response when `authorize` returns this one. */
async function answered(response, request = ask()) {
  const upstream = play(page(null));
  const got = await proxy(upstream, { authorize: async () => response })(request, {});
  assert.equal(upstream.requests.length, 0, "something was sent to Kombo");
  return got;
}

const CORS = ["access-control-allow-origin", "access-control-allow-credentials"];

test("a login redirect is passed to the page unchanged, readable and not cached", async () => {
  const got = await answered(Response.redirect("https://login.example.com/?next=%2Fa", 303));
  assert.equal(got.status, 303);
  assert.deepEqual(Object.fromEntries(got.headers), {
    location: "https://login.example.com/?next=%2Fa",
    "access-control-allow-credentials": "true",
    "access-control-allow-origin": ORIGIN,
    "access-control-expose-headers": "retry-after, retry-after-ms, ratelimit-limit, ratelimit-remaining, ratelimit-reset",
    "cache-control": "no-store",
    vary: "origin",
  });
  assert.equal(await got.text(), "");
});

test("a 401 keeps its body, headers, cookies and cache rules", async () => {
  const headers = [
    ["www-authenticate", 'Bearer realm="app"'],
    ["set-cookie", "a=1"],
    ["set-cookie", "b=2"],
    ["cache-control", "private, max-age=5"],
    ["vary", "cookie"],
    ["content-type", "text/plain"],
    ["access-control-expose-headers", "www-authenticate"],
  ];
  const got = await answered(new Response("who are you?", { status: 401, statusText: "Who", headers }));
  assert.deepEqual([got.status, got.statusText, await got.text()], [401, "Who", "who are you?"]);
  assert.deepEqual(got.headers.getSetCookie(), ["a=1", "b=2"]);
  for (const [name, value] of [...headers.filter(([name]) => !/cookie|vary/.test(name)), ["vary", "cookie, origin"]])
    assert.equal(got.headers.get(name), value);
  assert.deepEqual(
    CORS.map((name) => got.headers.get(name)),
    [ORIGIN, "true"],
  );
});

test("a response of authorize opens the proxy to no other origin", async () => {
  const open = () => new Response("", { headers: { "access-control-allow-origin": "*" } });
  assert.equal((await answered(open())).headers.get("access-control-allow-origin"), ORIGIN);
  const refused = await answered(open(), ask({ headers: { origin: "https://evil.example.com" } }));
  assert.deepEqual([refused.status, refused.headers.get("access-control-allow-origin")], [403, null]);
});

test("a page of the proxy's own origin gets it too", async () => {
  const own = ask({ headers: { origin: undefined, "sec-fetch-site": "same-origin" } }, `${ORIGIN}/ats/candidates`);
  const got = await answered(new Response(null, { status: 204 }), own);
  assert.deepEqual([got.status, got.body], [204, null]);
  assert.deepEqual(Object.fromEntries(got.headers), { "cache-control": "no-store", vary: "origin" });
});

test("a body is streamed, and cancelled when the page leaves", async () => {
  let cancelled;
  const gone = new Promise((resolve) => (cancelled = resolve));
  const body = new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array([1])), cancel: cancelled });
  const reader = (await answered(new Response(body))).body.getReader();
  assert.deepEqual((await reader.read()).value, new Uint8Array([1]));
  await reader.cancel();
  await gone;
});

test("a response is recognised by its shape", async () => {
  const shaped = {
    status: 418,
    headers: new Map([["x-a", "b"]]),
    body: (async function* () {
      yield new TextEncoder().encode("tea");
    })(),
  };
  const got = await answered(shaped);
  assert.deepEqual([got.status, got.headers.get("x-a"), await got.text()], [418, "b", "tea"]);
  // An integration is not a response, whatever other members it has.
  const upstream = play(page(null));
  const authorize = () => ({ integration_id: "workday:1", status: 200, headers: new Headers() });
  assert.equal((await proxy(upstream, { authorize })(ask(), {})).status, 200);
  assert.equal(upstream.requests.length, 1);
});

test("a response that cannot be sent is a 500 without details", async () => {
  const used = new Response("a");
  await used.text();
  for (const odd of [Response.error(), used, { status: 99, headers: new Headers() }, { status: 200, headers: { get: () => null } }, { status: "200" }]) {
    const got = await answered(odd);
    assert.deepEqual([got.status, (await got.json()).error.code], [500, "PROXY.INTERNAL"]);
  }
});

test("an integration_id on a prototype does not count", async () => {
  const upstream = play(page(null));
  const got = await proxy(upstream, { authorize: () => Object.create({ integration_id: "workday:1" }) })(ask(), {});
  assert.equal(got.status, 500);
  assert.equal(upstream.requests.length, 0);
});

const hanging = () => new Promise(() => {});
/** Functions that never settle, and the code of the page's error. */
const HANGING = {
  authorize: [{ authorize: hanging }, "PROXY.AUTHORIZE_TIMEOUT"],
  api_key: [{ api_key: hanging }, "PROXY.KEY_TIMEOUT"],
};
for (const [name, [options, code]] of Object.entries(HANGING)) {
  test(`${name} that never settles: 504 ${code}`, async () => {
    const upstream = play(page(null));
    const got = await proxy(upstream, { timeout_ms: 20, ...options })(ask(), {});
    assert.deepEqual([got.status, (await got.json()).error.code], [504, code]);
    assert.equal(got.headers.get("access-control-allow-origin"), ORIGIN);
    assert.equal(upstream.requests.length, 0);
  });

  test(`the page leaves while ${name} is pending: the handler ends, nothing is sent, and a late result is dropped`, async () => {
    const upstream = play(page(null));
    const controller = new AbortController();
    let asked;
    const begun = new Promise((resolve) => (asked = resolve));
    let settle;
    const late = new Promise((resolve) => (settle = resolve));
    const handler = proxy(upstream, { [name]: () => (asked(), late) });
    const answer = handler(ask({ signal: controller.signal }), {});
    await begun;
    controller.abort();
    await answer;
    let dropped;
    const given = new Promise((resolve) => (dropped = resolve));
    settle(name === "api_key" ? KEY : new Response(new ReadableStream({ cancel: dropped })));
    if (name === "authorize") await given;
    // Its work would be finished by the time that another request has passed.
    assert.equal((await proxy(play(page(null)))(ask(), {})).status, 200);
    assert.equal(upstream.requests.length, 0);
  });

  test(`${name} that rejects after the timeout causes no unhandled rejection`, async () => {
    let fail;
    const late = new Promise((_, reject) => (fail = reject));
    const got = await proxy(play(page(null)), { timeout_ms: 20, [name]: () => late })(ask(), {});
    assert.equal(got.status, 504);
    fail(new Error("late"));
    await late.catch(() => {});
    // An unhandled rejection would fail the test here.
    await new Promise((resolve) => setImmediate(resolve));
  });
}

test("the time of both functions is subtracted from Kombo's timeout", async () => {
  const slowly = (value) => () => new Promise((resolve) => setTimeout(resolve, 150, value));
  const upstream = never();
  const since = performance.now();
  const options = { timeout_ms: 400, authorize: slowly({ integration_id: "workday:1" }), api_key: slowly(KEY) };
  const got = await proxy(upstream, options)(ask(), {});
  const took = performance.now() - since;
  assert.deepEqual([got.status, (await got.json()).error.code], [504, "PROXY.UPSTREAM_TIMEOUT"]);
  assert.ok(took > 390 && took < 690, `${took} ms`);
  assert.equal(upstream.aborted, 1);
});

test("a page that has left before causes no call and no request", async () => {
  let asked = 0;
  const handler = proxy(play(page(null)), { authorize: () => ((asked += 1), { integration_id: "workday:1" }) });
  await handler(ask({ signal: AbortSignal.abort() }), {});
  assert.equal(asked, 0);
});
