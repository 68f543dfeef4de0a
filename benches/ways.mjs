// The ways to get from page to page: how much more time a page takes at the end of a long walk than at its beginning. The pages are
// small, so that the cost of the walk itself is visible.

import { execFile } from "node:child_process";
import { setImmediate as turn } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { loadBoth } from "./load.mjs";
import { median } from "./measure.mjs";
import { clients } from "./peers.mjs";

/** Each way calls `onPage` for every page. */
const WAYS = {
  iterated: async (pages, onPage) => {
    for await (const _ of pages) onPage();
  },
  "look-ahead": async (pages, onPage) => {
    for await (const page of pages) {
      await page.next();
      onPage();
    }
  },
  "by hand": async (pages, onPage) => {
    for (let page = await pages; page; page = await page.next()) onPage();
  },
  afresh: async (pages, onPage) => {
    for (let page = await pages; page; ) {
      const walk = page[Symbol.asyncIterator]();
      await walk.next();
      page = (await walk.next()).value;
      await walk.return();
      onPage();
    }
  },
};

/** For each way through so many pages, in its own process: the median time of a page in the last fifth divided by that in the first. */
export async function ways(pages) {
  const self = fileURLToPath(import.meta.url);
  const found = {};
  for (const way of Object.keys(WAYS)) {
    const { stdout } = await promisify(execFile)("node", [self, "ways", String(pages), way]);
    found[way] = JSON.parse(stdout);
  }
  return { pages, slower: found };
}

async function slower(pages, way) {
  const fetch = async (...parameters) => {
    // As with a network: Node releases the memory of a request with a signal only between two turns of the event loop.
    await turn();
    const at = Number(new URL(new Request(...parameters).url).searchParams.get("cursor") ?? 1);
    return Response.json({ status: "success", data: { next: at < pages ? String(at + 1) : null, results: [] } });
  };
  const ended = [];
  const client = clients(await loadBoth(), fetch)["kombo-edge"];
  await WAYS[way](client.ats.getCandidates({}), () => ended.push(performance.now()));
  if (ended.length !== pages) throw new Error(`${ended.length} pages`);
  // From page 50 on, when the engine has compiled everything.
  const stretch = Math.floor((pages - 50) / 5);
  const took = (from) => median(ended.slice(from, from + stretch).map((at, index) => at - ended[from + index - 1]));
  return took(pages - stretch) / took(51);
}

if (process.argv[2] === "ways" && process.argv[1] === fileURLToPath(import.meta.url)) {
  process.stdout.write(JSON.stringify(await slower(Number(process.argv[3]), process.argv[4])));
}
