// One page, whole call, in Node, in workerd and in headless Chromium: each beside its own `Response.json()`.

import { build } from "esbuild";
import { CHROMIUM, launch, openPage, serveSite } from "../tests/package/browser.mjs";
import { ROOT, installed } from "../tests/package/install.mjs";
import { bundleWorker, startWorker } from "../tests/package/workers.mjs";
import { SDK, loadBoth } from "./load.mjs";
import { medians, timing } from "./measure.mjs";
import { peers } from "./peers.mjs";

const IMPORTS = `
import { Kombo as Official } from ${JSON.stringify(`${SDK}/index.js`)};
import { HTTPClient } from ${JSON.stringify(`${SDK}/lib/http.js`)};
import { peers } from ${JSON.stringify(`${ROOT}benches/peers.mjs`)};`;

/** How often a peer runs between two looks at the clock, where the clock is coarse or outside. */
const TIMES = 8;

export async function node(bytes, rounds) {
  const functions = peers(await loadBoth(), bytes);
  return medians(Object.keys(functions), timing(functions), { rounds, warmup: Math.ceil(rounds / 4) });
}

/** Inside a Worker no clock moves while it computes, so the clock is here, around requests that do a peer's work. */
export async function workerd(bytes, rounds) {
  const modules = await bundleWorker(`import { Kombo } from "kombo-edge";${IMPORTS}
    let functions;
    export default { async fetch(request) {
      const { pathname } = new URL(request.url);
      if (request.method === "POST") functions = peers({ Kombo, Official, HTTPClient }, await request.bytes());
      else for (let n = 0; n < ${TIMES}; n += 1) await functions[pathname.slice(1)]();
      return new Response("done");
    } };`);
  const worker = await startWorker(modules);
  try {
    await (await fetch(worker.url, { method: "POST", body: bytes })).text();
    const time = async (name) => {
      const started = performance.now();
      const answer = await fetch(`${worker.url}/${name}`);
      if ((await answer.text()) !== "done") throw new Error(`workerd: ${name} failed: ${worker.said()}`);
      return (performance.now() - started) / TIMES;
    };
    return await medians(Object.keys(peers({ Kombo: class {}, Official: class {}, HTTPClient: class {} })), time, {
      rounds: Math.ceil(rounds / TIMES) + 4,
      warmup: 3,
    });
  } finally {
    await worker.stop();
  }
}

export async function chromium(bytes, rounds) {
  if (!CHROMIUM) return undefined;
  const { outputFiles } = await build({
    stdin: {
      contents: `import { Kombo } from "kombo-edge/inline";${IMPORTS}
        import { medians, timing } from ${JSON.stringify(`${ROOT}benches/measure.mjs`)};
        globalThis.run = async (rounds) => {
          const bytes = new Uint8Array(await (await fetch("/page.json")).arrayBuffer());
          const one = peers({ Kombo, Official, HTTPClient }, bytes);
          const many = Object.fromEntries(Object.entries(one).map(([name, run]) => [name, async () => {
            for (let n = 0; n < ${TIMES}; n += 1) await run();
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
    site.files.set("/run.js", outputFiles[0].text).set("/page.json", bytes);
    const { page, failures } = await openPage(browser, site);
    await page.addScriptTag({ url: "/run.js", type: "module" });
    const found = await page.evaluate((rounds) => globalThis.run(rounds), Math.ceil(rounds / TIMES) + 4);
    if (failures.length > 0) throw new Error(`Chromium: ${failures}`);
    return Object.fromEntries(Object.entries(found).map(([name, ms]) => [name, ms / TIMES]));
  } finally {
    await Promise.all([browser.close(), site.close()]);
  }
}
