// The sandbox gives the same responses in this process, over HTTP, and in workerd.

import assert from "node:assert/strict";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
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
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL("worker.mjs", import.meta.url))],
    bundle: true,
    write: false,
    format: "esm",
    target: "es2022",
  });
  miniflare = new Miniflare({
    modules: true,
    script: outputFiles[0].text,
    compatibilityDate: "2025-01-01",
    host: "127.0.0.1",
    port: 0,
    bindings: { CANDIDATES: String(SIZE), SEED: "3" },
    // workerd prints a stack for every body that a fault cuts. The tests read the responses instead.
    handleRuntimeStdio: (stdout, stderr) => void (stdout.resume(), stderr.resume()),
  });
  worker = (await miniflare.ready).origin;
});
after(async () => {
  await miniflare?.dispose();
  await server?.close();
});

/** Query, extra headers, and faults, each sent to all three. */
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
    for (const [fetcher, origin] of [
      [sandbox.fetch, "http://sandbox.test"],
      [fetch, server.url],
      [fetch, worker],
    ]) {
      const response = await send(fetcher, query, { base: baseUrl(origin, spec), headers: { ...HEADERS, ...extra } });
      answers.push([response.status, response.headers.get("content-type"), Buffer.from(await response.arrayBuffer()).toString("latin1")]);
    }
    assert.deepEqual(answers[1], answers[0]);
    assert.deepEqual(answers[2], answers[0]);
  });
}

test("a walk through workerd is complete", async () => {
  assert.deepEqual(
    (await walk(fetch, { page_size: 50, include_deleted: true }, { base: baseUrl(worker) })).flat(),
    JSON.parse(JSON.stringify(sandbox.truth({ include_deleted: true }))),
  );
});

test("workerd counts requests across a walk, and cuts bodies", async () => {
  const base = baseUrl(worker, "503x1,cut@2", "w1");
  assert.equal((await send(fetch, {}, { base })).status, 503);
  await assert.rejects((await send(fetch, {}, { base })).text(), TypeError);
  assert.equal((await ask(fetch, {}, { base })).status, 200);
});

test("a client can abort a request to a hanging Worker", async () => {
  const gone = new AbortController();
  const waiting = send(fetch, {}, { base: baseUrl(worker, "hang", "w2"), signal: gone.signal });
  await send(fetch, {}, { base: baseUrl(worker, "slow-headers:20", "w2") });
  gone.abort(new Error("enough"));
  await assert.rejects(waiting, /enough/);
});

test("an exception in a handler is a 500, not a dropped connection", async (t) => {
  const errors = t.mock.method(process.stderr, "write", () => true);
  const broken = await serve({ fetch: () => Promise.reject(new Error("a mistake")) });
  t.after(() => broken.close());
  assert.equal((await fetch(broken.url)).status, 500);
  assert.match(String(errors.mock.calls[0].arguments[0]), /a mistake/);
});

/** @type {Record<string, [string, string]>} the first line of a request, and its Host */
const MALFORMED = {
  "a path that is not percent-encoded UTF-8": ["GET /fault/%zz/v1/ats/candidates", "127.0.0.1"],
  "the method TRACE": ["TRACE /v1/ats/candidates", "127.0.0.1"],
  "a Host with a wrong port": ["GET /v1/ats/candidates", "127.0.0.1:x"],
  "a Host with a space": ["GET /v1/ats/candidates", "not a host"],
  "a Host with a path": ["GET /ats/candidates", "127.0.0.1/v1"],
  "a Host with a user": ["GET /v1/ats/candidates", "user@127.0.0.1"],
  "an absolute target": ["GET http://127.0.0.1/v1/ats/candidates", "127.0.0.1"],
  "the target *": ["OPTIONS *", "127.0.0.1"],
};
for (const [name, [line, host]] of Object.entries(MALFORMED)) {
  test(`${name} is a 400, and nothing is printed`, async (t) => {
    const errors = t.mock.method(process.stderr, "write", () => true);
    const socket = connect(Number(new URL(server.url).port), "127.0.0.1");
    socket.write(`${line} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
    assert.match(await text(socket), /^HTTP\/1\.1 400 /);
    assert.equal(errors.mock.callCount(), 0);
  });
}

test("a server closes although a fault holds a connection open", async () => {
  const other = await serve(createSandbox({ candidates: 5 }));
  const response = await send(fetch, {}, { base: baseUrl(other.url, "hang-body") });
  await other.close();
  await assert.rejects(response.text(), TypeError);
});
