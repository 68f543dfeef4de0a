// Measures a whole call for one page in Node, workerd and headless Chromium, each compared with its own `Response.json()`.

import { build } from "esbuild";
import { CHROMIUM, launch, openPage, serveSite } from "../tests/package/browser.mjs";
import { installed, ROOT } from "../tests/package/install.mjs";
import { bundleWorker, startWorker } from "../tests/package/workers.mjs";
import { loadBoth, SDK } from "./load.mjs";
import { medians, timing } from "./measure.mjs";
import { peersOf } from "./peers.mjs";

const IMPORTS = `
import { Kombo as Official } from ${JSON.stringify(`${SDK}/index.js`)};
import { HTTPClient } from ${JSON.stringify(`${SDK}/lib/http.js`)};
import { peersOf, proxies } from ${JSON.stringify(`${ROOT}benches/peers.mjs`)};`;

/** The number of runs per measurement, where the clock is coarse or outside the runtime. */
const RUNS = 8;

/** @param {Record<string, Uint8Array>} pages by variant; the first one is measured with all peers */
export async function node(pages, rounds) {
  const functions = peersOf(await loadBoth(), pages);
  return medians(Object.keys(functions), timing(functions), { rounds, warmup: Math.ceil(rounds / 4) });
}

/** In a Worker, the clock stands still while code runs. So the time is measured here, around requests that each run a peer. */
export async function workerd(pages, rounds) {
  const modules = await bundleWorker(`import { Kombo } from "kombo-edge"; import { createProxy } from "kombo-edge/proxy";${IMPORTS}
    const pages = {};
    let functions;
    export default { async fetch(request) {
      const name = decodeURIComponent(new URL(request.url).pathname.slice(1));
      if (request.method === "POST") pages[name] = await request.bytes();
      functions ??= name === "all" ? { ...peersOf({ Kombo, Official, HTTPClient }, pages), ...proxies(createProxy, pages.mixed) } : undefined;
      if (name === "all") return Response.json(Object.keys(functions));
      for (let n = 0; functions && n < ${RUNS}; n += 1) await functions[name]();
      return new Response("done");
    } };`);
  const worker = await startWorker(modules);
  const send = async (name, init) => {
    const text = await (await fetch(`${worker.url}/${encodeURIComponent(name)}`, init)).text();
    if (name !== "all" && text !== "done") throw new Error(`workerd: ${name} failed: ${worker.output()}`);
    return text;
  };
  try {
    for (const [name, body] of Object.entries(pages)) await send(name, { method: "POST", body });
    const names = JSON.parse(await send("all"));
    const time = async (name) => {
      const started = performance.now();
      await send(name);
      return (performance.now() - started) / RUNS;
    };
    return await medians(names, time, { rounds: Math.ceil(rounds / RUNS) + 4, warmup: 3 });
  } finally {
    await worker.stop();
  }
}

export async function chromium(pages, rounds) {
  if (!CHROMIUM) return undefined;
  const { outputFiles } = await build({
    stdin: {
      contents: `import { Kombo } from "kombo-edge/inline";${IMPORTS}
        import { medians, timing } from ${JSON.stringify(`${ROOT}benches/measure.mjs`)};
        globalThis.run = async (rounds, names) => {
          const read = async (name) => [name, new Uint8Array(await (await fetch("/" + name + ".json")).arrayBuffer())];
          const one = peersOf({ Kombo, Official, HTTPClient }, Object.fromEntries(await Promise.all(names.map(read))));
          const many = Object.fromEntries(Object.entries(one).map(([name, run]) => [name, async () => {
            for (let n = 0; n < ${RUNS}; n += 1) await run();
          }]));
          return medians(Object.keys(many), timing(many), { rounds, warmup: 3 });
        };`,
      resolveDir: await installed(),
    },
    bundle: true,
    write: false,
    format: "esm",
    target: "es2022",
    logLevel: "error",
  });
  const [site, browser] = await Promise.all([serveSite(), launch()]);
  try {
    site.files.set("/run.js", outputFiles[0].text);
    for (const [name, bytes] of Object.entries(pages)) site.files.set(`/${name}.json`, bytes);
    const { page, failures } = await openPage(browser, site);
    await page.addScriptTag({ url: "/run.js", type: "module" });
    const found = await page.evaluate(([rounds, names]) => globalThis.run(rounds, names), [Math.ceil(rounds / RUNS) + 4, Object.keys(pages)]);
    if (failures.length > 0) throw new Error(`Chromium: ${failures}`);
    return Object.fromEntries(Object.entries(found).map(([name, ms]) => [name, ms / RUNS]));
  } finally {
    await Promise.all([browser.close(), site.close()]);
  }
}
