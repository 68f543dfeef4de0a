// The client refuses a key in a browser and its workers, and accepts it in environments that only look like one.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { CHROMIUM, launch, openPage, serveSite } from "./browser.mjs";
import { runChild } from "./child.mjs";
import { startIsolate } from "./isolates.mjs";
import { needs, project, run, tool } from "./projects.mjs";
import { COMPATIBILITY_DATES } from "./workers.mjs";

/** Tries a key, and URLs that only a page can use. It is source text, because it runs in other processes. */
const TRIED = `
function tried(Kombo) {
  const attempt = (options) => {
    try {
      new Kombo({ integration_id: "workday:x", ...options });
      return "taken";
    } catch (error) {
      return /browser page/.test(error.message) ? "page" : /server_url/.test(error.message) ? "url" : String(error);
    }
  };
  return [attempt({ api_key: "k" }), attempt({ server_url: "/kombo" }), attempt({ server_url: "http://app.example.com/kombo" })].join();
}
`;
const SERVER = "taken,url,url";

/** Globals that are faked before the client is created, and whether the key is accepted. */
const FAKED = /** @type {[string, string, "taken" | "page"][]} */ ([
  ["nothing", "", "taken"],
  ["a page, as jsdom has it", "window: globalThis, document: {}", "page"],
  ["React Native: a window without a document", "window: globalThis", "taken"],
  ["a document without a window", "document: {}", "taken"],
  ["a browser's worker", "WorkerGlobalScope: class {}, importScripts() {}, self: globalThis, navigator: { userAgent: 'Mozilla/5.0' }", "page"],
  ["a browser's worker that calls itself something else", "WorkerGlobalScope: class {}, importScripts() {}, navigator: { userAgent: 'Node.js/20' }", "page"],
  ["workerd", "WorkerGlobalScope: class {}, WebSocketPair: class {}, navigator: { userAgent: 'Cloudflare-Workers' }", "taken"],
  ["workerd of an old date", "WorkerGlobalScope: class {}, WebSocketPair: class {}, importScripts() {}", "taken"],
  ["Deno's worker", "WorkerGlobalScope: class {}, importScripts() {}, Deno: {}", "taken"],
  ["a library's shim for Node's threads", "importScripts() {}, self: globalThis", "taken"],
  ["an address", "location: new URL('http://app.example.com/')", "taken"],
]);
for (const [name, globals, becomes] of FAKED) {
  test(`with ${name} a key is ${becomes === "page" ? "refused" : "accepted"}`, async () => {
    const set = `for (const [name, value] of Object.entries({ ${globals} })) Object.defineProperty(globalThis, name, { value });`;
    const result = await runChild(`${set}${TRIED}const { Kombo } = await import("kombo-edge");\nconsole.log(JSON.stringify(tried(Kombo)));`);
    assert.equal(result.split(",")[0], becomes);
    if (name === "an address") assert.equal(result, SERVER);
  });
}

test("a thread of Node is not a page", async () => {
  const directory = await project({
    "thread.js": `import { parentPort } from "node:worker_threads";\nimport { Kombo } from "kombo-edge";${TRIED}parentPort.postMessage(tried(Kombo));`,
    "main.js": `import { Worker } from "node:worker_threads";\nnew Worker(new URL("./thread.js", import.meta.url)).on("message", (result) => console.log(result));`,
  });
  const { stdout } = await run(process.execPath, ["main.js"], { cwd: directory });
  assert.equal(stdout.trim(), SERVER);
});

const deno = tool("@deno/linux-x64-glibc/deno");
test("Deno with an address, and its worker, are not a page", needs(deno, "Deno on this machine"), async () => {
  const directory = await project({
    "worker.js": `import { Kombo } from "kombo-edge";${TRIED}postMessage(tried(Kombo));`,
    "main.js": `import { Kombo } from "kombo-edge";${TRIED}console.log(tried(Kombo));
const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
worker.onmessage = ({ data }) => { console.log(data); worker.terminate(); };`,
  });
  const flags = ["run", "--no-prompt", "--no-remote", "--node-modules-dir=manual", "--allow-read=.", "--location", "http://app.example.com/"];
  const { stdout } = await run(deno, [...flags, "main.js"], { cwd: directory, env: { DENO_DIR: `${directory}/cache`, DENO_NO_UPDATE_CHECK: "1" } });
  assert.deepEqual(stdout.trim().split("\n"), [SERVER, SERVER]);
});

