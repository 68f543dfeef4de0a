// The fleet's list in examples/edge-sync, on the SQLite of an object in workerd: its sums, and how many rows they cost.

import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { build } from "esbuild";
import { EXAMPLE } from "./edge-syncs.mjs";
import { startWorker } from "./workers.mjs";

/** One object per test. It calls the list as it is told, and counts the rows that SQLite reads for that. */
const SOURCE = `import { DurableObject } from "cloudflare:workers";
import { Roster } from "./roster.ts";
export class Box extends DurableObject {
  cursors = [];
  exec = (...parameters) => (this.cursors.push(this.ctx.storage.sql.exec(...parameters)), this.cursors.at(-1));
  roster = new Roster(this);
  run(calls) {
    this.cursors = [];
    const results = calls.map(([what, ...parameters]) => {
      if (what === "restart") this.roster = new Roster(this);
      else return this.roster[what](...parameters) ?? null;
    });
    return { results, read: this.cursors.reduce((sum, { rowsRead }) => sum + rowsRead, 0) };
  }
}
export default {
  async fetch(request, env) {
    const { name, calls } = await request.json();
    return Response.json(await env.BOX.getByName(name).run(calls));
  },
};`;

/** @type {any} */
let worker;
before(async () => {
  const { outputFiles } = await build({
    stdin: { contents: SOURCE, resolveDir: join(EXAMPLE, "src") },
    bundle: true,
    write: false,
    format: "esm",
    external: ["cloudflare:*"],
  });
  const modules = [{ type: "ESModule", path: "worker.js", contents: outputFiles[0].text }];
  worker = await startWorker(modules, { compatibilityDate: "2026-04-01", durableObjects: { BOX: { className: "Box", useSQLite: true } } });
});
after(() => worker.stop());

const run = async (name, calls) => (await fetch(worker.url, { method: "POST", body: JSON.stringify({ name, calls }) })).json();
const id = (n) => `workday:${String(n).padStart(5, "0")}`;
const summary = (more = {}) => ({ phase: "waiting", reason: "schedule", until: 0, error: null, candidates: 10, tombstones: 1, doubt: null, ...more });
const asking = summary({ reason: "person", error: "INTEGRATION.INACTIVE" });

test("what the fleet is asked again and again does not read the rows of all integrations", async () => {
  const all = Array.from({ length: 3000 }, (_, n) => ["note", id(n), n % 10 === 0 ? asking : summary()]);
  await run("many", all);
  for (const started of [false, true]) {
    if (started) await run("many", [["restart"]]);
    const metrics = await run("many", [["count", 0]]);
    assert.deepEqual(metrics.results[0].counted, {
      integrations: 3000,
      candidates: 30_000,
      tombstones: 3000,
      phases: { "waiting:person": 300, "waiting:schedule": 2700 },
    });
    assert.equal(metrics.read, 0);
    const status = await run("many", [["count", 100]]);
    assert.equal(status.results[0].attention.length, 100);
    assert.ok(status.read <= 200, `${status.read} rows read`);
  }
});

test("the sums and those who wait for a person are those of the list, after changes, removals and restarts", async () => {
  const steps = [
    [
      "two are added",
      [
        ["note", "a", summary({ phase: "due", reason: null, candidates: 0 })],
        ["note", "b", summary({ candidates: 3 })],
      ],
    ],
    ["one fetches candidates", [["note", "a", summary({ candidates: 500, tombstones: 7 })]]],
    ["a restart forgets what is only in memory", [["restart"]]],
    ["it reports again", [["note", "a", summary({ candidates: 501 })]]],
    ["one waits for a person", [["note", "b", asking]]],
    ["the other has a doubt", [["note", "a", summary({ candidates: 501, doubt: { missing: 60, of: 501 } })]]],
    ["a restart", [["restart"]]],
    ["the doubt changes", [["note", "a", summary({ candidates: 502, doubt: { missing: 61, of: 502 } })]]],
    ["the doubt is settled", [["note", "a", summary({ candidates: 441 })]]],
    ["one is paused", [["note", "a", summary({ phase: "paused", reason: null, candidates: 441 })]]],
    ["one that waited for a person is removed", [["remove", "b"]]],
    ["one that was never there is removed", [["remove", "c"]]],
    ["one is removed after a restart", [["restart"], ["remove", "a"]]],
    ["one is added again", [["note", "a", summary()]]],
  ];
  for (const [what, calls] of steps) {
    const { results } = await run("few", [...calls, ["list", "", -1], ["count", 100]]);
    const [list, { counted, attention }] = results.slice(-2);
    const phases = {};
    for (const { phase, reason } of list) {
      const key = phase === "waiting" ? `waiting:${reason}` : phase;
      phases[key] = (phases[key] ?? 0) + 1;
    }
    const sum = (name) => list.reduce((all, one) => all + one[name], 0);
    assert.deepEqual(counted, { integrations: list.length, candidates: sum("candidates"), tombstones: sum("tombstones"), phases }, what);
    assert.deepEqual(
      attention.map(({ why, ...one }) => one),
      list.filter(({ doubt, reason }) => doubt || reason === "person"),
      what,
    );
    assert.ok(attention.every(({ why }) => why));
  }
});
