// What the module's memory has grown to for large pages: kept while such pages come, given back afterwards.

import assert from "node:assert/strict";
import { test } from "node:test";
import { beside, runChild } from "./child.mjs";

const MB = 2 ** 20;

const SETUP = `
const { moduleBytes } = await import(${beside("memory.mjs")});
const { Kombo } = await import("kombo-edge");
/** So many MB. */
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
/** As long as its body does not end, the instance is in use. */
const underWay = () => void pages(new ReadableStream()).then(() => {}, () => {});
const tell = (bytes) => {
  console.log(bytes);
  process.exit();
};`;

const MUCH = 32 * MB;
const ROWS = [
  // Without garbage being collected meanwhile, each instance that was made counts.
  ["one instance serves a walk of large pages", "for (let n = 0; n < 6; n += 1) await pages(large); tell(moduleBytes());", [MUCH, 90 * MB]],
  ["256 large pages side by side share one", "await Promise.all(Array.from({ length: 256 }, () => pages(body(1)))); tell(moduleBytes());", [0, 90 * MB]],
  ["after the last page, the memory is garbage", "await pages(large); tell(await collected());", [0, MB]],
  [
    "small pages after a large one get a small instance, though others are under way",
    "underWay(); await pages(large); const before = moduleBytes(); for (let n = 0; n < 200; n += 1) await pages(small); tell(moduleBytes() - before);",
    [1, 2 * MB],
  ],
  ["what is small stays", "await pages(small); await collected(); tell(await collected());", [1, 4 * MB]],
];

for (const [name, code, [least, most]] of ROWS) {
  test(name, async () => {
    const bytes = await runChild(`${SETUP}\n${code}`, ["--expose-gc"]);
    assert.ok(least <= bytes && bytes <= most, `${(bytes / MB).toFixed(1)} MB`);
  });
}
