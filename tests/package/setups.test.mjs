// Programs without a bundler, in each way in which Node and TypeScript import a package; two entries in one program; a page
// built by Parcel; and a handler for the edge runtime. Before the package had a `require` entry, a `browser` field and a
// condition for edge runtimes, these failed: CommonJS where require(esm) is off, including TypeScript's output; two entries
// in one program there, in Deno and in Bun; Parcel; the edge runtime.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { EdgeVM } from "@edge-runtime/vm";
import { build } from "esbuild";
import { CHROMIUM, launch } from "./browser.mjs";
import { packageDirectory } from "./install.mjs";
import { html, needs, pageWalker, run, serveBuilt, tool, visit, walker } from "./projects.mjs";
import { BUN, DENO, NEWEST_NODE, printed, projectWith, walked } from "./setups.mjs";

const { origin, assertWalks } = walked();
const NODE = process.execPath;
const ENTRIES = ["kombo-edge", "kombo-edge/inline"];

/** The program that runs a file, and its flags. @type {Record<string, [string, string[]]>} */
const RUNTIMES = {
  "this Node": [NODE, []],
  "this Node, without require(esm)": [NODE, ["--no-experimental-require-module"]],
  "the newest Node": [NEWEST_NODE, []],
  "the newest Node, without require(esm)": [NEWEST_NODE, ["--no-experimental-require-module"]],
  Deno: [DENO, ["run", "--no-prompt", "--no-remote", "--node-modules-dir=manual", "--allow-net=127.0.0.1", "--allow-read"]],
  Bun: [BUN, ["run", "--no-install"]],
};

for (const [name, [program, flags]] of Object.entries(RUNTIMES)) {
  for (const from of ENTRIES) {
    test(`${name}, require("${from}"), walks to the end`, needs(program, name), async () => {
      const cwd = await projectWith([], { "main.cjs": walker(origin(), { from, require: true }) });
      await assertWalks(() => printed(program, [...flags, "main.cjs"], cwd, environment(cwd)));
    });
  }

  test(`${name}, both entries and the proxy in one program, by import and by require, walks to the end`, needs(program, name), async () => {
    // The walk is whole whatever else is imported before or after, and every entry recognises the errors of every other.
    const others = ENTRIES.flatMap((from, i) => [`import * as esm${i} from "${from}";`, `const cjs${i} = require("${from}");`]);
    const source = [
      'import { createRequire } from "node:module";',
      "const require = createRequire(import.meta.url);",
      ...others,
      'import { createProxy } from "kombo-edge/proxy";',
      'const proxy = require("kombo-edge/proxy");',
      "const all = [esm0, esm1, cjs0, cjs1];",
      "if (typeof createProxy !== 'function' || typeof proxy.createProxy !== 'function') throw new Error('no proxy');",
      "for (const { KomboError } of all) {",
      "  const error = new KomboError({ kind: 'network', message: 'x' });",
      "  if (!all.every(({ isKomboError }) => isKomboError(error))) throw new Error('an entry does not recognise the error of another one');",
      "}",
      "for (const { Kombo } of all) new Kombo({ api_key: 'x', integration_id: 'workday:x' });",
    ];
    const cwd = await projectWith([], { "main.mjs": `${source.join("\n")}\n${walker(origin())}` });
    await assertWalks(() => printed(program, [...flags, "main.mjs"], cwd, environment(cwd)));
  });
}

/** Variables that keep a runtime's files in the project. @param {string} cwd */
const environment = (cwd) => ({ DENO_DIR: join(cwd, "cache"), DENO_NO_UPDATE_CHECK: "1", BUN_RUNTIME_TRANSPILER_CACHE_PATH: "0", DO_NOT_TRACK: "1" });

const COMPILERS = [
  ["typescript", "commonjs"],
  ["typescript-oldest", "commonjs"],
  ["typescript", "node16"],
  ["typescript-newest", "node20"],
];
for (const [compiler, module] of COMPILERS) {
  test(`the output of ${compiler} --module ${module} walks to the end`, needs(NEWEST_NODE, "newest Node"), async () => {
    const text = walker(origin()).replace("const records = [];", "const records: { id: string }[] = [];");
    const cwd = await projectWith([], { "main.ts": text, "package.json": '{ "private": true }\n' });
    const options = ["--module", module, "--strict", "--target", "es2022", "--outDir", "out"];
    await run(NODE, [tool(`${compiler}/bin/tsc`), "main.ts", ...options], { cwd });
    assert.match(await readFile(join(cwd, "out/main.js"), "utf8"), /require\("kombo-edge"\)/);
    for (const node of ["this Node, without require(esm)", "the newest Node"]) {
      const [program, flags] = RUNTIMES[node];
      await assertWalks(() => printed(program, [...flags, "out/main.js"], cwd));
    }
  });
}

test("a page built by Parcel walks to the end", CHROMIUM ? {} : { skip: "there is no Chromium" }, async (t) => {
  const cwd = await projectWith(["parcel"], { "index.html": html("./main.js"), "main.js": pageWalker(origin()) });
  await run(NODE, [tool("parcel/lib/bin.js"), "build", "index.html", "--no-cache"], { cwd });
  const [site, browser] = await Promise.all([serveBuilt(join(cwd, "dist")), launch()]);
  t.after(() => Promise.all([site.close(), browser.close()]));
  await assertWalks(async () => JSON.stringify(await visit(browser, site.url)));
});

// As Next.js and Vercel do: their condition, no file system, and `.wasm?module` as a compiled module.
test("a bundle with the edge runtime's condition walks to the end in it", async () => {
  const cwd = await projectWith([], { "main.js": walker(origin(), { report: "globalThis.report" }) });
  const compiled = {
    name: "compiled-wasm",
    /** @param {import("esbuild").PluginBuild} plugin */
    setup(plugin) {
      plugin.onResolve({ filter: /\.wasm\?module$/ }, ({ path }) => ({ path, namespace: "wasm" }));
      plugin.onLoad({ filter: /./, namespace: "wasm" }, () => ({ contents: "export default globalThis.wasm_of_the_bundle;" }));
    },
  };
  const { outputFiles } = await build({
    absWorkingDir: cwd,
    entryPoints: ["main.js"],
    bundle: true,
    write: false,
    format: "iife",
    conditions: ["edge-light", "worker"],
    plugins: [compiled],
    logLevel: "silent",
  });
  // A module of another realm than that of the code that instantiates it.
  const module = new WebAssembly.Module(await readFile(join(await packageDirectory(), "kombo_edge_bg.wasm")));
  await assertWalks(async () => {
    /** @type {string} */
    const end = await new Promise((report) => {
      const runtime = new EdgeVM({ extend: (context) => Object.assign(context, { report, wasm_of_the_bundle: module }) });
      runtime.evaluate(outputFiles[0].text);
    });
    return end;
  });
});