const bun = tool("@oven/bun-linux-x64/bin/bun");
test("Bun and its worker are not a page", needs(bun, "Bun on this machine"), async () => {
  const directory = await project({
    "worker.js": `import { Kombo } from "kombo-edge";${TRIED}postMessage(tried(Kombo));`,
    "main.js": `import { Kombo } from "kombo-edge";${TRIED}console.log(tried(Kombo));
const worker = new Worker(new URL("./worker.js", import.meta.url));
worker.onmessage = ({ data }) => { console.log(data); worker.terminate(); };`,
  });
  const { stdout } = await run(bun, ["run", "--no-install", "main.js"], { cwd: directory, env: { BUN_RUNTIME_TRANSPILER_CACHE_PATH: "0", DO_NOT_TRACK: "1" } });
  assert.deepEqual(stdout.trim().split("\n"), [SERVER, SERVER]);
});

for (const compatibilityDate of ["2021-11-02", ...COMPATIBILITY_DATES]) {
  test(`workerd with the date ${compatibilityDate} is not a page`, async () => {
    const worker = `import { Kombo } from "kombo-edge";${TRIED}export default { fetch: async () => new Response(tried(Kombo)) };`;
    const isolate = await startIsolate({ worker, compatibilityDate });
    try {
      assert.equal(await isolate.ask("/"), SERVER);
    } finally {
      await isolate.stop();
    }
  });
}

const inChromium = { skip: CHROMIUM === undefined && "there is no Chromium", timeout: 120_000 };
/** @type {Awaited<ReturnType<typeof launch>>} */
let browser;
/** @type {Awaited<ReturnType<typeof serveSite>>} */
let site;
before(async () => {
  if (!CHROMIUM) return;
  [browser, site] = await Promise.all([launch(), serveSite()]);
  // The constructor checks its options once the module is loaded, which the first request does.
  const script = `import { Kombo } from "/kombo-edge/browser.js";${TRIED}
const ready = new Kombo({ server_url: location.origin, retry: false }).ats.getCandidates().catch(() => {});
const reply = (port) => ready.then(() => port.postMessage(tried(Kombo)));`;
  site.files.set("/dedicated.js", `${script}reply(self);`);
  site.files.set("/shared.js", `${script}onconnect = ({ ports: [port] }) => reply(port);`);
  site.files.set("/service.js", `${script}onmessage = ({ source }) => reply(source);`);
});
after(async () => {
  await browser?.close();
  await site?.close();
});

/** Code that starts each kind of worker in a page and returns its message. */
const WORKERS = {
  dedicated: `new Promise((resolve) => (new Worker("/dedicated.js", { type: "module" }).onmessage = ({ data }) => resolve(data)))`,
  shared: `new Promise((resolve) => (new SharedWorker("/shared.js", { type: "module" }).port.onmessage = ({ data }) => resolve(data)))`,
  service: `(async () => {
    const { active } = (await navigator.serviceWorker.register("/service.js", { type: "module" }), await navigator.serviceWorker.ready);
    return new Promise((resolve) => { navigator.serviceWorker.onmessage = ({ data }) => resolve(data); navigator.serviceWorker.startMessages(); active.postMessage(""); });
  })()`,
};
for (const [kind, started] of Object.entries(WORKERS)) {
  test(`a ${kind} worker of a browser counts as a page`, inChromium, async () => {
    const { page, failures } = await openPage(browser, site);
    // A relative URL is accepted; another origin over http is not.
    assert.equal(await page.evaluate(started), "page,taken,url");
    assert.deepEqual(failures, []);
    await page.close();
  });
}
