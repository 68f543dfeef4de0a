// The linters of published packages find nothing in the tarball.

import assert from "node:assert/strict";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { tarball } from "./install.mjs";
import { run, tool } from "./projects.mjs";

/** A directory outside this repository, whose settings are not part of the package. @param {import("node:test").TestContext} t */
async function elsewhere(t) {
  const cwd = await mkdtemp(join(tmpdir(), "kombo-edge-lint-"));
  t.after(() => rm(cwd, { recursive: true }));
  await cp(await tarball(), join(cwd, "package.tgz"));
  return cwd;
}

test("publint reports nothing, except for one suggestion", async (t) => {
  const { stdout } = await run(process.execPath, [tool("publint/src/cli.js"), "package.tgz", "--strict"], { cwd: await elsewhere(t) });
  assert.doesNotMatch(stdout, /Warnings|Errors/);
  // Parcel does not read `exports`, so the package needs the field that publint would move there.
  const suggestions = stdout.match(/^\d+\. .*/gm) ?? [];
  assert.deepEqual(
    suggestions.filter((line) => !line.startsWith("1. pkg.browser ")),
    [],
  );
});

// The compiled module is a file for bundlers and servers. It has no types.
const ATTW = ["--exclude-entrypoints", "kombo_edge_bg.wasm"];

test("attw finds the matching types for every importer", async (t) => {
  // It exits with its own status when it finds something.
  const { stdout } = await run(process.execPath, [tool("@arethetypeswrong/cli/dist/index.js"), "package.tgz", ...ATTW], { cwd: await elsewhere(t) });
  for (const entry of ["kombo-edge", "kombo-edge/inline", "kombo-edge/proxy"]) assert.ok(stdout.includes(`"${entry}"`), stdout);
});
