// "Errors": one error class, decided by code, without anything that must not be logged.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { inspect, promisify } from "node:util";
import { build } from "esbuild";
import { installed, packageDirectory } from "./install.mjs";
import { client, failure, isKomboError, json, KEY, KOMBO_ERROR_CODES, KomboError, page, play, record, rejection, text } from "./kit.mjs";

const once = (answer, options) => rejection(client(play(answer), { retry: false, ...options }).ats.getCandidates());

const RETRYABLE = new Set([
  "PLATFORM.RATE_LIMIT_EXCEEDED",
  "PLATFORM.CONCURRENCY_LIMIT_EXCEEDED",
  "PLATFORM.TASK_TIMED_OUT",
  "REMOTE.RATE_LIMIT_EXCEEDED",
  "REMOTE.SERVICE_UNAVAILABLE",
]);
test("KomboErrorCodes has the 24 codes of Kombo's page", () => {
  assert.equal(new Set(KOMBO_ERROR_CODES).size, 24);
  for (const code of RETRYABLE) assert.ok(KOMBO_ERROR_CODES.includes(code));
});
for (const code of [...KOMBO_ERROR_CODES, "SOME.NEW_CODE"]) {
  test(`${code} is an api error with the server's message`, async () => {
    const error = await once(failure(409, code, "Jane Roe is unknown", { "x-request-id": "r" }));
    assert.ok(error instanceof KomboError && error instanceof Error && isKomboError(error));
    const { name, kind, message, title, log_url, status, request_id, attempts, cursor } = error;
    assert.deepEqual(
      { name, kind, code: error.code, message, title, log_url, status, request_id, attempts, cursor },
      {
        name: "KomboError",
        kind: "api",
        code,
        message: "Jane Roe is unknown",
        title: "A label",
        log_url: null,
        status: 409,
        request_id: "r",
        attempts: 1,
        cursor: undefined,
      },
    );
    assert.equal(error.retryable, RETRYABLE.has(code));
  });
}

test("a minimal error envelope is an api error, whatever the status", async () => {
  for (const status of [200, 401, 500]) {
    const error = await once(json({ status: "error", error: { code: null, title: null, message: "m", log_url: null } }, status));
    assert.deepEqual([error.kind, error.code, error.title, error.message, error.status], ["api", null, null, "m", status]);
    assert.equal(error.retryable, status === 500);
  }
});

