// The explorer's Worker: it can be deployed unchanged, denies by default, and allows the integrations that a link names.

import assert from "node:assert/strict";
import { cp, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { buildPage } from "../../www/build.mjs";
import { createSandbox } from "../sandbox/sandbox.mjs";
import { packageDirectory } from "./install.mjs";
import { dryRun, filesIn, project, run, tool } from "./projects.mjs";
import { assertWhole, expected } from "./truth.mjs";
import { sandboxWorker, startWorker } from "./workers.mjs";

const CANDIDATES = 120;
const EXAMPLE = fileURLToPath(new URL("../../examples/explorer/", import.meta.url));
const SESSION_SECRET = "a secret of the test";

/** Copies the example into a project and builds the page. */
async function example() {
  const cwd = await project({});
  for (const name of ["src", "wrangler.jsonc", "sign.mjs", "tsconfig.json"]) await cp(join(EXAMPLE, name), join(cwd, name), { recursive: true });
  await buildPage({ package: join(cwd, "node_modules/kombo-edge"), out: join(cwd, "public"), build });
  return cwd;
}

test("wrangler deploys the Worker, and a link gives access to the integrations that it names, and to no other", async (t) => {
  const cwd = await example();
  const worker = await startWorker(
    await dryRun(cwd),
    {
      compatibilityDate: JSON.parse((await readFile(join(cwd, "wrangler.jsonc"), "utf8")).replaceAll(/^\s*\/\/.*$/gm, "")).compatibility_date,
      bindings: { KOMBO_API_KEY: "sandbox-key", SESSION_SECRET, KOMBO_URL: "https://api.kombo.dev/v1" },
      outboundService: "sandbox",
    },
    [await sandboxWorker({ CANDIDATES })],
  );
  t.after(worker.stop);
  const link = async (...parameters) => (await run(process.execPath, ["sign.mjs", worker.url, ...parameters], { cwd, env: { SESSION_SECRET } })).stdout.trim();
  const get = (path, headers = {}) => fetch(new URL(path, worker.url), { redirect: "manual", headers: { "sec-fetch-site": "same-origin", ...headers } });
  const ask = (cookie, integration) => get("/kombo/ats/candidates?page_size=2", { cookie, "x-integration-id": integration });

  const entered = await get(await link("workday:sandbox,lever:sandbox"));
  assert.deepEqual([entered.status, entered.headers.get("location")], [303, `${worker.url}/`]);
  const set = entered.headers.get("set-cookie");
  assert.match(set, /^__Host-explorer=[^;]+; Path=\/; Max-Age=\d+; Secure; HttpOnly; SameSite=Strict$/);
  const [cookie] = set.split(";");
  assert.deepEqual(await (await get("/session", { cookie })).json(), {
    integrations: [{ id: "workday:sandbox" }, { id: "lever:sandbox" }],
    server_url: "https://api.kombo.dev/v1",
  });
  const answer = await ask(cookie, "workday:sandbox");
  assert.equal(answer.status, 200, await answer.clone().text());
  const wanted = expected(createSandbox({ candidates: CANDIDATES, integrations: ["workday:sandbox"] })).slice(0, 2);
  assertWhole(
    (await answer.json()).data.results.map(({ id }) => ({ id })),
    wanted.map(({ id }) => ({ id })),
  );

  for (const wrong of ["", "__Host-explorer=x.y", `${cookie}x`]) {
    assert.equal((await get("/session", { cookie: wrong })).status, 401, wrong);
    assert.equal((await ask(wrong, "workday:sandbox")).status, 403, wrong);
  }
  assert.equal((await ask(cookie, "greenhouse:sandbox")).status, 403, "an integration that the link does not name");
  assert.equal(
    (await get("/kombo/ats/candidates", { cookie, "x-integration-id": "workday:sandbox", "sec-fetch-site": "cross-site", origin: "https://evil.example" }))
      .status,
    403,
  );
  assert.equal((await get(await link("workday:sandbox", "-1"))).status, 403, "a link that is too old");
  assert.match((await get("/sign-out", { cookie })).headers.get("set-cookie"), /Max-Age=0/);
});

test("the Worker compiles in strict mode", async () => {
  const cwd = await example();
  const types = ["--types", tool("workers-types-newest/index.d.ts")];
  await run(process.execPath, [tool("typescript/bin/tsc"), "--project", cwd, ...types], { cwd });
});

test("the page loads at most 120 KB after gzip, the package included", async (t) => {
  const cwd = await example();
  const loaded = (await filesIn(join(cwd, "public"))).filter((name) => !/(lines|loading|mask|sync)\.js$|_headers$/.test(name));
  const sizes = await Promise.all(loaded.map(async (name) => [name, gzipSync(await readFile(join(cwd, "public", name)), { level: 9 }).length]));
  const total = sizes.reduce((sum, [, size]) => sum + size, 0);
  t.diagnostic(`${total} bytes: ${sizes.map(([name, size]) => `${name} ${size}`).join(", ")}`);
  assert.ok(total <= 120_000, `${total}`);
  // The policy's headers apply to every file.
  const headers = await readFile(join(cwd, "public/_headers"), "utf8");
  assert.match(headers, /^\/\*\n {2}content-security-policy: default-src 'none'; .*require-trusted-types-for 'script'/);
  const page = await readFile(join(cwd, "public/index.html"), "utf8");
  assert.doesNotMatch(page, /<style| style=| on\w+=|<script>|https?:/);
  assert.ok((await readdir(await packageDirectory())).includes("kombo_edge_bg.wasm"));
});
