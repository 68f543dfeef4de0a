// Nuxt: its program for Node, moved away from `node_modules`, and its Worker for Cloudflare, as wrangler deploys it. Before
// the entry for Workers imported `?module`, the Worker failed: Nuxt instantiates a bare import of a `.wasm`.

import { join } from "node:path";
import { test } from "node:test";
import { dryRun } from "../package/projects.mjs";
import { walked } from "../package/setups.mjs";
import { startWorker } from "../package/workers.mjs";
import { build, freePort, moved, needs, place, serveProgram, text } from "./place.mjs";

const { origin, assertWalks } = walked();
const NUXT = "nuxt/bin/nuxt.mjs";

test("Nuxt for Node", needs("nuxt"), async (t) => {
  const directory = await place("nuxt");
  await build(directory, NUXT, ["build"], {});
  const cwd = await moved(t, join(directory, ".output"));
  const site = await serveProgram(t, cwd, ["server/index.mjs"], { SANDBOX: origin(), PORT: String(await freePort()) });
  await assertWalks(() => text(`${site}/api/walk`));
});

test("Nuxt for Cloudflare", needs("nuxt"), async (t) => {
  const directory = await place("nuxt");
  await build(directory, NUXT, ["build", "--preset=cloudflare_module"], {});
  const worker = await startWorker(await dryRun(directory), {
    compatibilityFlags: ["nodejs_compat"],
    bindings: { SANDBOX: origin() },
  });
  t.after(worker.stop);
  await assertWalks(() => text(`${worker.url}/api/walk`));
});
