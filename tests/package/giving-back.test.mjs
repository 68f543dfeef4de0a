// The module's memory grows for large pages. It is kept while such pages come, and released afterwards.

import assert from "node:assert/strict";
import { test } from "node:test";
import { beside, runChild } from "./child.mjs";

const MB = 2 ** 20;

const SETUP = `
const { moduleBytes } = await import(${beside("memory.mjs")});
const { Kombo } = await import("kombo-edge");
/** A page of mb MB. */
const body = (mb) => new TextEncoder().encode(\`{"status":"success","data":{"next":null,"results":["\${"é".repeat(mb * ${MB / 2})}"]}}\`);
const pages = (bytes) => new Kombo({ api_key: "k", integration_id: "x:y", retry: false, fetch: async () => new Response(bytes) }).ats.getCandidates();
const [large, small] = [body(12), body(0.01)];
const collected = async () => {
  for (let turn = 0; turn < 4; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    globalThis.gc();
  }
  await new Promise((resolve) => setImmediate(resolve));
  return moduleBytes();
};
/** Starts a walk whose body does not end, which keeps the instance in use. */
const underWay = () => void pages(new ReadableStream()).then(() => {}, () => {});
const report = (bytes) => {
  console.log(bytes);
  process.exit();
};`;

const MUCH = 32 * MB;
const ROWS = [
  // No garbage is collected during the run, so every instance that was made counts.
  ["one instance serves a walk of large pages", "for (let n = 0; n < 6; n += 1) await pages(large); report(moduleBytes());", [MUCH, 90 * MB]],
  ["256 large pages side by side share one", "await Promise.all(Array.from({ length: 256 }, () => pages(body(1)))); report(moduleBytes());", [0, 90 * MB]],
  ["after the last page, the memory is garbage", "await pages(large); report(await collected());", [0, MB]],
  [
    "small pages after a large one get a small instance, though others are under way",
    "underWay(); await pages(large); const before = moduleBytes(); for (let n = 0; n < 200; n += 1) await pages(small); report(moduleBytes() - before);",
    [1, 2 * MB],
  ],
  ["small memory is kept", "await pages(small); await collected(); report(await collected());", [1, 4 * MB]],
];

for (const [name, code, [least, most]] of ROWS) {
  test(name, async () => {
    const bytes = await runChild(`${SETUP}\n${code}`, ["--expose-gc"]);
    assert.ok(least <= bytes && bytes <= most, `${(bytes / MB).toFixed(1)} MB`);
  });
}
