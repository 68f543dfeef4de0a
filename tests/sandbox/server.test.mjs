// The same answers from every way to run it: in this process, over HTTP, as a command, and in workerd.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { Miniflare } from "miniflare";
import { baseUrl, createSandbox } from "./sandbox.mjs";
import { serve } from "./server.mjs";
import { ask, HEADERS, ids, send, walk } from "./testing.mjs";

const SIZE = 120;
const sandbox = createSandbox({ candidates: SIZE, seed: 3 });
/** @type {{ url: string, close: () => Promise<void> }} */
let server;
/** @type {Miniflare} */
let miniflare;
let worker = "";
before(async () => {
  server = await serve(sandbox);
  miniflare = new Miniflare({
    modules: true, scriptPath: fileURLToPath(new URL("worker.mjs", import.meta.url)), compatibilityDate: "2025-01-01", host: "127.0.0.1", port: 0, bindings: { CANDIDATES: String(SIZE), SEED: "3" },
    // It prints a stack for every body that a fault cuts; what matters arrives as an answer.
    handleRuntimeStdio: (stdout, stderr) => void (stdout.resume(), stderr.resume()),
  });
  worker = (await miniflare.ready).origin;
});
after(async () => {
  await miniflare?.dispose();
  await server?.close();
});

/** Query, headers beyond the usual, and faults: asked in all three places. */
const SAME = [
  [{}],
  [{ page_size: 250 }],
  [{ page_size: 7, include_deleted: true }],
  [{ updated_after: "2025-05-01T00:00:00.000Z", include_deleted: true }],
  [{ first_name: "ŁUKASZ" }],
  [{ email: "nobody@example.com" }],
  [{ ids: ids(sandbox.truth()).slice(3, 9).join() }],
  [{ page_size: 0 }],
  [{ nope: 1 }],
  [{ cursor: "nonsense" }],
  [{}, { "x-integration-id": "lever:sandbox" }],
  [{}, { "x-integration-id": "lever:inactive" }],
  [{}, { "x-integration-id": "nope:nope" }],
  [{}, { authorization: "Bearer wrong" }],
  [{ page_size: 5 }, {}, "429"],
  [{ page_size: 5 }, {}, "html502"],
  [{ page_size: 5 }, {}, "503"],
  [{ page_size: 5 }, {}, "code:SOME.NEW_CODE"],
  [{ page_size: 5 }, {}, "redirect"],
  [{ page_size: 5 }, {}, "empty-body"],
  [{ page_size: 5 }, {}, "empty-page"],
  [{ page_size: 5 }, {}, "missing-next"],
  [{ page_size: 5 }, {}, "odd-record:duplicate-key"],
  [{ page_size: 5 }, {}, "odd-record:lone-surrogate"],
  [{ page_size: 5 }, {}, "not-utf8"],
  [{ page_size: 5 }, {}, "deep"],
  [{ page_size: 5 }, {}, "short"],
  [{ page_size: 5 }, {}, "bom"],
  [{ page_size: 5 }, {}, "slow-body:1"],
  [{ page_size: 5 }, {}, "bytewise:50"],
  [{ page_size: 5 }, {}, "huge:1"],
];
for (const [query, extra, spec] of SAME) {
  test(`Node, HTTP and workerd agree on ${JSON.stringify(query).slice(0, 60)} ${spec ?? Object.values(extra ?? {})}`, async () => {
    const answers = [];
    for (const [fetcher, origin] of [[sandbox.fetch, "http://sandbox.test"], [fetch, server.url], [fetch, worker]]) {
      const response = await send(fetcher, query, { base: baseUrl(origin, spec), headers: { ...HEADERS, ...extra } });
      answers.push([response.status, response.headers.get("content-type"), Buffer.from(await response.arrayBuffer()).toString("latin1")]);
    }
    assert.deepEqual(answers[1], answers[0]);
    assert.deepEqual(answers[2], answers[0]);
  });
}

test("a walk through workerd is complete", async () => {
  assert.deepEqual((await walk(fetch, { page_size: 50, include_deleted: true }, { base: baseUrl(worker) })).flat(), JSON.parse(JSON.stringify(sandbox.truth({ include_deleted: true }))));
});

test("workerd keeps count between requests, and cuts bodies", async () => {
  const base = baseUrl(worker, "503x1,cut@2", "w1");
  assert.equal((await send(fetch, {}, { base })).status, 503);
  await assert.rejects((await send(fetch, {}, { base })).text(), TypeError);
  assert.equal((await ask(fetch, {}, { base })).status, 200);
});

test("a client that leaves a hanging worker gets away", async () => {
  const gone = new AbortController();
  const waiting = send(fetch, {}, { base: baseUrl(worker, "hang", "w2"), signal: gone.signal });
  await send(fetch, {}, { base: baseUrl(worker, "slow-headers:20", "w2") });
  gone.abort(new Error("enough"));
  await assert.rejects(waiting, /enough/);
});

test("a mistake in a handler is a 500, not a dropped connection", async (t) => {
  const errors = t.mock.method(process.stderr, "write", () => true);
  const broken = await serve({ fetch: () => Promise.reject(new Error("a mistake")) });
  t.after(() => broken.close());
  assert.equal((await fetch(broken.url)).status, 500);
  assert.match(String(errors.mock.calls[0].arguments[0]), /a mistake/);
});

test("a server closes although a fault holds a connection open", async () => {
  const other = await serve(createSandbox({ candidates: 5 }));
  const response = await send(fetch, {}, { base: baseUrl(other.url, "hang-body") });
  await other.close();
  await assert.rejects(response.text(), TypeError);
});

/** @param {string[]} options */
async function command(...options) {
  const child = spawn(process.execPath, [fileURLToPath(new URL("server.mjs", import.meta.url)), ...options], { stdio: ["pipe", "pipe", "inherit"] });
  const [line] = await once(createInterface(child.stdout), "line");
  return { child, url: String(line) };
}

test("the command prints its URL, takes options, and stops on a signal", async () => {
  const { child, url } = await command("--port", "0", "--candidates", "12", "--seed", "3", "--key", "k", "--faults", "503x1");
  assert.match(url, /^http:\/\/127\.0\.0\.1:\d+$/);
  const headers = { ...HEADERS, authorization: "Bearer k" };
  assert.equal((await send(fetch, {}, { base: baseUrl(url), headers })).status, 503);
  const { body } = await ask(fetch, { include_deleted: true }, { base: baseUrl(url), headers });
  assert.deepEqual(ids(body.data.results), ids(sandbox.truth({ include_deleted: true })).slice(0, 12));
  const exit = once(child, "exit");
  child.kill("SIGTERM");
  assert.deepEqual(await exit, [0, null]);
});

test("the command stops with the program that started it, if told to", async () => {
  const { child } = await command("--until-stdin-closes");
  const exit = once(child, "exit");
  child.stdin.end();
  assert.deepEqual(await exit, [0, null]);
});

test("the command refuses what it does not understand", async () => {
  for (const options of [["--nope"], ["--candidates", "many"], ["--port", "-1"], ["--faults", "nope"]]) {
    const child = spawn(process.execPath, [fileURLToPath(new URL("server.mjs", import.meta.url)), ...options], { stdio: "ignore" });
    assert.deepEqual(await once(child, "exit"), [2, null], options.join(" "));
  }
});
