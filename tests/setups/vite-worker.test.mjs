// A Worker that Vite builds with Cloudflare's plugin, which writes the modules that are deployed.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { filesIn } from "../package/projects.mjs";
import { walked } from "../package/setups.mjs";
import { startWorker } from "../package/workers.mjs";
import { build, needs, place, text } from "./place.mjs";

const { origin, assertWalks } = walked();

test("Vite with a Worker", needs("vite-worker"), async (t) => {
  const directory = await place("vite-worker");
  await build(directory, "vite/bin/vite.js", ["build"], {});
  const built = join(directory, "dist/walks");
  const names = (await filesIn(built)).filter((name) => /\.(js|wasm)$/.test(name)).sort((a, b) => Number(b === "index.js") - Number(a === "index.js"));
  const modules = names.map(async (path) => {
    const contents = await readFile(join(built, path));
    return path.endsWith(".wasm") ? { type: "CompiledWasm", path, contents } : { type: "ESModule", path, contents: String(contents) };
  });
  const worker = await startWorker(await Promise.all(modules), { bindings: { SANDBOX: origin() } });
  t.after(worker.stop);
  await assertWalks(() => text(worker.url));
});
