// Full runs of examples/edge-sync in workerd: missing candidates, wrong answers, doubts, tombstones.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { alive, changed, hide, startOver } from "./edge-sync-changes.mjs";
import { ID, start } from "./edge-syncs.mjs";

/** Every run is a full one; a slice has three pages. @type {Awaited<ReturnType<typeof start>>} */
let full;
before(async () => void (full = await start({ integrations: [ID, "lever:sandbox"], variables: { FULL_EVERY_MS: 0 } })));
after(() => full?.stop());

test("a full run without changes writes no row of a candidate", async () => {
  const { totals, candidates } = await startOver(full);
  assert.ok(totals.rows_written >= candidates);
  const { totals: later } = await full.run();
  // Per page: the checkpoint, the seen ids that are written and deleted, and the object's own row and alarm.
  assert.ok(later.rows_written - totals.rows_written <= 5 * 7, `${later.rows_written - totals.rows_written} rows`);
});

/** Answers to a full run that lack implausibly many records. */
const WRONG_ANSWERS = {
  "an empty answer": (_request, answer) => changed(answer, () => [], null),
  "half an answer": (_request, answer) => changed(answer, (results) => results.slice(0, results.length / 2), null),
  "an answer of other records": async (request) =>
    full.sandbox.fetch(new Request(request.url, { headers: { authorization: "Bearer sandbox-key", "x-integration-id": "lever:sandbox" } })),
};
for (const [what, answer_wrongly] of Object.entries(WRONG_ANSWERS)) {
  test(`${what} in a full run deletes nothing; a person must decide, the sync continues, and a full run that finds the records ends the doubt`, async () => {
    const before = await startOver(full);
    full.onRequest(async (request) => (new URL(request.url).searchParams.has("ids") ? undefined : answer_wrongly(request, await full.sandbox.fetch(request))));
    const info = await full.run();
    const there = new Map((await full.stored()).map((row) => [row.id, row]));
    for (const row of full.truth()) assert.deepEqual(there.get(row.id)?.data, row.data);
    assert.ok(info.doubt.missing > 20 && info.doubt.of >= before.candidates, JSON.stringify(info.doubt));
    const { attention } = await full.api("GET", "/status");
    assert.deepEqual(
      attention.map(({ id, why }) => [id, /candidates are missing/.test(why)]),
      [[ID, true]],
    );
    full.onRequest(undefined);
    const [id] = alive(full);
    full.sandbox.of(ID).update(id, { title: what }, Date.now());
    const { doubt } = await full.run();
    assert.equal((await full.stored()).find((row) => row.id === id).data.title, what);
    // The store has records of the other integration now, and this one's server does not have them.
    if (doubt !== null) {
      assert.equal(what, "an answer of other records");
      await full.order("settle", ID, { missing: "gone" });
    }
    const own = new Set(full.truth().map((row) => row.id));
    await full.assertSynced(
      ID,
      what,
      (await full.stored()).filter((row) => own.has(row.id) || row.data !== null),
    );
  });
}

test("a person decides that missing candidates are gone, or that they stay", async () => {
  for (const missing of ["gone", "keep"]) {
    await startOver(full);
    const hidden = new Set(alive(full).slice(0, 100));
    full.onRequest(hide(full, hidden));
    assert.equal((await full.run()).doubt.missing, 100);
    for (const body of [undefined, {}, { missing: "all" }, null, []]) assert.equal((await full.order("settle", ID, body)).status, 400);
    assert.equal((await full.order("settle", ID, { missing })).doubt, null);
    const deleted = async () => (await full.stored()).filter((row) => hidden.has(row.id) && row.deleted_at).length;
    assert.equal(await deleted(), missing === "gone" ? 100 : 0);
    // Candidates that stay cause no second doubt.
    assert.equal((await full.run()).doubt, null, missing);
    assert.equal(await deleted(), missing === "gone" ? 100 : 0);
    assert.equal((await full.order("settle", ID, { missing })).status, 409);
    // Candidates that come back are stored.
    full.onRequest(undefined);
    await full.run();
    await full.assertSynced(ID, missing);
  }
});

test("a few missing candidates are asked for by id, with a witness; those that are gone become tombstones, the others stay", async () => {
  await startOver(full);
  const ids = alive(full);
  const [gone, shy] = [new Set(ids.slice(0, 40)), new Set(ids.slice(40, 60))];
  const asked = [];
  full.onRequest(async (request) => {
    const names = new URL(request.url).searchParams.get("ids")?.split(",");
    if (names) asked.push(names);
    return hide(full, new Set([...gone, ...(names ? [] : shy)]))(request);
  });
  const info = await full.run();
  assert.deepEqual([info.doubt, info.error], [null, null]);
  assert.deepEqual(
    asked.map((names) => names.length),
    [61],
  );
  const [witness] = asked[0].filter((id) => !gone.has(id) && !shy.has(id));
  assert.ok(ids.includes(witness));
  for (const { id, data, deleted_at } of await full.stored()) if (ids.includes(id)) assert.equal(data === null && deleted_at !== null, gone.has(id), id);
});

