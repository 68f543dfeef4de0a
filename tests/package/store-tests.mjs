// What every store of the documents must survive: kills at random points, parallel processes, wrong answers, and records that
// its database refuses.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { failure, page, record } from "./doubles.mjs";
import { assertSynced, call, settlements, startSource, toTheEnd } from "./stores.mjs";

const KILLS = 20;
const FASTER = /another process was faster: run this again/;

/**
 * @param {string} name
 * @param {{ skip?: string }} needs
 * @param {(source: Awaited<ReturnType<typeof startSource>>) => Promise<import("./stores.mjs").Store & { stop: () => unknown }>} open opens an empty store
 */
export function testStore(name, needs, open) {
  /** @type {Awaited<ReturnType<typeof startSource>>} */
  let source;
  /** @type {Awaited<ReturnType<typeof open>>} */
  let store;
  const strays = Array.from({ length: 12 }, (_, n) => `stray-${n}`);
  const assertStore = async () => assertSynced(await store.rows(), source.truth(), strays);
  let days = 0;
  before(async () => {
    if (needs.skip) return;
    source = await startSource({ candidates: 320 });
    store = await open(source);
  });
  after(async () => {
    await store?.stop();
    await source?.stop();
  });

  test(`${name}: the first run, and another without changes, leave the store equal to the source`, needs, async () => {
    await toTheEnd(store);
    await toTheEnd(store);
    assertSynced(await store.rows(), source.truth());
  });

  test(`${name}: killed ${KILLS} times at random points while the data changes, the store ends equal to the source`, needs, async (t) => {
    await store.addStrays(strays);
    let kills = 0;
    let calls = 0;
    for (; kills < KILLS; calls += 1) {
      assert.ok(calls < 6 * KILLS, `${kills} kills in ${calls} calls`);
      // From time to time a week has passed, and a run fetches everything.
      if (source.random(3) > 0) days += 8;
      const running = store.start(days);
      let left = 1 + source.random(9);
      const delay = source.random(25);
      let requests = 0;
      source.onRequest = () => {
        requests += 1;
        if (requests <= 3) source.change();
        if ((left -= 1) === 0) setTimeout(running.kill, delay);
      };
      const { code } = await running.ended;
      if (code === null) kills += 1;
    }
    source.onRequest = undefined;
    t.diagnostic(`${kills} kills in ${calls} calls`);
    // Ends the current run, and makes one that begins after the last change.
    await toTheEnd(store, days);
    await toTheEnd(store, (days += 8));
    await assertStore();
  });

  test(`${name}: two parallel processes undo nothing of each other`, needs, async () => {
    for (let round = 0; round < 3; round += 1) {
      days += 8;
      source.onRequest = () => source.change();
      const ends = await (store.two?.(days) ?? Promise.all([0, 1].map(() => store.start(days).ended)));
      for (const { code, output } of ends) assert.ok(code === 0 || FASTER.test(output), output);
      source.onRequest = undefined;
    }
    await toTheEnd(store, days);
    await toTheEnd(store, days);
    await assertStore();
  });

  /** Wrong answers to a full run, and whether the call must report a fault. */
  const WRONG_ANSWERS = {
    "an empty answer": [() => page(null, []), true],
    "half an answer": [(request) => (new URL(request.url).searchParams.has("cursor") ? page(null, []) : undefined), true],
    "an answer without a few": [
      async (request) => {
        const answer = await source.sandbox.fetch(request);
        const { data } = await answer.json();
        return new URL(request.url).searchParams.has("ids") ? undefined : page(data.next, data.results.slice(3));
      },
      false,
    ],
  };
  for (const [what, [answer, isReported]] of Object.entries(WRONG_ANSWERS)) {
    test(`${name}: ${what} in a full run deletes nothing`, needs, async () => {
      await toTheEnd(store, days);
      const before = await store.rows();
      source.answer = answer;
      const { code, output } = await call(store, (days += 8));
      source.answer = undefined;
      assert.equal(code !== 0, isReported, output);
      if (isReported) assert.match(output, /\d+ are missing: nothing was deleted/);
      assert.deepEqual(await store.rows(), before);
      await toTheEnd(store, (days += 8));
      await assertStore();
    });
  }

  test(`${name}: a person settles missing candidates with SQL, and a later full run corrects it`, needs, async () => {
    const { keep, remove } = await settlements();
    const live = async () => (await store.rows()).filter(({ data }) => data !== null).length;
    await toTheEnd(store, days);
    for (const sql of [keep, remove]) {
      const before = await live();
      source.answer = WRONG_ANSWERS["half an answer"][0];
      assert.match((await call(store, (days += 8))).output, /are missing: nothing was deleted/);
      source.answer = undefined;
      await store.execute(sql);
      const after = await live();
      assert.ok(sql === keep ? after === before : after > 0 && after < 0.9 * before, `${before} rows, ${after} after ${sql}`);
      // Settled, the message does not return; a full run stores again what was deleted wrongly.
      await toTheEnd(store, sql === keep ? days : (days += 8), 1);
    }
    await assertStore();
  });

  test(`${name}: the log has the code of an error and the issues, without names`, needs, async () => {
    source.answer = () => failure(403, "PLATFORM.INTEGRATION_FORBIDDEN", "Jane Roe may not do that");
    const { code, output } = await call(store, days);
    source.answer = undefined;
    assert.notEqual(code, 0);
    assert.match(output, /"code":"PLATFORM\.INTEGRATION_FORBIDDEN"/);
    assert.doesNotMatch(output, /Jane/);
    const { id, ...nameless } = record("", { first_name: "Jane" });
    source.answer = async (request) => {
      const answer = await source.sandbox.fetch(request);
      const { data } = await answer.json();
      return new URL(request.url).searchParams.has("ids") ? undefined : page(data.next, [nameless, ...data.results]);
    };
    const log = await toTheEnd(store, (days += 8));
    source.answer = undefined;
    assert.match(log, /\[\{"index":0,"id":null,"path":"\$\.id",/m);
    assert.doesNotMatch(log, /Jane/);
    await assertStore();
  });

  test(`${name}: records that the database refuses do not stop the sync`, needs, async () => {
    await toTheEnd(store, days);
    const long = "x".repeat(3_000_000);
    const odd = [
      record("good-1", { first_name: "Before" }),
      record("nul", { first_name: "a\u0000b\\\u0000", "\u0000": 1 }),
      record("half", { first_name: "a\ud800b" }),
      record("plain-text", { first_name: "\\u0000 and \\ud800 are only text" }),
      record("pair", { first_name: "😀" }),
      record("large", { first_name: long }),
      record("a,b", { first_name: "a comma" }),
      record("good-2", { first_name: "Behind" }),
    ];
    const unfit = [record(long), record("\ud800"), record("\u0000"), record("\ud801", { remote_deleted_at: "2026-01-01T00:00:00.000Z" })];
    source.answer = async (request) => {
      const { searchParams } = new URL(request.url);
      if (searchParams.has("cursor") || searchParams.has("ids")) return undefined;
      const { data } = await (await source.sandbox.fetch(request)).json();
      return page(data.next, [...unfit, ...odd, ...data.results]);
    };
    const log = await toTheEnd(store, days);
    source.answer = undefined;
    const rows = new Map((await store.rows()).map((row) => [row.id, row]));
    const { stored = (it) => it } = store;
    for (const one of odd) assert.deepEqual(rows.get(one.id), { id: one.id, data: stored(one), deleted_at: null });
    for (const { id } of unfit)
      assert.ok(log.includes(`left out: ${JSON.stringify(id.slice(0, 80))}`), `${JSON.stringify(id.slice(0, 10))} in ${log.slice(0, 2000)}`);
    // None of them is at the source. A full run asks for those ids that a request can hold. An id with a comma is never confirmed.
    await toTheEnd(store, (days += 8));
    const left = (await store.rows()).filter(({ id, data }) => id !== "a,b" || data === null);
    assertSynced(left, source.truth(), [...strays, ...odd.map(({ id }) => id).filter((id) => id !== "a,b")]);
  });
}
