// What every store of the README must survive: kills at random points, parallel processes, wrong answers, and records that
// its database refuses.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { page, record } from "./doubles.mjs";
import { assertSynced, call, startSource, toTheEnd } from "./stores.mjs";

const KILLS = 20;
const FASTER = /another process was faster|NOT NULL constraint failed: sync\.same/;

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

  test(`${name}: records that the database refuses do not stop the sync`, needs, async () => {
    await toTheEnd(store, days);
    const long = "x".repeat(3_000_000);
    const odd = [
      record("good-1", { first_name: "Before" }),
      record("nul", { first_name: "a\u0000b" }),
      record("half", { first_name: "a\ud800b" }),
      record("plain-text", { first_name: "\\u0000 and \\ud800 are only text" }),
      record("large", { first_name: long }),
      record(long, { first_name: "a long id" }),
      record("a,b", { first_name: "a comma" }),
      record("\ud800", { first_name: "half an id" }),
      record("\u0000", { first_name: "no id" }),
      record("\ud801", { remote_deleted_at: "2026-01-01T00:00:00.000Z" }),
      record("good-2", { first_name: "Behind" }),
    ];
    source.answer = async (request) => {
      const { searchParams } = new URL(request.url);
      if (searchParams.has("cursor") || searchParams.has("ids")) return undefined;
      const { data } = await (await source.sandbox.fetch(request)).json();
      return page(data.next, [...odd, ...data.results]);
    };
    await toTheEnd(store, days);
    source.answer = undefined;
    const rows = new Map((await store.rows()).map((row) => [row.id, row]));
    const refused = await store.refused();
    for (const one of odd.filter(({ id }) => /^[a-z0-9-]{1,50}$/.test(id))) {
      const row = rows.get(one.id);
      assert.equal(row?.deleted_at, null, one.id);
      if (row?.data === null)
        assert.ok(
          refused.some((id) => id.includes(one.id)),
          one.id,
        );
      else assert.deepEqual(row?.data, one);
    }
    for (const id of ["good-1", "good-2", "plain-text", "a,b"]) assert.ok(rows.get(id)?.data, id);
    for (const id of [long, "\ud800", "\u0000", "\ud801"]) assert.ok(refused.includes(JSON.stringify(id).slice(0, 255)), id.slice(0, 10));
    // None of them is at the source. A full run asks for those ids that a request can hold. An id with a comma is never confirmed.
    await toTheEnd(store, (days += 8));
    const left = (await store.rows()).filter(({ id, data }) => id !== "a,b" || data === null);
    assertSynced(left, source.truth(), [...strays, "good-1", "nul", "half", "plain-text", "large", "good-2"]);
  });
}
