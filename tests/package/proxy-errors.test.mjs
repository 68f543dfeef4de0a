// `on_error`: the exceptions that the proxy's own errors do not describe.

import assert from "node:assert/strict";
import { test } from "node:test";
import { failure, KEY, never, page, play, text } from "./kit.mjs";
import { ask, PATH, proxy } from "./proxies.mjs";

const mine = new Error("mine");
const throws = () => {
  throw mine;
};
const ENV = { name: "env" };
const CONTEXT = { name: "ctx" };

/** The proxy's answer, its body's end included, and the calls of `on_error`. */
async function asked(fetch, options, request = ask()) {
  const calls = [];
  const response = await proxy(fetch, { ...options, on_error: (...call) => void calls.push(call) })(request, ENV, CONTEXT);
  const body = await response.text().catch(() => "broken off");
  return { status: response.status, code: body.startsWith("{") ? JSON.parse(body).error?.code : body, calls };
}

/** A response whose body fails after some bytes. */
const broken = () =>
  new Response(
    new ReadableStream({
      pull: (controller) => controller.error(mine),
      start: (controller) => controller.enqueue(new TextEncoder().encode('{"status":')),
    }),
    { headers: { "content-type": "application/json" } },
  );

const REPORTED = {
  "authorize throws": [play(), { authorize: throws }, 500, "PROXY.INTERNAL", mine],
  "authorize rejects": [play(), { authorize: async () => throws() }, 500, "PROXY.INTERNAL", mine],
  "authorize gives no integration": [play(), { authorize: () => ({ integration_id: undefined }) }, 500, "PROXY.INTERNAL", /integration_id/],
  "api_key throws": [play(), { api_key: throws }, 500, "PROXY.INTERNAL", mine],
  "api_key rejects": [play(), { api_key: async () => throws() }, 500, "PROXY.INTERNAL", mine],
  "the key is missing": [play(), { api_key: () => undefined }, 500, "PROXY.INTERNAL", /api_key/],
  "fetch throws": [throws, {}, 502, "PROXY.UPSTREAM_UNREACHABLE", mine],
  "Kombo's body breaks off": [async () => broken(), {}, 200, "broken off", mine],
};
for (const [what, [fetch, options, status, code, thrown]] of Object.entries(REPORTED)) {
  test(`on_error gets the exception and the request when ${what}`, async () => {
    const request = ask();
    const answer = await asked(fetch, options, request);
    assert.deepEqual([answer.status, answer.code, answer.calls.length], [status, code, 1]);
    const [[error, ...rest]] = answer.calls;
    if (thrown === mine) assert.equal(error, mine);
    else assert.match(error.message, thrown);
    assert.deepEqual(rest, [request, ENV, CONTEXT]);
  });
}

const left = new AbortController();
const NOT_REPORTED = {
  "a page": [play(page(null)), {}],
  "Kombo's error": [play(failure(409, "INTEGRATION.INACTIVE")), {}],
  "an answer that is not Kombo's": [play(text("<html>", 502)), {}],
  "another path": [play(), {}, ask({}, "https://proxy.example.com/other")],
  "wrong parameters": [play(), {}, ask({}, `https://proxy.example.com${PATH}?page_size=0`)],
  "a user that is not allowed": [play(), { authorize: () => null }],
  "a timeout of authorize": [play(), { authorize: () => new Promise(() => {}), timeout_ms: 50 }],
  "a timeout of the key": [play(), { api_key: () => new Promise(() => {}), timeout_ms: 50 }],
  "a timeout of Kombo": [play(never()), { timeout_ms: 50 }],
  "a page that leaves": [async () => (left.abort(), new Promise(() => {})), {}, ask({ signal: left.signal })],
};
for (const [what, [fetch, options, request]] of Object.entries(NOT_REPORTED)) {
  test(`on_error is not called after ${what}, which the response names`, async () => {
    assert.deepEqual((await asked(fetch, options, request)).calls, []);
  });
}

test("the response does not wait for on_error, and what it throws is ignored", async () => {
  for (const on_error of [throws, async () => throws(), () => new Promise(() => {}), () => ({ then: throws })]) {
    const response = await proxy(play(), { authorize: throws, on_error })(ask(), {});
    assert.deepEqual([response.status, (await response.json()).error.code], [500, "PROXY.INTERNAL"]);
  }
});

test("an on_error that is no function is an error of the options", () => {
  assert.throws(() => proxy(play(), { on_error: KEY }), { kind: "input", message: /`on_error` is no function/ });
});
