// Faults that could make a sync lose records or stop for ever: clocks, late records, cursors that are refused or repeat,
// pages that are too large, budgets that end anywhere, states of other versions.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { Kombo, page, play, record, rejection } from "./kit.mjs";
import { DAY, HOUR, ID, Memory, MINUTE, setUp } from "./syncs.mjs";

const restarts = (events) => events.filter(({ type }) => type === "restart").map(({ reason }) => reason);
const bare = (status) => new Response("no\n", { status, headers: { "content-type": "text/plain" } });
const kombo = (fetch, more = {}) => new Kombo({ api_key: "k", integration_id: "workday:1", fetch, retry: false, ...more });

/** How far the client's clock is ahead of the server's, and whether the server sends a date. */
const CLOCKS = [
  [0, true],
  [HOUR, true],
  [-HOUR, true],
  [0, false],
  [-HOUR, false],
];
for (const [ahead_ms, dates] of CLOCKS) {
  test(`nothing is lost when the client's clock is ${ahead_ms / MINUTE} minutes ahead, the server's can${dates ? "" : "not"} be read, and records come four minutes late`, async (t) => {
    const { sandbox, client, pass } = setUp(t, { ahead_ms, dates });
    const store = await new Memory().run(client());
    const people = store.applied();
    for (let round = 0; round < 6; round += 1) {
      // Changed before the last run, and visible only now, so no clock shows it.
      sandbox.of(ID).update(people[round], { title: `Late ${round}` }, sandbox.now - 4 * MINUTE);
      pass([1, 10, 61, 3, 130, 7][round] * MINUTE);
      sandbox.of(ID).delete(people[round + 10]);
      for await (const batch of client().ats.syncCandidates({ page_size: 1 }, { state: store.state })) {
        store.apply(batch);
        // Changes during the run, also to a record that the run has already read.
        sandbox.of(ID).update(people[20], { title: `${round} ${store.batches}` });
        if (store.batches % 5 === 0) break;
      }
      await store.run(client());
      pass(MINUTE);
      await store.run(client());
      store.assertIs(sandbox);
    }
  });
}

test("machines with different clocks, and one whose clock is changed, continue one state", async (t) => {
  const { sandbox, client, pass } = setUp(t, { dates: true });
  const store = await new Memory().run(client());
  for (const [round, jump] of [HOUR, -2 * HOUR, 3 * DAY, -3 * DAY, HOUR].entries()) {
    t.mock.timers.setTime(Date.now() + jump);
    sandbox.of(ID).update(store.applied()[round], { title: `Round ${round}` });
    pass(MINUTE);
    await store.run(client());
    store.assertIs(sandbox);
  }
});

for (const [what, answer] of Object.entries({ "a bare 400": bare(400), "a bare 410": bare(410), "a bare 422": bare(422) })) {
  test(`${what} on the state's cursor restarts the run and reports it`, async () => {
    const events = [];
    const fetch = play(page("2", [record("a")]), answer, page("2", [record("b")]), page(null, [record("c")]), page(null, [record("b")]));
    const client = kombo(fetch, { on_event: (event) => events.push(event) });
    const store = await new Memory().run(client, { max_pages: 1 });
    await store.run(client);
    assert.deepEqual([...store.records.keys()].sort(), ["b", "c"]);
    assert.deepEqual(restarts(events), ["cursor"]);
  });
}

test("cursors that repeat restart the run once, and an hour later once more", async (t) => {
  t.mock.timers.enable({ apis: ["Date"], now: Date.parse("2026-01-01T00:00:00.000Z") });
  const events = [];
  const next = { undefined: "1", 1: "2", 2: "3", 3: "1" };
  let broken = true;
  const fetch = play((request) => {
    const cursor = new URL(request.url).searchParams.get("cursor") ?? "undefined";
    return page(!broken && cursor === "3" ? null : next[cursor], [record(cursor)]);
  });
  const client = kombo(fetch, { on_event: (event) => events.push(event) });
  const store = new Memory();
  for (let hour = 1; hour <= 3; hour += 1) {
    for (let time = 0; time < 3; time += 1) assert.equal((await rejection(store.run(client))).kind, "pagination");
    assert.deepEqual(restarts(events), Array(hour).fill("circle"));
    t.mock.timers.setTime(Date.now() + HOUR + 1);
  }
  broken = false;
  await store.run(client);
  assert.deepEqual([...store.records.keys()], ["undefined", "1", "2", "3"]);
});

