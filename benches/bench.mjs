// `cargo xtask bench`: measures all figures of the table in one run, as ratios to peers in the same process.
// --quick: fewer rounds. --write: updates benches/results.json, chart.svg and the table in README.md.

import { readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { cpus, release } from "node:os";
import { load, ROOT } from "../tests/package/install.mjs";
import { leftBehind, sideBySide } from "./beside.mjs";
import { chart } from "./chart.mjs";
import { noise, ratiosOf } from "./measure.mjs";
import { pages } from "./page.mjs";
import { crossings, pieces } from "./pieces.mjs";
import { chromium, node, workerd } from "./runtimes.mjs";
import { features, official, ours } from "./size.mjs";
import { table } from "./table.mjs";
import { growth, long, overlap, start } from "./walks.mjs";
import { ways } from "./ways.mjs";
import { worst } from "./worst.mjs";

const quick = process.argv.includes("--quick");
const rounds = quick ? 30 : 160;

async function step(name, run) {
  process.stderr.write(`bench: ${name}\n`);
  return run();
}

const version = (name) => createRequire(`${ROOT}package.json`)(`${ROOT}node_modules/${name}/package.json`).version;
const all = await pages();
const busy = noise();
const runtimes = {};
for (const [name, measure] of Object.entries({ Node: node, workerd, Chromium: chromium })) {
  const found = await step(`one page in ${name}`, () => measure(all, rounds));
  if (found) runtimes[name] = { ms: found, ratio: ratiosOf(found) };
}
const report = {
  when: new Date().toISOString().slice(0, 10),
  machine: `${cpus()[0]?.model.trim()}, ${cpus().length} cores, ${process.platform} ${release()}`,
  versions: {
    node: process.version,
    workerd: version("workerd"),
    "kombo-edge": (await load()).VERSION,
    "@kombo-api/sdk": version("@kombo-api/sdk"),
  },
  busy: Math.max(busy, noise()),
  page: { candidates: 250, bytes: Object.fromEntries(Object.entries(all).map(([name, bytes]) => [name, bytes.length])) },
  runtimes,
  pieces: await step("the pieces of a page", () => pieces(all.mixed, quick ? 40 : 200)),
  crossings: await step("calls per page", crossings),
  size: { "kombo-edge": await step("size", ours), official: await official(), features: await features() },
  start: await step("from import to the first request", () => start(quick ? 5 : 15)),
  overlap: await step("40 pages, 50 ms each on both sides", overlap),
  // The package rejects a page of more than 10,000 records, so 40 is the largest factor.
  growth: await step("pages up to 40 times as large", () => growth([1, 10, 40])),
  long: await step("memory and time over many pages", () => long(quick ? 300 : 2000)),
  side_by_side: await step("8, 64 and 256 concurrent walks", () => sideBySide([8, 64, 256], quick ? 5 : 15)),
  left_behind: await step("abandoned walks", () => leftBehind(quick ? 400 : 2000)),
  worst: await step("memory at the worst pages", worst),
  ways: await step("ways from page to page", () => ways(quick ? 600 : 2400)),
};
const text = table(report);
process.stdout.write(`${text}\n`);
if (report.busy > 0.25)
  process.stderr.write(`bench: the machine was busy (${(100 * report.busy).toFixed(0)} % between equal pieces of work): run it again when it is quiet\n`);
if (process.argv.includes("--write")) {
  const file = (name) => new URL(name, import.meta.url);
  const readme = await readFile(file("README.md"), "utf8");
  await writeFile(file("results.json"), `${JSON.stringify(report, null, 2)}\n`);
  await writeFile(file("chart.svg"), chart(report));
  await writeFile(
    file("README.md"),
    readme.replace(/(?<=<!-- results -->\n)[^]*(?=<!-- end -->)/, () => text),
  );
}
