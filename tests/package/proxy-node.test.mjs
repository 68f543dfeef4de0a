// The README's code for the proxy behind `node:http`, run unchanged.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { get } from "node:http";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { transform } from "esbuild";
import { createSandbox } from "../sandbox/sandbox.mjs";
import { serve } from "../sandbox/server.mjs";
import { installed, ROOT } from "./install.mjs";
import { expected, ids } from "./truth.mjs";

const sandbox = createSandbox({ candidates: 60 });
const ORIGIN = "https://app.example.com";
/** @type {{ url: string, close: () => Promise<void> }} */
let kombo;
/** @type {import("node:child_process").ChildProcess} */
let server;
let origin = "";

before(async () => {
  kombo = await serve(sandbox);
  const readme = await readFile(join(ROOT, "pkg-template/README.md"), "utf8");
  const sample = [...readme.matchAll(/^```ts\n([^]*?)^```$/gm)].map(([, code = ""]) => code).find((code) => code.includes('from "node:http"'));
  assert.ok(sample);
  const { code } = await transform(sample, { loader: "ts", format: "esm" });
  // The parts that a reader supplies: the session check, Kombo's base URL, and a free port.
  const own = `globalThis.integrationOf = async (request) => (request.headers.get("cookie") === "session=jo" ? "workday:sandbox" : null);\n`;
  const script =
    own +
    code
      .replace("createProxy({", `createProxy({ server_url: "${kombo.url}/v1",`)
      .replace(/\.listen\((.*)\)/, '.listen($1, "127.0.0.1", function () { console.log(this.address().port); })');
  server = spawn(process.execPath, ["--input-type=module", "--eval", script], {
    cwd: await installed(),
    env: { ...process.env, KOMBO_API_KEY: "sandbox-key", PORT: "0" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [port] = await once(/** @type {import("node:stream").Readable} */ (server.stdout), "data");
  origin = `http://127.0.0.1:${Number(port)}`;
});
after(async () => {
  server?.kill();
  await kombo?.close();
});

const ask = (/** @type {Record<string, string>} */ headers) => fetch(`${origin}/ats/candidates?page_size=50`, { headers: { origin: ORIGIN, ...headers } });

test("a page with a session gets the candidates, streamed", async () => {
  const answer = await ask({ cookie: "session=jo" });
  assert.equal(answer.status, 200, await answer.clone().text());
  assert.equal(answer.headers.get("access-control-allow-origin"), ORIGIN);
  assert.deepEqual(ids((await answer.json()).data.results), ids(expected(sandbox)).slice(0, 50));
});

test("a page without a session is refused, and preflights are answered", async () => {
  assert.equal((await ask({})).status, 403);
  const preflight = await fetch(`${origin}/ats/candidates`, { method: "OPTIONS", headers: { origin: ORIGIN, "access-control-request-method": "GET" } });
  assert.deepEqual([preflight.status, await preflight.text()], [204, ""]);
});

test("a page that leaves does not end the server", async () => {
  const leaving = get(`${origin}/ats/candidates`, { headers: { origin: ORIGIN, cookie: "session=jo" } });
  const [answer] = await once(leaving, "response");
  answer.destroy();
  assert.equal((await ask({ cookie: "session=jo" })).status, 200);
});
