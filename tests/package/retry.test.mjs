// "Retry" and "time": which failures are retried, how long a walk waits, and which limits end it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { all, client, failure, KEY, never, page, play, record, rejection, text } from "./kit.mjs";

/** A client that records its events. */
function watched(fetch, options) {
  const events = [];
  const kombo = client(fetch, { on_event: (event) => events.push(event), ...options });
  return { kombo, waits: () => events.filter(({ type }) => type === "retry").map(({ wait_ms }) => wait_ms) };
}

const good = page(null, [record("1")]);
const AGAIN = [
  ["a failed connection", new TypeError("fetch failed")],
  ["a 408", text("", 408)],
  ["a 425", text("", 425)],
  ["a 429", text("", 429)],
  ["a 500", text("", 500)],
  ["an HTML 502", text("<html>", 502, { "content-type": "text/html" })],
  ["a 503", text("", 503)],
  ["a 504", text("", 504)],
  ["a body cut off", text('{"status":"success","data":{"next":null,"resul')],
  ["a 200 that is HTML", text("<html>", 200, { "content-type": "text/html" })],
  ["PLATFORM.RATE_LIMIT_EXCEEDED", failure(429, "PLATFORM.RATE_LIMIT_EXCEEDED")],
  ["PLATFORM.TASK_TIMED_OUT with a 400", failure(400, "PLATFORM.TASK_TIMED_OUT")],
  ["an unknown code with a 503", failure(503, "SOME.NEW_CODE")],
  ["a body that breaks off", () => new Response(new ReadableStream({ pull: (controller) => controller.error(new TypeError("terminated")) }))],
];
for (const [what, answer] of AGAIN) {
  test(`${what} is retried`, async () => {
    const fetch = play(answer, answer, good);
    const one = await client(fetch).ats.getCandidates();
    assert.deepEqual([one.meta.attempts, one.results.length, fetch.requests.length], [3, 1, 3]);
  });
}

const NOT_AGAIN = [
  ["a 400", text("", 400)],
  ["a 401", text("", 401)],
  ["a 404", text("", 404)],
  ["a 501", text("", 501)],
  ["a redirect", text("", 302, { location: "https://elsewhere.example.com" })],
  ["PLATFORM.AUTHENTICATION_INVALID with a 503", failure(503, "PLATFORM.AUTHENTICATION_INVALID")],
  ["INTEGRATION.SETUP_SYNC_PENDING with a 503", failure(503, "INTEGRATION.SETUP_SYNC_PENDING")],
  ["INTEGRATION.SOMETHING_NEW with a 503", failure(503, "INTEGRATION.SOMETHING_NEW")],
  ["a page without a next", text('{"status":"success","data":{"results":[]}}')],
];
for (const [what, answer] of NOT_AGAIN) {
  test(`${what} is not retried`, async () => {
    const fetch = play(answer, good);
    const error = await rejection(client(fetch).ats.getCandidates());
    assert.deepEqual([error.attempts, fetch.requests.length], [1, 1]);
  });
}

test("four attempts are the default; retry: false and the call's own options change it", async () => {
  for (const [clientRetry, callRetry, attempts] of [
    [{ base_ms: 0 }, undefined, 4],
    [{ base_ms: 0, max_attempts: 2 }, undefined, 2],
    [false, undefined, 1],
    [false, { base_ms: 0 }, 4],
    [{ base_ms: 0 }, false, 1],
  ]) {
    const fetch = play(text("", 503));
    const kombo = client(fetch, { retry: clientRetry });
    const options = callRetry === undefined ? {} : { retry: callRetry };
    const error = await rejection(kombo.ats.getCandidates({}, options));
    assert.deepEqual([error.attempts, fetch.requests.length, error.retryable], [attempts, attempts, true]);
  }
});

test("the attempts are counted anew for every page, and its meta has their number", async () => {
  const fetch = play(text("", 503), page("c"), text("", 503), text("", 503), page(null));
  const pages = await all(client(fetch).ats.getCandidates());
  assert.deepEqual(
    pages.map((one) => one.meta.attempts),
    [2, 3],
  );
});

