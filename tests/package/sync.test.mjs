// `syncCandidates` with the sandbox, whose data changes meanwhile: a store that applies the batches equals the sandbox,
// wherever the sync was interrupted and resumed.

import assert from "node:assert/strict";
import { test } from "node:test";
import { failure, Kombo, page, play, record, rejection } from "./kit.mjs";
import { DAY, Memory, MINUTE, setUp } from "./syncs.mjs";

test("the first run fetches everything, the next one the changes, and the store equals the server", async (t) => {
  const { sandbox, client, pass } = setUp(t);
  const store = await new Memory().run(client());
  store.assertIs(sandbox);
  assert.equal(store.batches, 9);
  const [first] = sandbox.requests;
  assert.equal(first.query.include_deleted, "true");
  assert.equal(first.query.updated_after, undefined);

  pass(10 * MINUTE);
  const kombo = sandbox.of("workday:sandbox");
  const [a, b, c] = store.applied();
  kombo.update(a, { first_name: "Renamed" });
  kombo.delete(b);
  kombo.touchApplication(c, store.application(c));
  pass(MINUTE);
  const asked = sandbox.requests.length;
  await store.run(client());
  store.assertIs(sandbox);
  assert.equal(sandbox.requests[asked].query.updated_after, "2025-05-31T23:55:00.000Z");
  assert.equal(store.batches, 10);
});

test("a change during a run is found by this run or the next, also when it does not move changed_at", async (t) => {
  const { sandbox, client, pass } = setUp(t);
  const store = new Memory();
  const kombo = sandbox.of("workday:sandbox");
  for await (const batch of client().ats.syncCandidates({ page_size: 7 })) {
    store.apply(batch);
    pass(MINUTE);
    const [first] = store.applied();
    if (store.batches === 3) kombo.touchApplication(first, store.application(first));
    if (store.batches === 4) kombo.delete(store.applied()[1]);
    if (store.batches === 5) kombo.create({ first_name: "New" });
  }
  pass(MINUTE);
  await store.run(client());
  store.assertIs(sandbox);
});

test("a sync interrupted after every batch and resumed by another process gives the same store, with no page more than twice", async (t) => {
  const { sandbox, client } = setUp(t);
  for (let cut = 1; cut <= 9; cut += 1) {
    const store = new Memory();
    const asked = sandbox.requests.length;
    for await (const batch of client().ats.syncCandidates({ page_size: 7 })) {
      store.apply(batch);
      if (store.batches === cut) break;
    }
    await store.run(client());
    store.assertIs(sandbox);
    const cursors = sandbox.requests
      .slice(asked)
      .filter(({ query }) => query.updated_after === undefined)
      .map(({ query }) => query.cursor ?? "first");
    const most = Math.max(...Object.values(Object.groupBy?.(cursors, String) ?? { x: [1] }).map((list) => list.length));
    assert.ok(most <= 2, `${most}`);
  }
});

test("a batch that was returned but not stored comes again", async (t) => {
  const { sandbox, client } = setUp(t);
  const store = new Memory();
  for await (const batch of client().ats.syncCandidates({ page_size: 7 })) {
    if (store.batches === 4) break;
    store.apply(batch);
  }
  await store.run(client());
  store.assertIs(sandbox);
});

test("budgets end a run early, and the state continues it; the watermark moves only at the end", async (t) => {
  const { sandbox, client, pass } = setUp(t);
  const store = new Memory();
  for (let turn = 0; turn < 5; turn += 1) {
    await store.run(client(), { max_pages: 2 });
    pass(10 * MINUTE);
  }
  store.assertIs(sandbox);
  const asked = sandbox.requests.length;
  await store.run(client());
  // This run asks for changes since the start of the long one, not since its end.
  assert.equal(sandbox.requests[asked].query.updated_after, "2025-05-31T23:55:00.000Z");
});

test("every seven days everything is fetched, and records that did not come are deleted", async (t) => {
  const { sandbox, client, pass } = setUp(t);
  const store = await new Memory().run(client());
  store.records.set("ghost", { record: {} });
  store.seen.set("ghost", "before");
  pass(6 * DAY);
  await store.run(client());
  assert.ok(store.records.has("ghost"));
  pass(DAY + MINUTE);
  const asked = sandbox.requests.length;
  await store.run(client());
  assert.equal(sandbox.requests[asked].query.updated_after, undefined);
  store.assertIs(sandbox);
  pass(MINUTE);
  await store.run(client(), { full_every_ms: 0 });
  assert.equal(sandbox.requests.at(-1).query.updated_after, undefined);
});

test("deleted candidates are anonymised after 14 days, and the store follows", async (t) => {
  const { sandbox, client, pass } = setUp(t);
  const store = await new Memory().run(client());
  const [id] = store.applied();
  pass(MINUTE);
  sandbox.of("workday:sandbox").delete(id);
  await store.run(client());
  store.assertIs(sandbox);
  pass(15 * DAY);
  await store.run(client());
  store.assertIs(sandbox);
});

