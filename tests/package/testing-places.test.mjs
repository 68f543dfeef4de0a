// `kombo-edge/testing` in the runtimes of tests: Node, Deno, Bun and Chromium. documents.test.mjs has workerd, vitest, Jest and node:test.

import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { CHROMIUM, launch, openPage, serveSite } from "./browser.mjs";
import { needs, project, run } from "./projects.mjs";
import { BUN, DENO, NEWEST_NODE } from "./setups.mjs";

const BODY = `const sandbox = createSandbox({ candidates: 120, faults: "cut@2" });
const kombo = new Kombo({ ...sandbox.options, allow_key_in_browser: true, retry: { base_ms: 0 } });
const records = await kombo.ats.getCandidates({ page_size: 50 }).toArray({ limit: 1_000 });
// The order of an object's members does not matter.
const sorted = (_, value) => (value instanceof Object && !Array.isArray(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value);
const same = JSON.stringify(records, sorted) === JSON.stringify(sandbox.candidates(), sorted);
const statuses = sandbox.requests.map(({ status, body }) => status + " " + body);
`;
const SCRIPT = `import { Kombo } from "kombo-edge";
import { createSandbox } from "kombo-edge/testing";
${BODY}console.log(JSON.stringify({ same, statuses }));
`;
const WANTED = { same: true, statuses: ["200 sent", "200 cut", "200 sent", "200 sent"] };

/** @type {[string, string, string[], (directory: string) => Record<string, string>][]} */
const RUNTIMES = [
  ["this Node", process.execPath, [], () => ({})],
  ["the newest Node", NEWEST_NODE, [], () => ({})],
  [
    "Deno",
    DENO,
    ["run", "--no-prompt", "--no-remote", "--node-modules-dir=manual", "--allow-read=."],
    (directory) => ({ DENO_DIR: join(directory, "cache"), DENO_NO_UPDATE_CHECK: "1" }),
  ],
  ["Bun", BUN, ["run", "--no-install"], () => ({ BUN_RUNTIME_TRANSPILER_CACHE_PATH: "0", DO_NOT_TRACK: "1" })],
];
for (const [name, program, parameters, environment] of RUNTIMES) {
  test(name, needs(program, name), async () => {
    const cwd = await project({ "sandbox.mjs": SCRIPT });
    const { stdout } = await run(program, [...parameters, "sandbox.mjs"], { cwd, env: environment(cwd) });
    const { same, statuses } = JSON.parse(stdout);
    // The next page is requested ahead, so the order in which the bodies end depends on the runtime.
    assert.deepEqual({ same, statuses: statuses.sort() }, { ...WANTED, statuses: [...WANTED.statuses].sort() });
  });
}

test("a page of Chromium", { skip: CHROMIUM ? false : "there is no Chromium" }, async (t) => {
  const [browser, site] = await Promise.all([launch(), serveSite()]);
  t.after(() => Promise.all([browser.close(), site.close()]));
  site.files.set(
    "/sandbox.js",
    `import { Kombo } from "kombo-edge";\nimport { createSandbox } from "/kombo-edge/testing.js";\n${BODY}export { same, statuses };\n`,
  );
  const { page, failures } = await openPage(browser, site);
  const { same, statuses } = await page.evaluate(async () => ({ ...(await import("/sandbox.js")) }));
  assert.deepEqual({ same, statuses: statuses.sort() }, { ...WANTED, statuses: [...WANTED.statuses].sort() });
  assert.deepEqual(failures, []);
});