test("a state whose cursor has failed for a day restarts", async (t) => {
  t.mock.timers.enable({ apis: ["Date"], now: Date.parse("2026-01-01T00:00:00.000Z") });
  const events = [];
  const fetch = play((request) => (new URL(request.url).searchParams.get("cursor") === "poison" ? bare(404) : page(null, [record("b")])));
  const client = kombo(fetch, { on_event: (event) => events.push(event) });
  const store = await new Memory().run(kombo(play(page("poison", [record("a")]))), { max_pages: 1 });
  for (let hour = 0; hour < 24; hour += 1) {
    assert.equal((await rejection(store.run(client))).kind, "http");
    t.mock.timers.setTime(Date.now() + HOUR);
  }
  t.mock.timers.setTime(Date.now() + 1);
  for await (const batch of client.ats.syncCandidates({}, { state: store.state })) store.apply(batch);
  assert.deepEqual([restarts(events), store.records.has("b")], [["age"], true]);
});

test("one request per call is enough: a state that restarts, or uses a smaller page size, comes in a batch without records", async () => {
  const answers = { undefined: page("2", [record("a")]), 2: bare(410) };
  let expired = true;
  const fetch = play((request) => {
    const cursor = new URL(request.url).searchParams.get("cursor") ?? undefined;
    if (cursor === "2" && !expired) return page(null, [record("b")]);
    if (cursor === "2") expired = false;
    return answers[cursor].clone();
  });
  const store = new Memory();
  const kinds = [];
  for (let call = 1; call <= 4; call += 1) {
    for await (const batch of kombo(fetch).ats.syncCandidates({}, { state: store.state, max_requests: 1 })) {
      store.apply(batch);
      kinds.push([batch.upserts.length, batch.done, batch.kind]);
    }
    assert.equal(fetch.requests.length, call);
  }
  assert.deepEqual(kinds, [
    [1, false, "full"],
    [0, false, "full"],
    [1, false, "full"],
    [1, true, "full"],
  ]);
});

for (const [what, options] of [
  ["in one call", {}],
  ["one request a call", { max_requests: 1 }],
  ["one page a call", { max_pages: 1 }],
]) {
  test(`pages longer than max_body_bytes are asked for in a smaller size, ${what}`, async (t) => {
    const { sandbox, client, pass } = setUp(t);
    const bytes = JSON.stringify(sandbox.truth({ include_deleted: "true" })).length;
    const small = client({ max_body_bytes: Math.floor(bytes / 5) });
    const store = new Memory();
    for (let call = 0, over = false; !over; call += 1) {
      for await (const batch of small.ats.syncCandidates({ page_size: 60 }, { state: store.state, ...options })) {
        store.apply(batch);
        over = batch.done;
      }
      assert.ok(call < 60);
    }
    store.assertIs(sandbox);
    // The next run uses the page size of its options again.
    pass(MINUTE);
    await store.run(small, {}, { page_size: 60 });
    assert.equal(sandbox.requests.at(-1).query.page_size, "60");
  });
}

for (const [what, options] of [
  ["in one call", {}],
  ["without look-ahead", { prefetch: 0 }],
  ["one page a call", { max_pages: 1 }],
  ["three pages a call", { max_pages: 3 }],
]) {
  test(`after a page that was too large, the page size grows again within the run, ${what}`, async (t) => {
    const { sandbox, client } = setUp(t, { candidates: 400 });
    const bytes = JSON.stringify(sandbox.truth({ include_deleted: "true" })).length;
    // Only the first request is refused, as if one record of the first page were large.
    let refused = false;
    const fetch = async (...parameters) => {
      const answer = await sandbox.fetch(...parameters);
      if (refused) return answer;
      refused = true;
      return new Response(" ".repeat(bytes + 1), answer);
    };
    const large = client({ fetch, max_body_bytes: bytes });
    const store = new Memory();
    for (let over = false; !over; ) {
      for await (const batch of large.ats.syncCandidates({ page_size: 20 }, { state: store.state, ...options })) {
        store.apply(batch);
        over = batch.done;
      }
    }
    store.assertIs(sandbox);
    const sizes = sandbox.requests.map(({ query }) => query.page_size);
    assert.deepEqual(sizes, ["20", ...Array(8).fill("10"), ...Array(16).fill("20")]);
  });
}

test("a single record that is too large is an error with advice", async (t) => {
  const { client, sandbox } = setUp(t);
  const error = await rejection(new Memory().run(client({ max_body_bytes: 500 })));
  assert.match(error.message, /max_body_bytes/);
  assert.equal(sandbox.requests.at(-1).query.page_size, "1");
});

/** A state as version 1 wrote it. */
function version1(fields) {
  const digest = (text) => createHash("sha256").update(text).digest().subarray(0, 12).toString("base64url");
  const text = Buffer.from(JSON.stringify({ ...fields, filters: digest(JSON.stringify(fields.filters)) })).toString("base64url");
  return `kombo-sync-1.${text}.${digest(text)}`;
}

