// Code that is copied from the demo reads from the demo's own sandbox, with its fault, and needs no key.

import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { transform } from "esbuild";
import { button, choose, options, pages, rowCount, walk } from "./explorer.mjs";
import { packageDirectory } from "./install.mjs";
import { run } from "./projects.mjs";

const open = pages();

for (const format of ["TypeScript", "Command"])
  test(`copied from the demo, the ${format} prints the records that the page shows`, options, async (t) => {
    const { page } = await open(t);
    await choose(page, "odd-record:big-number");
    await walk(page, "include_deleted=true&show=lacks:phone_numbers");
    await button(page, "Copy as code").click();
    await button(page, format).click();
    const code = await page.locator(".listing").innerText();
    const cwd = await mkdtemp(join(tmpdir(), "kombo-edge-copied-"));
    t.after(() => rm(cwd, { recursive: true, force: true }));
    const directory = await packageDirectory();
    const { KOMBO_API_KEY: _, ...env } = process.env;
    let printed;
    if (format === "TypeScript") {
      const script = await transform(code.replace('"kombo-edge"', JSON.stringify(join(directory, "inline.js"))), { loader: "ts", format: "esm" });
      await writeFile(join(cwd, "copied.mjs"), script.code);
      printed = await run(process.execPath, ["copied.mjs"], { cwd, env });
    } else {
      const npx = `npx() { shift; "${process.execPath}" "${join(directory, "bin/cli.js")}" "$@"; }`;
      printed = await run("/bin/sh", ["-c", `${npx}\n${code}`], { cwd, env, maxBuffer: 1e8 });
    }
    assert.equal(printed.stdout.trimEnd().split("\n").length, await rowCount(page), code);
  });
