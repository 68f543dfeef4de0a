// The size budget of the package, and the largest functions when it is exceeded.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { largest, official, ours } from "../../benches/size.mjs";
import { ROOT, tarball } from "./install.mjs";

/** Bytes after gzip -9 that a browser loads, slightly above the current size. The goal is 40,000; see CONTRIBUTING.md. */
const BUDGET = 43_900;

const wasm = await readFile(join(dirname(await tarball()), "named.wasm")).catch(() => undefined);
// A quick build is not optimised, and larger. `cargo xtask dev` skips these tests.
const options = { skip: process.env.KOMBO_EDGE_QUICK ? "a quick build" : !wasm && "no named.wasm beside the tarball" };

test(`a page loads at most ${BUDGET} bytes of the package`, options, async (t) => {
  const { js, wasm: module, total } = await ours();
  t.diagnostic(`${total} bytes after gzip: ${js} of JavaScript, ${module} of wasm`);
  const rows = largest(wasm, 15).map(({ gzip, bytes, name }) => `${String(gzip).padStart(6)} ${String(bytes).padStart(6)}  ${name}`);
  for (const row of rows) t.diagnostic(row);
  assert.ok(total <= BUDGET, `${total - BUDGET} bytes too many; the largest functions (after gzip, before):\n${rows.join("\n")}`);
});

test("the README has the right size", options, async () => {
  const readme = await readFile(join(ROOT, "pkg-template/README.md"), "utf8");
  const stated = /loads ([\d.]+) KB after gzip: ([\d.]+) KB of JavaScript, and ([\d.]+) KB of WebAssembly/.exec(readme)?.slice(1).map(Number) ?? [];
  const { js, wasm: module, total } = await ours();
  for (const [index, bytes] of [total, js, module].entries())
    assert.ok(Math.abs(stated[index] - bytes / 1000) <= 0.15, `${stated[index]} KB, and it is ${bytes} bytes`);
});

test("the package is smaller than the official SDK's client", options, async () => {
  assert.ok((await ours()).total < (await official()).whole);
});