test("many missing candidates are asked for 99 at a time", async () => {
  const big = await start({ candidates: 3000, variables: { FULL_EVERY_MS: 0, SLICE_PAGES: 50 } });
  try {
    await startOver(big);
    const gone = new Set(alive(big).slice(0, 250));
    const asked = [];
    big.onRequest(async (request) => {
      const names = new URL(request.url).searchParams.get("ids")?.split(",");
      if (names) asked.push(names.length);
      return hide(big, gone)(request);
    });
    assert.equal((await big.run()).doubt, null);
    assert.deepEqual(asked, [100, 100, 53]);
    assert.equal((await big.stored()).filter((row) => gone.has(row.id) && row.deleted_at).length, 250);
  } finally {
    await big.stop();
  }
});

test("when answers by id do not count, nothing is deleted, the question is repeated, then a person must decide, and the sync continues", async () => {
  const wrong_answers = {
    "the witness does not come": (_, answer) => changed(answer, () => []),
    "an id that was not asked for comes": (_, answer) => changed(answer, (results) => [...results, { ...results[0], id: "other" }]),
    "the request is refused": () =>
      Response.json({ status: "error", error: { code: "PLATFORM.INPUT_INVALID", title: null, message: "no", log_url: null } }, { status: 400 }),
  };
  for (const [what, answer_wrongly] of Object.entries(wrong_answers)) {
    await startOver(full);
    const gone = new Set(alive(full).slice(0, 5));
    let asked = 0;
    full.onRequest(
      hide(full, gone, (request, answer) => (new URL(request.url).searchParams.has("ids") ? ((asked += 1), answer_wrongly(request, answer)) : answer)),
    );
    await full.order("resume");
    const info = await full.until(({ doubt }) => doubt !== null);
    assert.deepEqual([info.doubt.missing, asked], [5, 3], what);
    assert.equal((await full.stored()).filter((row) => gone.has(row.id) && row.deleted_at).length, 0, what);
    full.onRequest(undefined);
    await full.until(({ doubt, reason }) => doubt === null && reason === "schedule");
    await full.assertSynced(ID, what);
  }
});

test("temporary failures of the question by id are retried and cause no doubt, however many there are", async () => {
  await startOver(full);
  const gone = new Set(alive(full).slice(0, 5));
  const asked = [];
  full.onRequest(
    hide(full, gone, (request, answer) => {
      asked.push(new URL(request.url).searchParams.has("ids") ? "ids" : "page");
      return asked.filter((what) => what === "ids").length <= 4 && asked.at(-1) === "ids" ? new Response("", { status: 503 }) : answer;
    }),
  );
  const info = await full.run();
  assert.equal(info.doubt, null);
  assert.deepEqual(asked.slice(asked.indexOf("ids")), Array(5).fill("ids"), "a doubt is followed by another full run");
  assert.equal((await full.stored()).filter((row) => gone.has(row.id) && row.deleted_at).length, 5);
});

test("when a small integration's answer is empty, there is no witness, so a person must decide", async () => {
  const small = await start({ candidates: 5, variables: { FULL_EVERY_MS: 0 } });
  try {
    await startOver(small);
    small.onRequest(async (request) => changed(await small.sandbox.fetch(request), () => [], null));
    assert.equal((await small.run()).doubt.missing, alive(small).length);
    assert.ok(alive(small).length > 0);
    small.onRequest(undefined);
    await small.run();
    await small.assertSynced();
  } finally {
    await small.stop();
  }
});

test("a candidate that is anonymised, before or after it was first seen, becomes a tombstone with the known date", async () => {
  await startOver(full);
  const [a, b, c] = alive(full);
  const empty = (record) => Object.fromEntries(Object.keys(record).map((name) => [name, name === "id" ? record.id : null]));
  const anonymise =
    (...ids) =>
    async (request) =>
      changed(await full.sandbox.fetch(request), (results) => results.map((record) => (ids.includes(record.id) ? empty(record) : record)));
  const row = async (id) => (await full.stored()).find((one) => one.id === id);
  const date = Date.now() - 1000;
  full.sandbox.of(ID).delete(a, date);
  await full.run();
  assert.equal((await row(a)).deleted_at, new Date(date).toISOString());
  full.onRequest(anonymise(a, b));
  await full.run();
  assert.equal((await row(a)).deleted_at, new Date(date).toISOString(), "the date that Kombo gave stays");
  const { data, deleted_at } = await row(b);
  assert.ok(data === null && Date.parse(deleted_at) <= Date.now());
  await full.run();
  assert.equal((await row(b)).deleted_at, deleted_at);
  await full.api("DELETE", full.path());
  full.onRequest(anonymise(c));
  await full.add();
  await full.rest();
  assert.ok((await row(c)).deleted_at);
});

test("tombstones are purged after TOMBSTONE_MS", async () => {
  const short = await start({ candidates: 60, variables: { FULL_EVERY_MS: 0, TOMBSTONE_MS: 1 } });
  try {
    await startOver(short);
    const [id] = alive(short);
    short.onRequest(hide(short, new Set([id])));
    await short.run();
    assert.equal((await short.stored()).find((row) => row.id === id)?.deleted_at !== null, true);
    await short.run();
    await short.run();
    assert.ok(!(await short.stored()).some((row) => row.id === id));
  } finally {
    await short.stop();
  }
});
