// "Bounds": the worst pages of up to 10 MB that a server could send. Each gives a page or one correct error, within bounded
// memory, and the same module walks a normal page afterwards. In Node; worst-pages-workerd.test.mjs runs them in workerd.

import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { beside, runChild } from "./child.mjs";
import { Kombo } from "./kit.mjs";
import { outcome } from "./outcome.mjs";
import { complaint, MULTIPLIED_ROWS, OTHER_ROWS } from "./worst.mjs";

const MB = 2 ** 20;
let directory;
before(async () => void (directory = await mkdtemp(join(tmpdir(), "kombo-edge-worst-"))));
after(() => rm(directory, { recursive: true, force: true }));

/** Walks one page; prints the result, and by how much the peak of resident memory exceeds the memory before. */
const script = (file, mode, status) => `
import { readFileSync } from "node:fs";
import { Kombo } from "kombo-edge";
import { outcome } from ${beside("outcome.mjs")};
const body = readFileSync(${JSON.stringify(file)});
const before = process.memoryUsage().rss;
const fetch = async () => new Response(body, { status: ${status}, headers: { "content-type": "application/json" } });
const found = await outcome(Kombo, fetch, "${mode}");
// maxRSS is in kilobytes.
const grown = process.resourceUsage().maxRSS * 1024 - before;
console.log(JSON.stringify({ ...found, bytes: body.length, grown }));`;

for (const { name, mode, status, expected, body } of MULTIPLIED_ROWS) {
  test(`${name} (${mode}), in a separate process, stays within its memory`, async () => {
    const file = join(directory, "page.json");
    await writeFile(file, body());
    const found = await runChild(script(file, mode, status));
    assert.deepEqual(complaint(found, expected, mode), []);
    const bound = 16 * found.bytes + 64 * MB;
    assert.ok(
      found.grown <= bound,
      `${Math.round(found.grown / MB)} MB for ${(found.bytes / MB).toFixed(1)} MB, instead of ${Math.round(bound / MB)} at the most`,
    );
  });
}

for (const { name, mode, status, expected, body } of OTHER_ROWS) {
  test(`${name} (${mode}) gives the expected page or error`, async () => {
    const bytes = body();
    const fetch = async () => new Response(bytes, { status, headers: { "content-type": "application/json" } });
    assert.deepEqual(complaint(await outcome(Kombo, fetch, mode), expected, mode), []);
  });
}
