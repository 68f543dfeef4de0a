// Measures the explorer (`www/`) with 100,000 candidates: the longest task while scrolling and typing, and its memory compared with
// that of the records alone.
//
//   node benches/explorer.mjs [--candidates 100000]    (after `cargo xtask pack`)

import { parseArgs } from "node:util";
import { startSite } from "../tests/demo/site.mjs";
import { launch } from "../tests/package/browser.mjs";
import { openPage, rowCount } from "../tests/package/explorer.mjs";

const { values } = parseArgs({ options: { candidates: { type: "string", default: "100000" } } });
const candidates = Number(values.candidates);
const [site, browser] = await Promise.all([startSite({ candidates }), launch()]);
const megabytes = (bytes) => `${(bytes / 1e6).toFixed(0)} MB`;

/** The size of the page's heap after garbage collection, in bytes. */
async function heap(page) {
  const session = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  return usedSize;
}

/** The memory of the records alone, in bytes: after the same walk in a page that only keeps them in a list. */
async function recordsAlone() {
  const { page, close } = await openPage(browser, site);
  const before = await heap(page);
  await page.evaluate(async () => {
    const { Kombo } = await import("./kombo-edge/browser.js");
    globalThis.kept = [];
    const kombo = new Kombo({ server_url: new URL("./kombo", location.href), integration_id: "workday:sandbox" });
    for await (const { results } of kombo.ats.getCandidates({ page_size: 250 })) globalThis.kept.push(...results);
  });
  const used = (await heap(page)) - before;
  await close();
  return used;
}

/**
 * The tasks of the page's main thread during an action: their CPU time, and the elapsed time, which is longer on a busy machine.
 */
async function tasks(page, act) {
  await browser.startTracing(page, { categories: ["toplevel", "__metadata"] });
  const began = performance.now();
  await act();
  const took = performance.now() - began;
  const { traceEvents } = JSON.parse(String(await browser.stopTracing()));
  const main = new Set(traceEvents.filter(({ name, args }) => name === "thread_name" && args.name === "CrRendererMain").map(({ pid, tid }) => `${pid} ${tid}`));
  const run = traceEvents.filter(({ name, pid, tid, tdur }) => name.endsWith("RunTask") && main.has(`${pid} ${tid}`) && tdur !== undefined);
  const longest = (of) => Math.round(run.reduce((most, event) => Math.max(most, event[of]), 0) / 1000);
  return { longest: longest("tdur"), passed: longest("dur"), over: run.filter(({ tdur }) => tdur > 100_000).length, took };
}

const format = ({ longest, passed, over, took }) =>
  `longest task ${longest} ms of computing (${passed} ms passed), ${over} over 100 ms; ${(took / 1000).toFixed(1)} s in all`;

const baseline = await recordsAlone();
const { page } = await openPage(browser, site, { hash: "#page_size=250" });
page.setDefaultTimeout(300_000);
const settled = () => page.waitForFunction(() => !document.querySelector(".count-shown").innerText.includes("Looking"));

console.log(
  `walking    ${format(
    await tasks(page, async () => {
      await page.locator("button.walk").click();
      await page.locator(".runbar:is(.done, .failed)").waitFor({ timeout: 600_000 });
    }),
  )}`,
);
console.log(`           ${await rowCount(page)} rows`);
const used = await heap(page);
console.log(`memory     ${megabytes(used)}, the records alone ${megabytes(baseline)}: ${(used / baseline).toFixed(2)} times`);
console.log(
  `scrolling  ${format(
    await tasks(page, () =>
      page.evaluate(async () => {
        const table = document.querySelector(".table");
        for (let step = 0; step <= 120; step++) {
          table.scrollTop = ((table.scrollHeight - table.clientHeight) * step) / 120;
          await new Promise(requestAnimationFrame);
        }
      }),
    ),
  )}`,
);
console.log(
  `typing     ${format(
    await tasks(page, async () => {
      await page.locator("#search").focus();
      await page.keyboard.type("engineer umbrella müller", { delay: 60 });
      await settled();
    }),
  )}`,
);
await page.locator("#search").fill("");
await settled();
for (const column of ["Changed", "Name"]) {
  console.log(
    `sorting    ${format(
      await tasks(page, async () => {
        await page.getByRole("columnheader", { name: column }).getByRole("button").click();
        await settled();
      }),
    )} (${column})`,
  );
}
console.log(
  `filtering  ${format(
    await tasks(page, async () => {
      await page.locator(".coverage-button", { hasText: "phone_numbers" }).click();
      await settled();
    }),
  )}`,
);
await Promise.all([site.stop(), browser.close()]);
