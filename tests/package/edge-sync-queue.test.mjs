// examples/edge-sync as it is deployed: a cron trigger, the queue itself, and many integrations side by side in one workerd.
// KOMBO_EDGE_FLEET=200x2000 has it sync that many integrations of so many candidates, and say what it took.

import assert from "node:assert/strict";
import { cp, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { EXAMPLE, start } from "./edge-syncs.mjs";
import { dryRun, project } from "./projects.mjs";

const [INTEGRATIONS, CANDIDATES] = (process.env.KOMBO_EDGE_FLEET ?? "12x600").split("x").map(Number);

test(`a trigger, the queue, ${INTEGRATIONS} integrations of ${CANDIDATES} candidates: all are as the server is`, { timeout: 3_600_000 }, async (t) => {
  const integrations = Array.from({ length: INTEGRATIONS }, (_, n) => `workday:fleet-${n}`);
  const at = await start({ queue: true, integrations, candidates: CANDIDATES, variables: { MAX_PAGES: 2 } });
  t.after(at.stop);
  const began = performance.now();
  await at.main.scheduled({ cron: "*/15 * * * *" });
  // A second trigger while the first one's messages wait sends nothing.
  await at.main.scheduled({ cron: "*/15 * * * *" });
  let most = 0;
  for (;;) {
    const { left } = await at.DB.prepare("SELECT count(*) AS left FROM integrations WHERE run_finished IS NULL OR lease <> ''").first();
    most = Math.max(most, await memoryOfWorkerd());
    if (left === 0) break;
    await sleep(200);
  }
  const seconds = (performance.now() - began) / 1000;
  const { requests } = at.sandbox;
  const pages = Math.ceil(at.truth(integrations[0]).length / 250);
  let candidates = 0;
  for (const id of integrations) {
    await at.assertTrue(id);
    candidates += at.truth(id).length;
    assert.equal((await at.row(id)).pages, pages);
  }
  // Each page once, and after a call whose budget is used up the page that was on its way already.
  if (requests.length < 10_000) {
    const allowed = INTEGRATIONS * (pages + Math.floor(pages / 2));
    assert.ok(requests.length <= allowed, `${requests.length} requests`);
  }
  t.diagnostic(
    `${candidates} candidates in ${seconds.toFixed(1)} s: ${(candidates / seconds).toFixed(0)} a second, ` +
      `${(requests.length / candidates).toFixed(5)} requests a candidate, workerd at most ${(most / 1024).toFixed(0)} MB`,
  );
});

test("the example is deployable as it is", async () => {
  const cwd = await project({});
  for (const name of ["src", "migrations", "wrangler.jsonc"]) await cp(join(EXAMPLE, name), join(cwd, name), { recursive: true });
  await dryRun(cwd);
});

/** What workerd, a child of this process, has in memory, in KB; 0 where that cannot be read. */
async function memoryOfWorkerd() {
  const processes = await readdir("/proc").catch(() => []);
  const sizes = processes.filter((name) => /^\d+$/.test(name)).map(async (pid) => {
    const said = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
    return said.includes(`PPid:\t${process.pid}\n`) && said.startsWith("Name:\tworkerd") ? Number(/VmRSS:\s+(\d+)/.exec(said)?.[1] ?? 0) : 0;
  });
  return Math.max(0, ...(await Promise.all(sizes)));
}
