// "Events": typed, with allow-listed fields only. A handler cannot change the walk.

import assert from "node:assert/strict";
import { test } from "node:test";
import { all, client, failure, KEY, never, page, play, record, rejection, text } from "./kit.mjs";

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

/** The failures that end a walk: the server's answers, the request, and the members of the event. */
const FAILURES = {
  "Kombo's error": [
    [failure(409, "INTEGRATION.INACTIVE", "Jane Roe")],
    {},
    { attempts: 1, kind: "api", status: 409, code: "INTEGRATION.INACTIVE", retryable: false },
  ],
  "an unknown code": [[failure(409, "JANE.ROE", "Jane Roe")], {}, { attempts: 1, kind: "api", status: 409, retryable: false }],
  "the last attempt": [[new TypeError("fetch failed"), text("", 503)], {}, { attempts: 2, kind: "http", status: 503, retryable: true }],
  "no answer": [[never(), never()], {}, { attempts: 2, kind: "timeout", retryable: true }],
  "wrong input": [[], { page_size: 0 }, { attempts: 0, kind: "input", retryable: false }],
};
for (const [what, [answers, request, members]] of Object.entries(FAILURES)) {
  test(`the failure of a walk is an event, once: ${what}`, async () => {
    const events = [];
    const options = { on_event: (event) => events.push(event), retry: { max_attempts: 2, base_ms: 1 }, timeout_ms: 100 };
    await rejection(all(client(play(...answers), options).ats.getCandidates(request)));
    const failures = events.filter(({ type }) => type === "failure");
    assert.deepEqual(failures, [{ type: "failure", page: 1, ...members }]);
    assert.equal(events.at(-1), failures[0]);
  });
}

test("the failure of a later page has its number, also with `ndjson({ end: true })`, whose reader gets the error as data", async () => {
  for (const read of [(pages) => rejection(all(pages)), (pages) => all(pages.ndjson({ end: true }))]) {
    const events = [];
    const fetch = play(page("a", [record("1")]), page("b", [record("2")]), failure(401, "PLATFORM.AUTHENTICATION_INVALID"));
    await read(client(fetch, { on_event: (event) => events.push(event) }).ats.getCandidates());
    const [{ page: number, code }, ...more] = events.filter(({ type }) => type === "failure");
    assert.deepEqual([number, code, more], [3, "PLATFORM.AUTHENTICATION_INVALID", []]);
  }
});

test("no event of a failure follows an abort, or a page that was fetched ahead and not requested", async () => {
  const events = [];
  const on_event = ({ type }) => events.push(type);
  const controller = new AbortController();
  const stuck = never();
  const aborted = rejection(all(client(play(stuck), { on_event }).ats.getCandidates({}, { signal: controller.signal })));
  await stuck.called;
  controller.abort("mine");
  assert.equal(await aborted, "mine");
  const fetch = play(page("a", [record("1")]), page("b", [record("2")]), failure(401, "PLATFORM.AUTHENTICATION_INVALID"));
  let pages = 0;
  for await (const _ of client(fetch, { on_event }).ats.getCandidates()) if ((pages += 1) === 2) break;
  assert.ok(!events.includes("failure"), events.join());
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
