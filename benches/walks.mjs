// The costs of a walk apart from its pages: time to the first request, waiting, memory, and growth with the size of a page.

import { execFile } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { packageDirectory } from "../tests/package/install.mjs";
import { loadBoth, SDK_URLS } from "./load.mjs";
import { median, medians, ratios, timing } from "./measure.mjs";
import { pageBytes } from "./page.mjs";
import { clients, INTEGRATION, KEY, peers } from "./peers.mjs";

const run = promisify(execFile);

/** The time from the import to the first request, in milliseconds, each in a new process. */
export async function start(rounds) {
  const ours = pathToFileURL(`${await packageDirectory()}/inline.js`).href;
  const [official, http] = SDK_URLS;
  const options = `api_key: "${KEY}", integration_id: "${INTEGRATION}"`;
  const leave = "const leave = () => { process.stdout.write(String(performance.now() - began)); process.exit(); };";
  const scripts = {
    "kombo-edge": `const began = performance.now(); ${leave}
      const { Kombo } = await import("${ours}");
      await new Kombo({ ${options}, fetch: leave }).ats.getCandidates({});`,
    official: `const began = performance.now(); ${leave}
      const [{ Kombo }, { HTTPClient }] = await Promise.all([import("${official}"), import("${http}")]);
      await new Kombo({ ${options}, http_client: new HTTPClient({ fetcher: leave }) }).ats.getCandidates({});`,
  };
  const time = async (name) => Number((await run("node", ["--input-type=module", "--eval", scripts[name]])).stdout);
  const found = await medians(Object.keys(scripts), time, { rounds, warmup: 2 });
  return { ms: found, ratio: ratios(found, "official")["kombo-edge"] };
}

/** 40 pages, each with 50 ms of server time and 50 ms of caller time. The official SDK does not overlap the two. */
export async function overlap() {
  const fetch = async (...parameters) => {
    await sleep(50);
    const { url } = new Request(...parameters);
    const cursor = Number(new URL(url).searchParams.get("cursor") ?? 0);
    const next = cursor < 39 ? String(cursor + 1) : null;
    return Response.json({ status: "success", data: { next, results: [] } });
  };
  const walk = (client) => async () => {
    let pages = 0;
    for await (const _ of await client.ats.getCandidates({})) {
      await sleep(50);
      pages += 1;
    }
    if (pages !== 40) throw new Error(`${pages} pages`);
  };
  const both = Object.entries(clients(await loadBoth(), fetch));
  const functions = Object.fromEntries(both.map(([name, client]) => [name, walk(client)]));
  const found = await medians(Object.keys(functions), timing(functions), { rounds: 3, warmup: 0 });
  return { ms: found, ratio: ratios(found, "official")["kombo-edge"] };
}

/**
 * A walk of so many pages by each peer, each in its own process: memory after 50 pages and at the end, in MB, and the ratio of a page's
 * time in the last fifth to that in the first.
 */
export async function long(pages) {
  const self = fileURLToPath(import.meta.url);
  const found = {};
  for (const name of ["native", "kombo-edge", "official"]) {
    const { stdout } = await run("node", ["--expose-gc", self, "long", String(pages), name], { maxBuffer: 2 ** 24 });
    found[name] = JSON.parse(stdout);
  }
  return found;
}

async function walkLong(pages, name) {
  const text = new TextDecoder().decode(await pageBytes(250));
  let sent = 0;
  const fetch = async () => {
    sent += 1;
    // As with a network: Node releases the memory of a request with a signal only between two turns of the event loop.
    await sleep(0);
    const body = text.replace('"next":null', sent < pages ? `"next":"${sent}"` : '"next":null');
    return new Response(body, { headers: { "content-type": "application/json" } });
  };
  const memory = () => {
    globalThis.gc();
    const { rss, heapUsed, external } = process.memoryUsage();
    return { rss: rss / 2 ** 20, heap: heapUsed / 2 ** 20, external: external / 2 ** 20 };
  };
  let after;
  let most = 0;
  const ended = [];
  for await (const results of await walkOf(name, fetch)) {
    if (results.length !== 250) throw new Error(`a page of ${results.length}`);
    ended.push(performance.now());
    if (ended.length === 50) after = memory();
    if (ended.length % 100 === 0) most = Math.max(most, process.memoryUsage().rss / 2 ** 20);
  }
  // From page 50 on, when the engine has compiled everything.
  const stretch = Math.floor((pages - 50) / 5);
  const took = (from) => median(ended.slice(from, from + stretch).map((at, index) => at - ended[from + index - 1]));
  const slower = took(pages - stretch) / took(51);
  return { pages: ended.length, after_50: after, at_the_end: memory(), most_rss: most, slower };
}

/** The records of a peer's walk, page by page. */
async function walkOf(name, fetch) {
  if (name === "native") {
    return (async function* () {
      for (let next = ""; next !== null; ) {
        const { data } = await (await fetch()).json();
        yield data.results;
        next = data.next;
      }
    })();
  }
  const client = clients(await loadBoth(), fetch)[name];
  return (async function* () {
    for await (const { result } of await client.ats.getCandidates({})) yield result.data.results;
  })();
}

/** The cost of a page that is `factor` times as large, as a multiple of the cost of one page. */
export async function growth(factors) {
  const both = await loadBoth();
  const cost = {};
  const names = ["native", "kombo-edge", "official"];
  for (const factor of factors) {
    const functions = peers(both, await pageBytes(250 * factor));
    const rounds = Math.max(5, Math.ceil(60 / factor));
    cost[factor] = await medians(names, timing(functions), { rounds, warmup: 2 });
  }
  const [first] = factors;
  const grown = (factor, name) => [name, cost[factor][name] / cost[first][name]];
  return factors.map((factor) => ({
    factor,
    ...Object.fromEntries(names.map((name) => grown(factor, name))),
    ratio: cost[factor]["kombo-edge"] / cost[factor].native,
  }));
}

if (process.argv[2] === "long" && process.argv[1] === fileURLToPath(import.meta.url)) {
  process.stdout.write(JSON.stringify(await walkLong(Number(process.argv[3]), process.argv[4])));
}