const HTTP = [
  [502, "<html>Jane</html>", "text/html; charset=utf-8", /502 \(text\/html\)/],
  [404, "", "", /404 \(text\/plain\).*is `server_url` the base of Kombo's API/],
  [500, '{"status":"success","data":{"next":null,"results":[]}}', "application/json", /500/],
  [503, '{"error":"x"}', "application/json", /503 \(application\/json\)/],
  [302, "", "text/plain", /redirects are not followed.*give `server_url` as it leads on/],
];
for (const [status, body, type, message] of HTTP) {
  test(`a bare ${status} is an http error without its body`, async () => {
    const error = await once(new Response(body, { status, headers: type ? { "content-type": type } : {} }));
    assert.deepEqual([error.kind, error.status, error.code], ["http", status, null]);
    assert.match(error.message, message);
    assert.ok(!error.message.includes("Jane"));
  });
}

test("the error for an HTML page in place of JSON suggests a wrong server_url", async () => {
  const error = await once(new Response("<html>Jane</html>", { headers: { "content-type": "text/html; charset=utf-8" } }));
  assert.deepEqual([error.kind, error.status], ["decode", 200]);
  assert.match(error.message, /200 \(text\/html\).*is `server_url` the base of Kombo's API/);
  assert.match((await once(new Response("<", { headers: { "content-type": "text/plain" } }))).message, /not JSON at byte 0/);
});

test("the error for a module that the engine cannot compile, or that a bundler left out, names that cause", async () => {
  const run = async (/** @type {string} */ code, /** @type {string[]} */ ...flags) => {
    const { stdout } = await promisify(execFile)(process.execPath, [...flags, "--eval", code], { cwd: await installed() });
    return stdout;
  };
  const ask =
    'try { new (require("kombo-edge").Kombo)({ server_url: "https://proxy.example.com" }); } catch ({ kind, message }) { console.log(kind, message); }';
  const none = await run(`delete globalThis.WebAssembly; ${ask}`);
  assert.match(none, /internal kombo_edge_bg\.wasm could not be loaded: the engine has no WebAssembly with SIMD/);
  const file = `const { Kombo } = require(${JSON.stringify(join(await packageDirectory(), "kombo.cjs"))}); require("node:fs").readFileSync = () => { throw new Error("ENOENT: no such file"); };`;
  const behind = await run(file + ask.replace('new (require("kombo-edge").Kombo)', "new Kombo"));
  assert.match(behind, /internal kombo_edge_bg\.wasm could not be loaded: the bundler or the server left it behind/);
  const edge = await run(
    `WebAssembly.Module = class { constructor() { throw new WebAssembly.CompileError("WebAssembly.Module(): Wasm code generation disallowed by embedder"); } }; import("kombo-edge/inline").then(({ Kombo }) => { try { new Kombo({ server_url: "https://proxy.example.com" }); } catch ({ message }) { console.log(message); } });`,
  );
  assert.match(edge, /the runtime compiles nothing while it runs.*import "kombo-edge"/);
});

for (const condition of ["workerd", "edge-light"])
  test(`the error for a bundler that turns the module into a URL for ${condition} names that cause`, async () => {
    const { outputFiles } = await build({
      stdin: { contents: 'export { Kombo } from "kombo-edge";', resolveDir: await installed() },
      bundle: true,
      write: false,
      format: "esm",
      conditions: [condition],
      plugins: [
        {
          name: "address",
          setup: ({ onResolve, onLoad }) => {
            onResolve({ filter: /\.wasm(\?module)?$/ }, ({ path }) => ({ path, namespace: "address" }));
            onLoad({ filter: /.*/, namespace: "address" }, () => ({ contents: 'export default "/assets/kombo_edge_bg.wasm";' }));
          },
        },
      ],
    });
    const { Kombo } = await import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`);
    assert.throws(() => new Kombo({ server_url: "https://proxy.example.com" }), {
      kind: "internal",
      message: /the bundler brought no compiled module: import "kombo-edge"/,
    });
  });

const THROWN = [
  ["an Error", Object.assign(new TypeError("fetch failed"), { cause: { code: "ECONNREFUSED" } }), /ECONNREFUSED/],
  ["a string", "text", /connection/],
  ["an object", {}, /connection/],
  ["nothing", undefined, /connection/],
  ["a symbol", Symbol("x"), /connection/],
];
for (const [what, thrown, message] of THROWN) {
  test(`a fetch that rejects with ${what} is a network error`, async () => {
    const error = await once(() => {
      throw thrown;
    });
    assert.deepEqual([error.kind, error.retryable, error.status], ["network", true, null]);
    assert.match(error.message, message);
    assert.equal(error.cause, thrown);
  });
  test(`a fetch that throws ${what} is a network error`, async () => {
    const fetch = () => {
      throw thrown;
    };
    assert.equal((await rejection(client(fetch, { retry: false }).ats.getCandidates())).kind, "network");
  });
}

for (const [what, answer] of [
  ["undefined", undefined],
  ["a number", 5],
  ["a plain object", {}],
  ["a Response without headers", { status: 200 }],
]) {
  test(`a fetch that returns ${what} is a network error`, async () => {
    const error = await rejection(client(async () => answer).ats.getCandidates());
    assert.deepEqual([error.kind, error.attempts], ["network", 1]);
    assert.match(error.message, /no Response/);
  });
}

test("a Response by shape is accepted", async () => {
  const body = await page(null, [record("1")]).arrayBuffer();
  const fetch = async () => ({ status: 200, headers: { get: () => null }, arrayBuffer: async () => body });
  assert.equal((await client(fetch).ats.getCandidates()).results[0].id, "1");
});

test("isKomboError accepts errors of other copies of the package, and no other errors", () => {
  assert.ok(isKomboError(Object.assign(new Error("m"), { name: "KomboError", kind: "api" })));
  for (const other of [new Error("m"), null, undefined, "KomboError", {}]) assert.equal(isKomboError(other), false);
});

const entry = async () => `${await packageDirectory()}/inline.js`;

// Personal data and the key, in every place of an answer or a failure that could hold them.
const JANE = "jane.roe@example.com";
const PLANTED = [
  ["an api error", () => failure(400, "PLATFORM.INPUT_INVALID", `no such person: ${JANE}`), true],
  ["an api error that repeats the key", () => failure(401, `X.${KEY}`, `bad key ${KEY}`), false],
  ["an HTML page", () => text(`<html>${JANE} ${KEY}</html>`, 502, { "content-type": "text/html" }), false],
  ["a page that is not JSON", () => text(`{"status":"success","data":{"results":[{"id":"${JANE}","x":`), false],
  ["a wrong envelope", () => json({ status: JANE, data: KEY }), false],
  [
    "a network failure",
    () => {
      throw new TypeError(`failed: ${JANE} Bearer ${KEY}`);
    },
    false,
  ],
  ["a broken record", () => page(null, [record("1", { first_name: [JANE], title: { [JANE]: KEY } })]), false],
];
for (const [what, answer, messageMayHoldIt] of PLANTED) {
  test(`${what} puts neither key nor personal data into the error`, async () => {
    const kombo = client(play(answer), { retry: false });
    const error = await rejection(kombo.ats.getCandidates({}, { on_invalid: "throw" }));
    const printed = { json: JSON.stringify(error), toJSON: inspect(error.toJSON(), { depth: 9 }) };
    const shown = { inspect: inspect(error, { depth: 9, showHidden: true }), text: `${error}`, stack: error.stack };
    for (const [how, out] of Object.entries({ ...printed, ...shown })) {
      assert.ok(!out.includes(KEY), `${how}: ${out}`);
      if (!(messageMayHoldIt && how in shown)) assert.ok(!out.includes(JANE), `${how}: ${out}`);
    }
    for (const object of [kombo, kombo.ats, kombo.ats.getCandidates()]) {
      assert.ok(!inspect(object, { depth: 9, showHidden: true }).includes(KEY));
    }
  });
}

for (const [what, line] of [
  ["uncaught", "await pages"],
  ["unhandled", "pages.then(() => {}); await new Promise((resolve) => setTimeout(resolve, 1000))"],
  ["the cause of another", 'await pages.catch((error) => { throw new Error("mine", { cause: error }); })'],
  ["console.dir", "await pages.catch((error) => console.dir(error, { depth: 9, showHidden: true }))"],
]) {
  test(`an error that Node prints itself contains no secrets: ${what}`, async () => {
    const script = `
      import { Kombo } from ${JSON.stringify(new URL(await entry(), "file:").href)};
      const fetch = () => { throw new TypeError("failed: ${JANE} Bearer ${KEY}"); };
      const pages = new Kombo({ api_key: "${KEY}", integration_id: "a:b", retry: false, fetch }).ats.getCandidates();
      ${line};`;
    const printed = await new Promise((resolve) => {
      execFile(process.execPath, ["--input-type=module", "-e", script], (_, stdout, stderr) => resolve(stdout + stderr));
    });
    assert.match(printed, /KomboError/);
    for (const secret of [KEY, JANE]) {
      // Node also prints the line of the script that threw. Only the error counts.
      assert.ok(!printed.split("KomboError").slice(1).join("").includes(secret), printed);
    }
  });
}

test("an issue names the record by its id, with escapes decoded", async () => {
  const body = '{"status":"success","data":{"next":null,"results":[{"id":"a\\/b\\u00e9","title":5}]}}';
  const one = await client(play(text(body))).ats.getCandidates();
  assert.ok(one.issues.every((issue) => issue.id === "a/bé" && issue.id === one.results[0].id));
});

test("a refused request whose body breaks off keeps its status and is not retried", async () => {
  const broken = () => new Response(new ReadableStream({ pull: (stream) => stream.error(new TypeError("terminated")) }), { status: 401 });
  const fetch = play(broken);
  const error = await rejection(client(fetch).ats.getCandidates());
  assert.deepEqual([error.kind, error.status, error.retryable, fetch.requests.length], ["http", 401, false, 1]);
});

test("an answer that comes after the timeout is discarded unread", async () => {
  let answer;
  let pulls = 0;
  const late = new Promise((resolve) => (answer = resolve));
  const kombo = client(() => late, { retry: false, timeout_ms: 5 });
  assert.equal((await rejection(kombo.ats.getCandidates())).kind, "timeout");
  const cancelled = new Promise((resolve) => {
    const stream = new ReadableStream({ pull: () => void (pulls += 1), cancel: resolve }, { highWaterMark: 0 });
    answer(new Response(stream));
  });
  await cancelled;
  assert.equal(pulls, 0);
});

test("the error for a faulty body has its status and request id", async () => {
  const headers = { "x-request-id": "req-1" };
  for (const [answer, options] of [
    [text("x".repeat(100), 200, headers), { max_body_bytes: 50 }],
    [new Response(new Uint8Array([0x22, 0xff, 0x22]), { headers }), {}],
  ]) {
    const error = await rejection(client(play(answer), { retry: false, ...options }).ats.getCandidates());
    assert.deepEqual([error.kind, error.status, error.request_id], ["decode", 200, "req-1"]);
  }
});

test("an error envelope without a message is still an api error", async () => {
  const body = { status: "error", error: { code: "PLATFORM.INPUT_INVALID", title: 5, message: null } };
  const error = await rejection(client(play(json(body, 400))).ats.getCandidates());
  assert.deepEqual([error.kind, error.code, error.title], ["api", "PLATFORM.INPUT_INVALID", null]);
  assert.match(error.message, /no message/);
});

test("an api_key function that throws or returns no key causes no request", async () => {
  const fetch = play(page(null));
  const throws = () => {
    throw new Error("no secret here");
  };
  for (const [api_key, kind] of [
    [throws, "network"],
    [async () => throws(), "network"],
    [() => "a\nb", "input"],
  ]) {
    const error = await rejection(client(fetch, { api_key, retry: false }).ats.getCandidates());
    assert.deepEqual([error.kind, error.attempts, fetch.requests.length], [kind, 0, 0]);
  }
});
