// Many walks in one process: the cost of a page among concurrent walks, and the memory that abandoned walks leave behind.

import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { load } from "../tests/package/install.mjs";
import { medians, timing } from "./measure.mjs";
import { pageBytes } from "./page.mjs";
import { answering, clients } from "./peers.mjs";

/** The time of a page among `count` concurrent walks, as a multiple of its time alone, for each count. */
export async function sideBySide(counts, rounds) {
  const { Kombo } = await load();
  const { "kombo-edge": client } = clients({ Kombo }, answering(await pageBytes(25)));
  const most = Math.max(...counts);
  // Every count fetches the same number of pages: as many as the largest count.
  const walks = (count) => async () => {
    for (let left = most; left > 0; left -= count) await Promise.all(Array.from({ length: count }, () => client.ats.getCandidates({})));
  };
  const found = await medians(["1", ...counts.map(String)], timing(Object.fromEntries([1, ...counts].map((count) => [count, walks(count)]))), {
    rounds,
    warmup: 2,
  });
  return Object.fromEntries(counts.map((count) => [count, found[count] / found[1]]));
}

/** The growth of memory in MB over the second half of so many walks. Each is abandoned after two pages. */
export async function leftBehind(walks) {
  const { stdout } = await promisify(execFile)("node", ["--expose-gc", fileURLToPath(import.meta.url), "left", String(walks)]);
  return JSON.parse(stdout);
}

async function abandon(walks) {
  const { Kombo } = await load();
  const page = new TextDecoder().decode(await pageBytes(5)).replace('"next":null', '"next":"c"');
  const { "kombo-edge": client } = clients({ Kombo }, answering(page));
  const memory = async () => {
    for (let n = 0; n < 5; n += 1) {
      globalThis.gc();
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    const { rss, heapUsed } = process.memoryUsage();
    return { rss: rss / 2 ** 20, heap: heapUsed / 2 ** 20 };
  };
  let half;
  for (let n = 0; n < walks; n += 1) {
    if (n === walks / 2) half = await memory();
    const first = await client.ats.getCandidates({});
    await first.next();
  }
  const end = await memory();
  return { rss: end.rss - half.rss, heap: end.heap - half.heap };
}

if (process.argv[2] === "left" && process.argv[1] === fileURLToPath(import.meta.url)) {
  process.stdout.write(JSON.stringify(await abandon(Number(process.argv[3]))));
}
