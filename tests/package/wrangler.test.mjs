// A Worker's project in wrangler: wrangler's own bundler builds it, `.wasm` included, and the result walks in workerd through
// a service binding to a sandbox that is also a Worker.

import assert from "node:assert/strict";
import { cp, readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { createSandbox } from "../sandbox/sandbox.mjs";
import { dryRun, PAGE_SIZE, project, run } from "./projects.mjs";
import { assertWhole, expected } from "./truth.mjs";
import { COMPATIBILITY_DATE, sandboxWorker, startWorker } from "./workers.mjs";

const CANDIDATES = 230;
const truth = expected(createSandbox({ candidates: CANDIDATES }));

const WORKER = `import { Kombo } from "kombo-edge";
export default {
  async fetch(request, env) {
    let asked = 0;
    const kombo = new Kombo({
      server_url: "https://kombo.internal/v1",
      api_key: env.KOMBO_API_KEY,
      integration_id: "workday:sandbox",
      fetch: (url, init) => {
        asked++;
        return env.UPSTREAM.fetch(url, init);
      },
    });
    const records = [];
    for await (const record of kombo.ats.getCandidates({ page_size: ${PAGE_SIZE} }).items()) records.push(record);
    return Response.json({ records, asked });
  },
};
`;

const settings = (/** @type {string[]} */ flags) => ({
  name: "walks",
  main: "src/index.js",
  compatibility_date: COMPATIBILITY_DATE,
  compatibility_flags: flags,
  services: [{ binding: "UPSTREAM", service: "sandbox" }],
});

for (const flags of [[], ["nodejs_compat"]]) {
  test(`wrangler deploy --dry-run, ${flags[0] ?? "without flags"}, makes a Worker that walks in workerd`, async (t) => {
    const directory = await project({ "wrangler.jsonc": JSON.stringify(settings(flags)), "src/index.js": WORKER });
    const { url, output, stop } = await startWorker(
      await dryRun(directory),
      {
        compatibilityFlags: flags,
        serviceBindings: { UPSTREAM: "sandbox" },
        bindings: { KOMBO_API_KEY: "sandbox-key" },
        outboundService: () => Promise.reject(new Error("past the binding")),
      },
      [await sandboxWorker({ CANDIDATES })],
    );
    t.after(stop);
    const answer = await fetch(url);
    const text = await answer.text();
    assert.equal(answer.status, 200, text);
    const { records, asked } = JSON.parse(text);
    assertWhole(records, truth);
    assert.equal(asked, Math.ceil(truth.length / PAGE_SIZE));
    assert.equal(output(), "");
  });
}

test("the example's proxy builds, refuses by default, and answers a request with a signed token", async (t) => {
  const cwd = await project({});
  const example = fileURLToPath(new URL("../../examples/proxy/", import.meta.url));
  for (const name of ["src", "wrangler.jsonc", "sign.mjs"]) await cp(join(example, name), join(cwd, name), { recursive: true });
  const [SESSION_SECRET, origin] = ["a secret of the test", "https://app.example.com"];
  const worker = await startWorker(
    await dryRun(cwd),
    {
      compatibilityDate: JSON.parse((await readFile(join(cwd, "wrangler.jsonc"), "utf8")).replaceAll(/^\s*\/\/.*$/gm, "")).compatibility_date,
      bindings: { KOMBO_API_KEY: "sandbox-key", SESSION_SECRET, ALLOWED_ORIGINS: origin, KOMBO_URL: "https://api.kombo.dev/v1" },
      // Its requests for Kombo's own address reach the local sandbox.
      outboundService: "sandbox",
    },
    [await sandboxWorker({ CANDIDATES })],
  );
  t.after(worker.stop);
  const ask = (/** @type {string} */ token, headers = {}) =>
    fetch(`${worker.url}/ats/candidates?page_size=2`, { headers: { origin, authorization: `Bearer ${token}`, ...headers } });
  const sign = async (/** @type {string[]} */ ...parameters) =>
    (await run(process.execPath, ["sign.mjs", ...parameters], { cwd, env: { SESSION_SECRET } })).stdout.trim();

  const token = await sign("workday:sandbox");
  const answer = await ask(token);
  assert.equal(answer.status, 200, await answer.clone().text());
  const { data } = await answer.json();
  assertWhole(data.results, truth.slice(0, 2));

  const [payload, signature] = token.split(".");
  const forged = Buffer.from(JSON.stringify({ integration_id: "lever:sandbox", expires: 9e9 })).toString("base64url");
  const refused = ["", "x", ".", payload, `${payload}.`, `${payload}.${"A".repeat(43)}`, `${forged}.${signature}`, await sign("workday:sandbox", "-1")];
  for (const wrong of refused) assert.equal((await ask(wrong)).status, 403, wrong);
  assert.equal((await ask(token, { origin: "https://app.example.com.evil.com" })).status, 403);
});
