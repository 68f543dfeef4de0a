// What the linters of published packages say of the tarball: nothing.

import assert from "node:assert/strict";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { tarball } from "./install.mjs";
import { run, tool } from "./projects.mjs";

/** Elsewhere than in this repository, whose settings are no part of the package. @param {import("node:test").TestContext} t */
async function elsewhere(t) {
  const cwd = await mkdtemp(join(tmpdir(), "kombo-edge-lint-"));
  t.after(() => rm(cwd, { recursive: true }));
  await cp(await tarball(), join(cwd, "package.tgz"));
  return cwd;
}

test("publint has nothing to say, suggestions included but one", async (t) => {
  const { stdout } = await run(process.execPath, [tool("publint/src/cli.js"), "package.tgz", "--strict"], { cwd: await elsewhere(t) });
  assert.doesNotMatch(stdout, /Warnings|Errors/);
  // Parcel reads no `exports`, so it needs what publint would have there.
  const suggestions = stdout.match(/^\d+\. .*/gm) ?? [];
  assert.deepEqual(suggestions.filter((line) => !line.startsWith("1. pkg.browser ")), []);
});

// The compiled module is a file for bundlers and servers; there is nothing of it to declare.
const ATTW = ["--exclude-entrypoints", "kombo_edge_bg.wasm"];

test("attw finds, for every importer, the types that belong to the code", async (t) => {
  // It ends with a status of its own when it finds something.
  const { stdout } = await run(process.execPath, [tool("@arethetypeswrong/cli/dist/index.js"), "package.tgz", ...ATTW], { cwd: await elsewhere(t) });
  for (const entry of ["kombo-edge", "kombo-edge/inline", "kombo-edge/proxy"]) assert.ok(stdout.includes(`"${entry}"`), stdout);
});
