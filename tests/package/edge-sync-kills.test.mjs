// examples/edge-sync under kill -9 of workerd and of Postgres at random points, while data changes. Afterwards each store
// equals Kombo's data, field by field, the feed replays to the same, and every integration has continued by itself.
// KOMBO_EDGE_KILLS=200 sets the number of kills of each test; KOMBO_EDGE_SEED draws other points.

import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { source as sandboxSource } from "../sandbox/source.mjs";
import { start } from "./edge-syncs.mjs";
import { needsPostgres, startPostgres } from "./postgres.mjs";

const { Dice } = await sandboxSource("testing/random");

const KILLS = process.env.KOMBO_EDGE_KILLS ? Number(process.env.KOMBO_EDGE_KILLS) : undefined;
const SEED = Number(process.env.KOMBO_EDGE_SEED ?? 1);
const IDS = ["workday:a", "workday:b", "workday:c"];
// Runs follow each other at once, and every few seconds one of them is a full run.
const VARIABLES = {
  EVERY_MS: 100,
  FULL_EVERY_MS: 1500,
  SLICE_PAGES: 2,
  OVERLAP_MS: 2000,
  PLACES: 2,
  CALL_MS: 500,
  RETRY_MS: 50,
  RETRY_MAX_MS: 200,
  TIMEOUT_MS: 5000,
};

/**
 * @param {Awaited<ReturnType<typeof start>>} at
 * @param {number} kills
 * @param {(n: number) => Promise<void>} kill
 */
async function survive(at, kills, kill) {
  const dice = new Dice(SEED, kills);
  let change = 0;
  for (const id of IDS) await at.add(id);
  for (const id of IDS) await at.rest(id);
  for (let n = 0; n < kills; n += 1) {
    // Kill at the drawn request, or a little later: between sending, writing and setting the alarm.
    const [request, wait_ms] = [1 + dice.below(6), dice.below(25)];
    await new Promise((resolve) => at.onRequest((_, count) => (changeSomething(at, dice, (change += 1)), count === request && resolve(undefined))));
    await sleep(wait_ms);
    await kill(n);
    // No test code wakes the integrations: each one must send to Kombo by itself.
    await new Promise((resolve) => {
      const pending = new Set(IDS);
      at.onRequest((request) => (pending.delete(request.headers.get("x-integration-id") ?? ""), pending.size === 0 && resolve(undefined)));
    });
  }
  at.onRequest(undefined);
  // Wait until the current run ends and one full run has followed.
  for (const id of IDS) {
    const { totals } = await at.info(id);
    await at.until(({ totals: { runs }, history }) => runs >= totals.runs + 3 && history.some((entry) => entry.what === "full"), id);
  }
  await at.restart({ EVERY_MS: 3_600_000, FULL_EVERY_MS: 0 });
  for (const id of IDS) {
    await at.run(id);
    await at.assertSynced(id);
    assert.equal((await at.info(id)).doubt, null);
  }
}

/** Makes one random change to the data. */
function changeSomething(at, dice, n) {
  const id = IDS[dice.below(IDS.length)];
  const kombo = at.sandbox.of(id);
  const people = at.sandbox.truth({}, id);
  const { id: person, applications } = people[dice.below(people.length)];
  const changes = [
    () => kombo.update(person, { title: `Changed ${n}` }),
    () => kombo.update(person, { company: `Moved ${n}` }),
    () => kombo.delete(person),
    () => kombo.create({ first_name: `New ${n}` }),
    () => applications?.[0] && kombo.touchApplication(person, applications[0].id, { outcome: "HIRED" }),
    () => kombo.addTag(person, { id: `tag-${n}`, name: `Tag ${n}`, remote_id: null }),
  ];
  changes[dice.below(changes.length)]();
}

/** The state that the feed's files replay to, in their order. A line that comes twice counts once. */
async function replayed(at, id) {
  const bucket = await at.miniflare.getR2Bucket("FEED");
  const lines = new Map();
  for (let cursor; ; ) {
    const listed = await bucket.list({ prefix: "changes/", cursor });
    for (const { key } of listed.objects) {
      const text = await (await bucket.get(key)).text();
      for (const line of text
        .split("\n")
        .filter(Boolean)
        .map((one) => JSON.parse(one)))
        if (line.integration_id === id) lines.set(`${line.epoch}/${line.seq}`, line);
    }
    if (!listed.truncated) break;
    cursor = listed.cursor;
  }
  const rows = new Map();
  const ordered = [...lines.values()].sort((a, b) => a.epoch - b.epoch || a.seq - b.seq);
  assert.deepEqual(
    ordered.map(({ seq }) => seq),
    ordered.map((_, n) => n + 1),
    "no change is missing",
  );
  for (const { id: candidate, data, deleted_at } of ordered) rows.set(candidate, { id: candidate, data, deleted_at });
  return [...rows.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

test("workerd is killed, with candidates in each object's SQLite and the feed in R2: nothing is lost", { timeout: 3_600_000 }, async (t) => {
  const at = await start({ candidates: 350, integrations: IDS, variables: VARIABLES, bindings: { r2Buckets: ["FEED"] } });
  t.after(at.stop);
  await survive(at, KILLS ?? 22, () => at.kill());
  for (const id of IDS) await at.assertSynced(id, "the feed", await replayed(at, id));
});

for (const [what, usual] of /** @type {[string, number][]} */ ([
  ["workerd", 14],
  ["Postgres", 14],
])) {
  test(`${what} is killed, with candidates in Postgres: nothing is lost`, { timeout: 3_600_000, ...needsPostgres }, async (t) => {
    const postgres = await startPostgres();
    t.after(postgres.stop);
    const at = await start({ candidates: 350, integrations: IDS, variables: { ...VARIABLES, HYPERDRIVE: { connectionString: postgres.url } } });
    t.after(at.stop);
    await survive(at, KILLS ?? usual, async () => {
      if (what === "workerd") return at.kill();
      await postgres.kill();
      await postgres.start();
    });
  });
}
