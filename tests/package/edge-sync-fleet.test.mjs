// examples/edge-sync as it is deployed: many integrations in one workerd, and a dry run of wrangler.
// KOMBO_EDGE_FLEET=200x2000 syncs 200 integrations of 2,000 candidates each, and prints the cost.

import assert from "node:assert/strict";
import { cp, mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { EXAMPLE, modules, start } from "./edge-syncs.mjs";
import { ROOT } from "./install.mjs";
import { project, run, tool } from "./projects.mjs";

const [INTEGRATIONS, CANDIDATES] = (process.env.KOMBO_EDGE_FLEET ?? "12x600").split("x").map(Number);

test(`${INTEGRATIONS} integrations of ${CANDIDATES} candidates in one workerd all end equal to the server`, { timeout: 3_600_000 }, async (t) => {
  const integrations = Array.from({ length: INTEGRATIONS }, (_, n) => `workday:fleet-${n}`);
  const at = await start({ integrations, candidates: CANDIDATES, variables: { SLICE_PAGES: 25, PLACES: 20 } });
  t.after(at.stop);
  const idle = await at.memory();
  const began = performance.now();
  for (let n = 0; n < integrations.length; n += 20) await Promise.all(integrations.slice(n, n + 20).map((id) => at.add(id)));
  let most = 0;
  for (let done = 0; done < INTEGRATIONS; ) {
    most = Math.max(most, (await at.memory()).memory);
    done = (await at.api("GET", "/status")).counted.phases["waiting:schedule"] ?? 0;
    await sleep(100);
  }
  const seconds = (performance.now() - began) / 1000;
  const { cpu_ms } = await at.memory();
  let [candidates, requests, rows] = [0, 0, 0];
  for (const id of integrations) {
    if (INTEGRATIONS <= 50) await at.assertSynced(id);
    const { totals, ...info } = await at.info(id);
    assert.equal(info.candidates + info.tombstones, at.truth(id).length);
    candidates += info.candidates + info.tombstones;
    requests += totals.requests;
    rows += totals.rows_written;
  }
  assert.equal(requests, INTEGRATIONS * Math.ceil(at.truth(integrations[0]).length / 100), "each page once");
  assert.ok(rows <= 1.2 * candidates, `${rows} rows written`);
  t.diagnostic(
    `${candidates} candidates in ${seconds.toFixed(1)} s: ${(candidates / seconds).toFixed(0)} a second, ${((1000 * (cpu_ms - idle.cpu_ms)) / candidates).toFixed(0)} µs of CPU each, ` +
      `${(requests / candidates).toFixed(5)} requests and ${(rows / candidates).toFixed(3)} rows written a candidate, workerd at most ${(most / 1024).toFixed(0)} MB`,
  );
});

test("wrangler builds the example unchanged", async () => {
  assert.deepEqual(
    (await modules()).map(({ type }) => type),
    ["ESModule", "CompiledWasm", "Text"],
  );
});

test("the example compiles with its own tsconfig.json", async () => {
  const cwd = await project({});
  for (const name of ["src", "tsconfig.json"]) await cp(join(EXAMPLE, name), join(cwd, name), { recursive: true });
  for (const scope of ["@cloudflare", "@types"]) await mkdir(join(cwd, "node_modules", scope), { recursive: true });
  for (const name of ["@cloudflare/workers-types", "@types/pg"]) await symlink(join(ROOT, "node_modules", name), join(cwd, "node_modules", name));
  await run(process.execPath, [tool("typescript/bin/tsc"), "-p", "."], { cwd });
});
