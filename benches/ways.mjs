// How one goes from page to page, beside plain iteration: how much more time a page takes at the end of a long walk than
// at its beginning. The pages are small, so that the walk's own share shows.

import { execFile } from "node:child_process";
import { setImmediate as turn } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { loadBoth } from "./load.mjs";
import { median } from "./measure.mjs";
import { clients } from "./peers.mjs";

/** Each calls `come` at every page. */
const WAYS = {
  iterated: async (pages, come) => {
    for await (const _ of pages) come();
  },
  "look-ahead": async (pages, come) => {
    for await (const page of pages) {
      await page.next();
      come();
    }
  },
  "by hand": async (pages, come) => {
    for (let page = await pages; page; page = await page.next()) come();
  },
  afresh: async (pages, come) => {
    for (let page = await pages; page; ) {
      const walk = page[Symbol.asyncIterator]();
      await walk.next();
      page = (await walk.next()).value;
      await walk.return();
      come();
    }
  },
};

/** Each way through so many pages, in a process of its own: the last fifth's median time of a page by the first's. */
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
    // As with a network: what Node keeps of a request with a signal it lets go of between two turns only.
    await turn();
    const at = Number(new URL(new Request(...parameters).url).searchParams.get("cursor") ?? 1);
    return Response.json({ status: "success", data: { next: at < pages ? String(at + 1) : null, results: [] } });
  };
  const ended = [];
  const client = clients(await loadBoth(), fetch)["kombo-edge"];
  await WAYS[way](client.ats.getCandidates({}), () => ended.push(performance.now()));
  if (ended.length !== pages) throw new Error(`${ended.length} pages`);
  // After the first 50, when everything is compiled.
  const stretch = Math.floor((pages - 50) / 5);
  const took = (from) => median(ended.slice(from, from + stretch).map((at, index) => at - ended[from + index - 1]));
  return took(pages - stretch) / took(51);
}

if (process.argv[2] === "ways" && process.argv[1] === fileURLToPath(import.meta.url)) {
  process.stdout.write(JSON.stringify(await slower(Number(process.argv[3]), process.argv[4])));
}