test("a walk waits as long as the server asks, in every form of the header", async () => {
  for (const [headers, least, most] of [
    [{ "retry-after-ms": "7" }, 7, 7],
    [{ "retry-after": "0.009" }, 9, 9],
    [{ "retry-after": new Date(Date.now() + 2000).toUTCString() }, 1, 2000],
    [{ "ratelimit-reset": "0.005" }, 5, 5],
  ]) {
    const { kombo, waits } = watched(play(text("", 429, headers), good));
    await kombo.ats.getCandidates();
    const [wait] = waits();
    assert.ok(wait >= least && wait <= most, `${JSON.stringify(headers)}: ${wait}`);
  }
});

test("without a header of the server, waits are random below a doubling limit", async () => {
  const { kombo, waits } = watched(play(text("", 503)), { retry: { base_ms: 2, max_ms: 5, max_attempts: 6 } });
  await rejection(kombo.ats.getCandidates());
  const limits = [2, 4, 5, 5, 5];
  assert.ok(waits().length === 5 && waits().every((wait, at) => wait >= 0 && wait < limits[at]));
});

test("a wait beyond the deadline fails at once, and the error has the wait", async () => {
  const fetch = play(text("", 429, { "retry-after": "3600" }), good);
  const error = await rejection(client(fetch).ats.getCandidates({}, { deadline_ms: 60_000 }));
  assert.deepEqual([error.kind, error.status, error.retry_after_ms, fetch.requests.length], ["http", 429, 3_600_000, 1]);
});

test("timeout_ms ends an attempt, with a signal and without, in the headers and in the body", async () => {
  const stuck = () => new Response(new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array([123])) }));
  for (const signal of [undefined, new AbortController().signal]) {
    const silent = never();
    const error = await rejection(client(silent, { retry: false }).ats.getCandidates({}, { signal, timeout_ms: 5 }));
    assert.deepEqual([error.kind, error.retryable, silent.aborted], ["timeout", true, 1]);
    const fetch = play(stuck, good);
    assert.equal((await client(fetch, { timeout_ms: 5 }).ats.getCandidates({}, { signal })).meta.attempts, 2);
    assert.ok(fetch.requests[0].signal.aborted, "the body is given up");
  }
});

test("timeout_ms also covers the key function, and a fetch that ignores its signal", async () => {
  const pending = () => new Promise(() => {});
  for (const options of [{ api_key: pending }, { fetch: pending }]) {
    const error = await rejection(client(play(good), { retry: false, timeout_ms: 5, ...options }).ats.getCandidates());
    assert.equal(error.kind, "timeout");
  }
});

test("the deadline before the first page is an error, and after it stops the walk", async () => {
  const error = await rejection(client(never()).ats.getCandidates({}, { deadline_ms: 10 }));
  assert.deepEqual([error.kind, error.retryable, error.cursor], ["deadline", true, undefined]);
  const stuck = never();
  const fetch = play(page("c"), stuck);
  const pages = client(fetch).ats.getCandidates({}, { deadline_ms: 100 });
  assert.equal((await all(pages)).length, 1);
  assert.deepEqual([pages.stopped, pages.cursor, stuck.aborted], ["deadline", "c", 1]);
});

test("an unread body is cancelled before the next attempt", async () => {
  let cancelled = 0;
  const huge = () => {
    const stream = new ReadableStream({
      pull: (controller) => controller.enqueue(new Uint8Array(1 << 18)),
      cancel: () => void (cancelled += 1),
    });
    return new Response(stream, { status: 503 });
  };
  const fetch = play(huge, good);
  await client(fetch).ats.getCandidates();
  assert.equal(cancelled, 1);
});

test("an error has the cursor of the page that failed", async () => {
  const fetch = play(page("c1"), page("c2"), text("", 400));
  const walk = client(fetch).ats.getCandidates({ cursor: "c0" })[Symbol.asyncIterator]();
  await walk.next();
  await walk.next();
  assert.equal((await rejection(walk.next())).cursor, "c2");
  const first = await rejection(client(play(text("", 400))).ats.getCandidates({ cursor: "c0" }));
  assert.equal(first.cursor, "c0");
});

test("no retry event contains the key", async () => {
  const events = [];
  const fetch = play(failure(429, KEY, KEY), new TypeError(KEY), good);
  await client(fetch, { on_event: (event) => events.push(event) }).ats.getCandidates();
  assert.ok(!JSON.stringify(events).includes(KEY));
});
