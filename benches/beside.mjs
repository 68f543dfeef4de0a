// Many walks in one process: what a page costs beside how many others, and what is left of walks that nobody ended.

import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { load } from "../tests/package/install.mjs";
import { medians, timing } from "./measure.mjs";
import { pageBytes } from "./page.mjs";
import { answering, clients } from "./peers.mjs";

/** The time of a page with so many walks side by side, as a multiple of its time alone. */
export async function sideBySide(counts, rounds) {
  const { Kombo } = await load();
  const { "kombo-edge": client } = clients({ Kombo }, answering(await pageBytes(25)));
  const most = Math.max(...counts);
  // Each does the same work: as many pages as the largest number of walks has.
  const walks = (count) => async () => {
    for (let left = most; left > 0; left -= count) await Promise.all(Array.from({ length: count }, () => client.ats.getCandidates({})));
  };
  const found = await medians(["1", ...counts.map(String)], timing(Object.fromEntries([1, ...counts].map((count) => [count, walks(count)]))), { rounds, warmup: 2 });
  return Object.fromEntries(counts.map((count) => [count, found[count] / found[1]]));
}

/** MB that the process grows by over the last half of so many walks, each left in the middle to the garbage collector. */
export async function leftBehind(walks) {
  const { stdout } = await promisify(execFile)("node", ["--expose-gc", fileURLToPath(import.meta.url), "left", String(walks)]);
  return JSON.parse(stdout);
}

async function leave(walks) {
  const { Kombo } = await load();
  const page = new TextDecoder().decode(await pageBytes(5)).replace('"next":null', '"next":"c"');
  const { "kombo-edge": client } = clients({ Kombo }, answering(page));
  const look = async () => {
    for (let n = 0; n < 5; n += 1) {
      globalThis.gc();
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    const { rss, heapUsed } = process.memoryUsage();
    return { rss: rss / 2 ** 20, heap: heapUsed / 2 ** 20 };
  };
  let half;
  for (let n = 0; n < walks; n += 1) {
    if (n === walks / 2) half = await look();
    const first = await client.ats.getCandidates({});
    await first.next();
  }
  const end = await look();
  return { rss: end.rss - half.rss, heap: end.heap - half.heap };
}

if (process.argv[2] === "left" && process.argv[1] === fileURLToPath(import.meta.url)) {
  process.stdout.write(JSON.stringify(await leave(Number(process.argv[3]))));
}