test("an expired cursor restarts the run once, with an event", async (t) => {
  const { sandbox, client, events, pass } = setUp(t);
  const store = await new Memory().run(client());
  pass(MINUTE);
  for (const id of [...store.records.keys()].slice(0, 30)) sandbox.of("workday:sandbox").update(id, { title: "Changed" });
  await store.run(client(), { max_pages: 2 });
  sandbox.faults.push("expired-cursor@1");
  const asked = sandbox.requests.length;
  await store.run(client());
  store.assertIs(sandbox);
  assert.deepEqual(
    events.filter(({ type }) => type === "restart"),
    [{ type: "restart", reason: "cursor" }],
  );
  assert.deepEqual(
    sandbox.requests.slice(asked, asked + 2).map(({ query }) => [query.updated_after, query.cursor === undefined]),
    [
      ["2025-05-31T23:55:00.000Z", false],
      ["2025-05-31T23:55:00.000Z", true],
    ],
  );

  pass(MINUTE);
  for (const id of [...store.records.keys()].slice(0, 30)) sandbox.of("workday:sandbox").update(id, { title: "Again" });
  await store.run(client(), { max_pages: 2 });
  sandbox.faults.push("expired-cursor@1,expired-cursor@3");
  const error = await rejection(store.run(client()));
  assert.equal(error.code, "PLATFORM.INPUT_INVALID");
});

test("a cursor that expires much later restarts the run again; the budgets count for the call", async (t) => {
  const { sandbox, client, pass, events } = setUp(t);
  const store = await new Memory().run(client());
  pass(MINUTE);
  for (const id of [...store.records.keys()].slice(0, 30)) sandbox.of("workday:sandbox").update(id, { title: "Changed" });
  for (let time = 1; time <= 3; time += 1) {
    await store.run(client(), { max_pages: 2 });
    sandbox.faults.push("expired-cursor@1");
    const asked = sandbox.requests.length;
    await store.run(client(), { max_pages: 2, max_requests: 2 });
    assert.ok(sandbox.requests.length - asked <= 2);
    pass(2 * 60 * MINUTE);
  }
  assert.equal(events.filter(({ type }) => type === "restart").length, 3);
  await store.run(client());
  store.assertIs(sandbox);
});

test("a cycle of cursors is detected, however short the calls are", async () => {
  const next = { undefined: "1", 1: "2", 2: "3", 3: "4", 4: "5", 5: "3" };
  const fetch = play((request) => page(next[new URL(request.url).searchParams.get("cursor") ?? "undefined"], [record("a")]));
  const store = new Memory();
  const error = await rejection(
    (async () => {
      for (let call = 0; call < 20; call += 1) await store.run(new Kombo({ api_key: "k", integration_id: "workday:1", fetch }), { max_pages: 2 });
    })(),
  );
  assert.equal(error.kind, "pagination");
  assert.ok(fetch.requests.length < 20);
});

test("a full run that restarts does not keep records that vanished in between", async () => {
  const expired = failure(400, "PLATFORM.INPUT_INVALID");
  const fetch = play(page("2", [record("a"), record("b")]), expired, page("2", [record("b")]), page(null, [record("c")]), page(null, [record("b")]));
  const store = await new Memory().run(new Kombo({ api_key: "k", integration_id: "workday:1", fetch, retry: false }));
  assert.deepEqual([...store.records.keys()].sort(), ["b", "c"]);
});

test("after a clock that was ahead everything is fetched", async (t) => {
  const { sandbox, client, pass } = setUp(t);
  pass(3 * DAY);
  const store = await new Memory().run(client());
  pass(-2 * DAY);
  const [id] = store.applied();
  sandbox.of("workday:sandbox").update(id, { title: "Changed" });
  await store.run(client());
  store.assertIs(sandbox);
});

test("a deletion without a date is no deletion, and is an issue", async () => {
  for (const remote_deleted_at of [0, false, "", "soon", {}, []]) {
    const fetch = play(page(null, [record("a", { remote_deleted_at })]));
    for await (const { upserts, deletions } of new Kombo({ api_key: "k", integration_id: "workday:1", fetch }).ats.syncCandidates()) {
      assert.deepEqual([upserts.length, deletions.length], [1, 0], `${remote_deleted_at}`);
    }
  }
});

test("a record with a fault comes with its issues; one without an id is only in the issues", async () => {
  const fetch = play(
    page(null, [record("a", { first_name: 7 }), { ...record("b"), id: undefined }, record("c", { remote_deleted_at: "2026-01-01T00:00:00.000Z" })]),
  );
  const batches = [];
  for await (const batch of new Kombo({ api_key: "k", integration_id: "workday:1", fetch }).ats.syncCandidates()) batches.push(batch);
  const [{ upserts, deletions, issues, done, kind, started_at }] = batches;
  assert.deepEqual(
    upserts.map(({ id }) => id),
    ["a"],
  );
  assert.deepEqual(deletions, [{ id: "c", remote_deleted_at: "2026-01-01T00:00:00.000Z" }]);
  assert.deepEqual(
    issues.map(({ index, path }) => [index, path]),
    [
      [0, "$.first_name"],
      [1, "$.id"],
    ],
  );
  assert.deepEqual([batches.length, done, kind], [1, true, "full"]);
  assert.match(started_at, /^\d{4}-.*Z$/);
});

