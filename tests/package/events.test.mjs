// "Events": typed, with allow-listed fields only. A handler cannot change the walk.

import assert from "node:assert/strict";
import { test } from "node:test";
import { all, client, failure, KEY, page, play, record } from "./kit.mjs";

async function walk(fetch, options, request) {
  const events = [];
  await all(client(fetch, { on_event: (event) => events.push(event), ...options }).ats.getCandidates(request));
  return events;
}

test("a walk emits an event for every request, answer, wait and page", async () => {
  const fetch = play(
    failure(429, "PLATFORM.RATE_LIMIT_EXCEEDED", "Jane Roe", { "retry-after-ms": "1" }),
    page("a", [record("1", { title: 5 })], { "ratelimit-remaining": "9" }),
    page(null),
  );
  const events = await walk(fetch, { server_url: "http://127.0.0.1:1/v1" }, { email: "jane.roe@example.com" });
  for (const event of events) {
    for (const name of ["duration_ms", "bytes"]) {
      if (name in event) assert.ok(typeof event[name] === "number" && event[name] >= 0, name);
      delete event[name];
    }
  }
  const path = "/v1/ats/candidates";
  const rate_limit = { limit: null, remaining: 9, reset_ms: null };
  assert.deepEqual(events, [
    { type: "request", method: "GET", path, page: 1, attempt: 1 },
    { type: "response", path, page: 1, attempt: 1, status: 429 },
    { type: "retry", page: 1, attempt: 1, wait_ms: 1, kind: "api", status: 429, code: "PLATFORM.RATE_LIMIT_EXCEEDED" },
    { type: "request", method: "GET", path, page: 1, attempt: 2 },
    { type: "response", path, page: 1, attempt: 2, status: 200, rate_limit },
    { type: "page", page: 1, records: 1, issues: 1, attempts: 2, more: true },
    { type: "request", method: "GET", path, page: 2, attempt: 1 },
    { type: "response", path, page: 2, attempt: 1, status: 200 },
    { type: "page", page: 2, records: 0, issues: 0, attempts: 1, more: false },
  ]);
});

test("no event contains the key, a query, a header or personal data", async () => {
  const planted = "jane.roe@example.com";
  const fetch = play(
    failure(503, planted, planted),
    new TypeError(`${planted} ${KEY}`),
    page(planted, [record(planted, { first_name: { [planted]: KEY } })]),
    page(null),
  );
  const events = await walk(fetch, {}, { email: planted, first_name: "planted" });
  assert.ok(events.length > 8);
  const text = JSON.stringify(events);
  for (const secret of [planted, KEY, "planted", "workday", "authorization"]) assert.ok(!text.includes(secret), secret);
});

test("a handler that throws, rejects or starts another walk has no effect", async () => {
  let kombo;
  const inner = [];
  const handlers = [
    () => {
      throw new Error("mine");
    },
    async () => {
      throw new Error("mine");
    },
    () => ({ then: (_, reject) => reject("mine") }),
    (event) => {
      if (event.type === "page" && inner.length === 0) inner.push(kombo.ats.getCandidates().then((one) => one.results.length));
    },
  ];
  for (const on_event of handlers) {
    kombo = client(play(page("a", [record("1")]), page(null, [record("2")])), { on_event });
    assert.equal((await kombo.ats.getCandidates().toArray({ limit: 9 })).length, 2);
  }
  assert.deepEqual(await Promise.all(inner), [1]);
});
