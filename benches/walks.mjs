// What a walk costs besides its pages: the way to the first request, waiting, memory, and how it grows.

import { execFile } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { ROOT, load, packageDirectory } from "../tests/package/install.mjs";
import { medians, ratios, timing } from "./measure.mjs";
import { pageBytes } from "./page.mjs";
import { INTEGRATION, KEY, peers } from "./peers.mjs";

const run = promisify(execFile);
const OFFICIAL = pathToFileURL(`${ROOT}node_modules/@kombo-api/sdk/esm/index.js`).href;
const OFFICIAL_HTTP = pathToFileURL(`${ROOT}node_modules/@kombo-api/sdk/esm/lib/http.js`).href;

/** Milliseconds from the import to the first request, each in a fresh process. */
export async function start(rounds) {
  const ours = pathToFileURL(`${await packageDirectory()}/node.js`).href;
  const options = `api_key: "${KEY}", integration_id: "${INTEGRATION}"`;
  const leave = "const leave = () => { process.stdout.write(String(performance.now() - began)); process.exit(); };";
  const scripts = {
    "kombo-edge": `const began = performance.now(); ${leave}
      const { Kombo } = await import("${ours}");
      await new Kombo({ ${options}, fetch: leave }).ats.getCandidates({});`,
    official: `const began = performance.now(); ${leave}
      const [{ Kombo }, { HTTPClient }] = await Promise.all([import("${OFFICIAL}"), import("${OFFICIAL_HTTP}")]);
      await new Kombo({ ${options}, http_client: new HTTPClient({ fetcher: leave }) }).ats.getCandidates({});`,
  };
  const time = async (name) => Number((await run("node", ["--input-type=module", "--eval", scripts[name]])).stdout);
  const found = await medians(Object.keys(scripts), time, { rounds, warmup: 2 });
  return { ms: found, ratio: ratios(found, "official")["kombo-edge"] };
}

/** 40 pages, of which the server takes 50 ms each and the caller too. The official SDK does one after the other. */
export async function overlap() {
  const cursor = (request) => Number(new URL(request.url).searchParams.get("cursor") ?? 0);
  const fetch = async (request) => {
    await sleep(50);
    const next = cursor(request) < 39 ? String(cursor(request) + 1) : null;
    return Response.json({ status: "success", data: { next, results: [] } });
  };
  const [{ Kombo }, { Kombo: Official }, { HTTPClient }] = await Promise.all([load(), import(OFFICIAL), import(OFFICIAL_HTTP)]);
  const options = { api_key: KEY, integration_id: INTEGRATION };
  const walk = (client) => async () => {
    let pages = 0;
    for await (const _ of await client.ats.getCandidates({})) {
      await sleep(50);
      pages += 1;
    }
    if (pages !== 40) throw new Error(`${pages} pages`);
  };
  const functions = {
    "kombo-edge": walk(new Kombo({ ...options, fetch })),
    official: walk(new Official({ ...options, http_client: new HTTPClient({ fetcher: fetch }) })),
  };
  const found = await medians(Object.keys(functions), timing(functions), { rounds: 3, warmup: 0 });
  return { ms: found, ratio: ratios(found, "official")["kombo-edge"] };
}

/** Memory over a walk of so many pages, in MB: after the first 50, and at the end. A process of its own. */
export async function memory(pages) {
  const self = fileURLToPath(import.meta.url);
  const { stdout } = await run("node", ["--expose-gc", self, "memory", String(pages)], { maxBuffer: 2 ** 24 });
  return JSON.parse(stdout);
}

async function walkMemory(pages) {
  const { Kombo } = await load();
  const text = new TextDecoder().decode(await pageBytes(250));
  let sent = 0;
  const fetch = async () => {
    sent += 1;
    // As a network does: what Node keeps of a request with a signal it lets go of between two turns only.
    await sleep(0);
    return new Response(text.replace('"next":null', sent < pages ? `"next":"${sent}"` : '"next":null'));
  };
  const look = () => {
    globalThis.gc();
    const { rss, heapUsed, external } = process.memoryUsage();
    return { rss: rss / 2 ** 20, heap: heapUsed / 2 ** 20, external: external / 2 ** 20 };
  };
  let [walked, after, most] = [0, undefined, 0];
  for await (const page of new Kombo({ api_key: KEY, integration_id: INTEGRATION, fetch }).ats.getCandidates({})) {
    if (page.results.length !== 250) throw new Error(`a page of ${page.results.length}`);
    walked += 1;
    if (walked === 50) after = look();
    if (walked % 100 === 0) most = Math.max(most, process.memoryUsage().rss / 2 ** 20);
  }
  return { pages: walked, after_50: after, at_the_end: look(), most_rss: most };
}

/** What a page costs that is so many times as large, as a multiple of what one page costs. */
export async function growth(factors) {
  const { Kombo } = await load();
  const cost = {};
  for (const factor of factors) {
    const { "kombo-edge": ours, native } = peers({ Kombo }, await pageBytes(250 * factor));
    const rounds = Math.max(5, Math.ceil(60 / factor));
    cost[factor] = await medians(["native", "kombo-edge"], timing({ native, "kombo-edge": ours }), { rounds, warmup: 2 });
  }
  const [first] = factors;
  return factors.map((factor) => ({
    factor,
    native: cost[factor].native / cost[first].native,
    "kombo-edge": cost[factor]["kombo-edge"] / cost[first]["kombo-edge"],
    ratio: cost[factor]["kombo-edge"] / cost[factor].native,
  }));
}

if (process.argv[2] === "memory" && process.argv[1] === fileURLToPath(import.meta.url)) {
  process.stdout.write(JSON.stringify(await walkMemory(Number(process.argv[3]))));
}