test("states of version 1 are accepted, ended or unfinished, and the next run is a full one", async (t) => {
  const { sandbox, client } = setUp(t);
  const at = "2025-05-31T23:00:00.000Z";
  for (const more of [{}, { cursor: "gone", pages: 3 }, { cursor: "gone", after: at }]) {
    const state = version1({ filters: [ID, ["job_ids", ["a", "b"]]], started: at, last_full: at, ...more });
    const batches = [];
    for await (const batch of client().ats.syncCandidates({ job_ids: ["a", "b"] }, { state })) batches.push(batch);
    assert.deepEqual([batches[0].kind, batches[0].previous_state], ["full", state]);
    assert.deepEqual([sandbox.requests.at(-1).query.cursor, sandbox.requests.at(-1).query.updated_after], [undefined, undefined]);
    const asked = sandbox.requests.length;
    for (const [other, request] of [
      [client(), { job_ids: ["a", "c"] }],
      [client({ integration_id: "lever:sandbox" }), { job_ids: ["a", "b"] }],
    ]) {
      assert.equal((await rejection(Object.assign(new Memory(), { state }).run(other, {}, request))).kind, "input");
    }
    assert.equal(sandbox.requests.length, asked);
  }
});

test("the same filters in another form continue a state, and other filters do not", async (t) => {
  const { client } = setUp(t);
  const { state } = await new Memory().run(client(), {}, { job_ids: ["a", "b"], email: "Jo@example.com" });
  const go = (request, more) => Object.assign(new Memory(), { state }).run(client(more), {}, { email: "jo@example.com", ...request });
  for (const job_ids of [["b", "a"], "a,b", "b,a", ["a", "a", "b"], new Set(["b", "a"]), ["b", "a"].values()])
    await go({ job_ids, ignore_unsupported_filters: false, ids: undefined });
  for (const request of [{ job_ids: ["a"] }, { job_ids: ["a", "b"], ids: "c" }, { job_ids: ["a", "b"], ignore_unsupported_filters: true }]) {
    const error = await rejection(go(request));
    assert.deepEqual([error.kind, /other filters/.test(error.message), error.message.includes("jo@")], ["input", true, false]);
  }
  assert.equal((await rejection(go({ job_ids: "a,b" }, { integration_id: "lever:sandbox" }))).kind, "input");
});

test("a list that throws when it is read is an input error, and nothing is sent", async () => {
  const fetch = play(page(null));
  const job_ids = {
    *[Symbol.iterator]() {
      throw new Error("mine");
    },
  };
  for (const request of [
    { job_ids },
    { job_ids: [7n] },
    { job_ids: [Symbol("a")] },
    {
      job_ids: (function* () {
        for (;;) yield "a";
      })(),
    },
  ]) {
    assert.equal((await rejection(new Memory().run(kombo(fetch), {}, request))).kind, "input");
  }
  assert.equal(fetch.requests.length, 0);
});

test("a deadline that passes after the first batch ends the sync without an error", async () => {
  const never = () => new Promise(() => {});
  const fetch = play(page("2", [record("a")]), bare(410), never);
  const batches = [];
  for await (const batch of kombo(fetch).ats.syncCandidates({}, { deadline_ms: 300 })) batches.push(batch);
  assert.deepEqual(
    batches.map(({ upserts }) => upserts.length),
    [1, 0],
  );
});

/** Names that the sync reads from objects that may lack them. */
const NAMES = [
  "watermark",
  "last_full",
  "server_clock",
  "reason",
  "state",
  "overlap_ms",
  "full_every_ms",
  "select",
  "on_invalid",
  "max_pages",
  "max_requests",
  "deadline_ms",
  "page_size",
  "cursor",
  "witness",
  "request_id",
  "integration_id",
  "date",
  "head",
];

test("names on Object.prototype do not affect a sync", async () => {
  const large = page("2", [record("a", { title: "x".repeat(5000) })]);
  const fetch = play(large, page("2", [record("a")]), page(null, [record("b")]), page(null, [record("a")]), page(null));
  const events = [];
  const client = kombo(fetch, { max_body_bytes: 2000, on_event: (event) => events.push(event) });
  const store = new Memory();
  let confirmed;
  let error;
  for (const name of NAMES) Object.defineProperty(Object.prototype, name, { value: "polluted", configurable: true });
  try {
    await store.run(client);
    confirmed = await client.ats.confirmDeleted(["gone"], { witness: "a" });
    error = await rejection(client.ats.confirmDeleted(["gone"], { witness: "a" }));
  } finally {
    for (const name of NAMES) delete Object.prototype[name];
  }
  assert.deepEqual([...store.records.keys()], ["a", "b"]);
  assert.deepEqual(restarts(events), []);
  assert.deepEqual(confirmed, { gone: ["gone"], present: [] });
  assert.deepEqual([error.kind, /nothing is decided/.test(error.message), error.request_id], ["decode", true, null]);
});