test("an error during a run rejects, and the last state continues", async (t) => {
  const { sandbox, client } = setUp(t);
  sandbox.faults.push("code:INTEGRATION.PERMISSION_MISSING@4");
  const store = new Memory();
  const error = await rejection(store.run(client()));
  assert.equal(error.code, "INTEGRATION.PERMISSION_MISSING");
  assert.equal(store.batches, 3);
  await store.run(client());
  store.assertIs(sandbox);
});

test("bursts of 429 and 5xx only cost time", async (t) => {
  const { sandbox, client } = setUp(t);
  sandbox.faults.push("429x2,503@5x2,html502@9,cut@11");
  (await new Memory().run(client())).assertIs(sandbox);
});

test("the state is opaque text without the filters, and survives JSON", async (t) => {
  const { client } = setUp(t);
  let state;
  for await (const batch of client().ats.syncCandidates({ email: "jane.roe@example.com" })) state = batch.state;
  assert.match(state, /^kombo-sync-2\.[\w-]+\.[\w-]+$/);
  assert.equal(JSON.parse(JSON.stringify(state)), state);
  assert.ok(!Buffer.from(state.split(".")[1], "base64url").toString().includes("jane"));
});

test("a foreign state, other filters and another integration are input errors, and nothing is sent", async (t) => {
  const { sandbox, client } = setUp(t);
  const store = await new Memory().run(client(), {}, { email: "jane.roe@example.com", job_ids: ["a", "b"] });
  const [name, payload, check] = store.state.split(".");
  const flipped = `${name}.${payload.slice(0, -2)}${payload.at(-2) === "A" ? "B" : "A"}${payload.at(-1)}.${check}`;
  const wrong = {
    "an empty text": ["", /no state/],
    "another text": ["eyJ9", /no state/],
    "a number": [7, /no state/],
    "a cut one": [store.state.slice(0, -3), /damaged/],
    "a changed one": [flipped, /damaged/],
    "a newer version's": [store.state.replace("sync-2", "sync-3"), /newer version/],
  };
  const asked = sandbox.requests.length;
  for (const [what, [state, message]] of Object.entries(wrong)) {
    const error = await rejection(new Memory().run(client(), { state }));
    assert.deepEqual([error.kind, message.test(error.message)], ["input", true], what);
  }
  const { state } = store;
  const others = [
    [client(), {}],
    [client(), { email: "x@example.com", job_ids: ["a", "b"] }],
    [client({ integration_id: "lever:sandbox" }), { email: "jane.roe@example.com", job_ids: ["a", "b"] }],
  ];
  for (const [other, request] of others) {
    const error = await rejection(new Memory().run(other, { state }, request));
    assert.match(error.message, /other filters or another integration/);
    assert.ok(!error.message.includes("jane"));
  }
  assert.equal(sandbox.requests.length, asked);
  // The order of a filter's values and the page size do not matter.
  for (const job_ids of [["a", "b"], new Set(["a", "b"])]) {
    await Object.assign(new Memory(), { state }).run(client(), {}, { page_size: 9, job_ids, email: "jane.roe@example.com" });
  }
  const set = await rejection(new Memory().run(client(), { state }, { job_ids: new Set(["a", "c"]), email: "jane.roe@example.com" }));
  assert.match(set.message, /other filters/);
});

const WRONG = {
  "a cursor": [{ cursor: "c" }, {}, /`cursor`/],
  updated_after: [{ updated_after: new Date() }, {}, /`updated_after`/],
  include_deleted: [{ include_deleted: false }, {}, /`include_deleted`/],
  select: [{}, { select: ["id"] }, /`select`/],
  "a negative overlap": [{}, { overlap_ms: -1 }, /`overlap_ms`/],
  "full_every_ms that is not a number": [{}, { full_every_ms: "7 days" }, /`full_every_ms`/],
  "records that are left out": [{}, { on_invalid: "skip" }, /`on_invalid`/],
  "a page size of 0": [{ page_size: 0 }, {}, /`page_size`/],
  "an unknown option": [{}, { sate: "x" }, /`sate`/],
};
for (const [name, [request, options, message]] of Object.entries(WRONG)) {
  test(`${name} is refused before any request`, async () => {
    const fetch = play(failure(500, "X"));
    const error = await rejection(new Memory().run(new Kombo({ api_key: "k", integration_id: "workday:1", fetch }), options, request));
    assert.deepEqual([error.kind, message.test(error.message)], ["input", true], error.message);
    assert.equal(fetch.requests.length, 0);
  });
}

test("each iteration is a separate sync, and leaving one aborts the pending request", async (t) => {
  const { sandbox, client } = setUp(t);
  const sync = client().ats.syncCandidates({ page_size: 7 });
  for await (const _ of sync) break;
  let batches = 0;
  for await (const _ of sync) batches += 1;
  assert.equal(batches, 9);
  assert.ok(sandbox.requests.length >= 10);
});
