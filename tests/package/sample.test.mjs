// The sample runs unchanged from the installed package, except for an added `server_url`: in Node, in workerd and in
// headless Chromium. Its key is a placeholder. In a page the key must also be allowed.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { after, before, test } from "node:test";
import { createSandbox } from "../sandbox/sandbox.mjs";
import { serve } from "../sandbox/server.mjs";
import { CHROMIUM, launch, openPage, serveSite } from "./browser.mjs";
import { installed } from "./install.mjs";
import { INTEGRATION, sample, split } from "./sample.mjs";
import { assertWhole, expected, ids } from "./truth.mjs";
import { bundleWorker, plainModules, startWorker } from "./workers.mjs";

// Two full pages and a partial one. So few are deleted that a third page is needed.
const sandbox = createSandbox({ candidates: 250, integrations: [INTEGRATION], cors: true });
const truth = expected(sandbox);
/** @type {{ url: string, close: () => Promise<void> }} */
let server;
before(async () => void (server = await serve(sandbox)));
after(() => server?.close());

/** Asserts that the sandbox got three requests since then, with the cursors that it had returned. @param {number} since */
function assertThreePages(since) {
  const asked = sandbox.requests.slice(since).filter(({ method }) => method === "GET");
  assert.deepEqual(
    asked.map(({ status, query }) => [status, Object.keys(query)]),
    [
      [200, []],
      [200, ["cursor"]],
      [200, ["cursor"]],
    ],
  );
  assert.equal(new Set(asked.map(({ query }) => query.cursor)).size, 3);
}

/** @param {string} source @param {string[]} options flags of Node */
async function script(source, options = []) {
  const file = join(await installed(), "sample.mjs");
  await writeFile(file, source);
  const child = spawn(process.execPath, [...options, file], { cwd: await installed(), stdio: ["ignore", "pipe", "pipe"] });
  const [stdout, stderr, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
  await rm(file);
  assert.equal(stderr, "");
  assert.equal(status, 0);
  return stdout;
}

test("the sample needs more than two pages", () => {
  assert.ok(truth.length > 200 && truth.length < 250, `${truth.length} records`);
});

test("in Node the sample prints every candidate, as a user sees it", async () => {
  const since = sandbox.requests.length;
  const printed = await script(sample({ server_url: `${server.url}/v1` }));
  assertThreePages(since);
  // Each page prints its list twice: as `result.data.results`, too deep to be shown, and as `results`.
  const seen = [...printed.matchAll(/^ {6}id: '(\w+)',$/gm)].map(([, id]) => id);
  assert.deepEqual(seen, ids(truth));
  assert.doesNotMatch(printed, /sandbox-key/);
});

test("in Node the sample's pages contain exactly the sandbox's records", async () => {
  const recorder = "data:text/javascript,console.log = (page) => process.stdout.write(JSON.stringify(page.results) + '\\n')";
  const printed = await script(sample({ server_url: `${server.url}/v1` }), ["--import", recorder]);
  const pages = printed
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  assert.deepEqual(
    pages.map((page) => page.length),
    [100, 100, truth.length - 200],
  );
  assertWhole(pages.flat(), truth);
});

/** The sample inside a handler, where a Worker may send requests. @param {Record<string, unknown>} options */
function worker(options, from = "kombo-edge", code = sample(options)) {
  const { line, body } = split(code);
  return `${line.replace("kombo-edge", from)}
export default { async fetch(request, env) {
  const printed = [];
  const console = { log: (page) => printed.push(page.results) };
  ${body}
  return Response.json(printed);
} };`;
}

test("the sample runs in workerd, bundled as wrangler does it", async (t) => {
  const { url, output, stop } = await startWorker(await bundleWorker(worker({ server_url: `${server.url}/v1` })));
  t.after(stop);
  const since = sandbox.requests.length;
  const pages = JSON.parse(await (await fetch(url)).text());
  assertThreePages(since);
  assert.deepEqual(
    pages.map((/** @type {any[]} */ page) => page.length),
    [100, 100, truth.length - 200],
  );
  assertWhole(pages.flat(), truth);
  assert.equal(output(), "");
});

test("the sample runs in workerd without a bundler", async (t) => {
  const source = worker({ server_url: `${server.url}/v1` }, "./kombo-edge/workerd.js");
  const { url, stop } = await startWorker(await plainModules(source));
  t.after(stop);
  assertWhole(JSON.parse(await (await fetch(url)).text()).flat(), truth);
});

test("the sample walks in workerd through a service binding", async (t) => {
  const base = { server_url: "https://kombo.internal/v1" };
  const code = sample(base).replace(" });", ", fetch: (url, init) => env.KOMBO.fetch(url, init) });");
  const { url, stop } = await startWorker(await bundleWorker(worker(base, undefined, code)), {
    serviceBindings: { KOMBO: (/** @type {Request} */ request) => sandbox.fetch(new Request(request.url, { headers: [...request.headers] })) },
    // Requests outside the binding fail.
    outboundService: () => Promise.reject(new Error("past the binding")),
  });
  t.after(stop);
  const since = sandbox.requests.length;
  assertWhole(JSON.parse(await (await fetch(url)).text()).flat(), truth);
  assertThreePages(since);
});

test("the sample runs in Chromium", { skip: CHROMIUM ? false : "there is no Chromium" }, async (t) => {
  const [browser, site] = await Promise.all([launch(), serveSite()]);
  t.after(() => Promise.all([browser.close(), site.close()]));
  site.files.set("/sample.js", sample({ server_url: `${server.url}/v1`, allow_key_in_browser: true }));
  const { page, failures } = await openPage(browser, site);
  const since = sandbox.requests.length;
  const printed = await page.evaluate(async () => {
    /** @type {any[]} */
    const pages = [];
    console.log = (page) => pages.push(page.results);
    await import("/sample.js");
    return JSON.stringify(pages);
  });
  const pages = JSON.parse(printed);
  assertThreePages(since);
  assert.deepEqual(
    pages.map((/** @type {any[]} */ page) => page.length),
    [100, 100, truth.length - 200],
  );
  assertWhole(pages.flat(), truth);
  assert.deepEqual(failures, []);
});
