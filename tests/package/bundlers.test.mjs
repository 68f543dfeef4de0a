// Bundlers: each one builds a small page around the installed package, Chromium opens it, and it walks to the end. No bundler
// is configured for the package's `.wasm`: it must find the URL and copy the file itself.

import assert from "node:assert/strict";
import { copyFile, readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { build as esbuild } from "esbuild";
import * as vite from "vite";
import * as vite7 from "vite-7";
import webpack from "webpack";
import { createSandbox } from "../sandbox/sandbox.mjs";
import { serve } from "../sandbox/server.mjs";
import { CHROMIUM, launch } from "./browser.mjs";
import { packageDirectory } from "./install.mjs";
import { filesIn, html, PAGE_SIZE, pageWalker, project, run, serveBuilt, tool, visit } from "./projects.mjs";
import { assertWhole, expected } from "./truth.mjs";

const sandbox = createSandbox({ candidates: 230, cors: true });
const truth = expected(sandbox);
const options = CHROMIUM ? {} : { skip: "there is no Chromium" };
const WASM = /\.wasm$/;
/** @type {import("playwright-core").Browser} */
let browser;
/** @type {{ url: string, close: () => Promise<void> }} */
let server;
before(async () => {
  if (CHROMIUM) [browser, server] = await Promise.all([launch(), serve(sandbox)]);
});
after(() => Promise.all([browser?.close(), server?.close()]));

/**
 * Asserts that the page at this address gets all records, page by page, with the `.wasm` as one file or inside the code.
 * @param {string} url
 * @param {{ inline?: boolean }} [how]
 */
async function assertWalks(url, { inline = false } = {}) {
  const since = sandbox.requests.length;
  const { records, error, cause, files } = await visit(browser, url);
  assert.equal(error, undefined, cause);
  assertWhole(records ?? [], truth);
  const asked = sandbox.requests.slice(since).filter(({ method }) => method === "GET");
  assert.equal(asked.length, Math.ceil(truth.length / PAGE_SIZE));
  assert.equal(files.filter((file) => WASM.test(file)).length, inline ? 0 : 1, files.join("\n"));
}

/**
 * Asserts that the built page walks, and that the output contains the unchanged `.wasm`, or none for the inline entry.
 * @param {import("node:test").TestContext} t
 * @param {string} directory
 * @param {{ inline?: boolean }} [how]
 */
async function assertBuilt(t, directory, { inline = false } = {}) {
  const modules = (await filesIn(directory)).filter((name) => WASM.test(name));
  assert.equal(modules.length, inline ? 0 : 1, modules.join("\n"));
  const original = await readFile(join(await packageDirectory(), "kombo_edge_bg.wasm"));
  for (const name of modules) assert.ok(original.equals(await readFile(join(directory, name))), name);
  const site = await serveBuilt(directory);
  t.after(site.close);
  await assertWalks(site.url, { inline });
}

/** A project with a page whose script imports this entry. @param {string} [from] @param {Record<string, string>} [files] */
const page = (from, files) => project({ "index.html": html("/main.js"), "main.js": pageWalker(server.url, from), ...files });

const ENTRIES = /** @type {const} */ ([
  ["kombo-edge", false],
  ["kombo-edge/inline", true],
]);
// Up to Vite 7 the dev server bundles dependencies without the files that they reference, so the package must be excluded.
const EXCLUDE = { "vite.config.js": 'export default { optimizeDeps: { exclude: ["kombo-edge"] } };\n' };
const VITES = /** @type {const} */ ([
  ["vite", vite.createServer, {}],
  ["vite-7", vite7.createServer, EXCLUDE],
]);

for (const [name, createServer, config] of VITES) {
  for (const [from, inline] of ENTRIES) {
    test(`${name}, a build with ${from}`, options, async (t) => {
      const directory = await page(from);
      await run(process.execPath, [tool(`${name}/bin/vite.js`), "build"], { cwd: directory });
      await assertBuilt(t, join(directory, "dist"), { inline });
    });

    test(`${name}, its dev server with ${from}`, options, async (t) => {
      const root = await page(from, inline ? {} : config);
      const dev = await createServer({ root, logLevel: "silent", server: { host: "127.0.0.1", port: 0 } });
      t.after(() => dev.close());
      await dev.listen();
      await assertWalks(String(dev.resolvedUrls?.local[0]), { inline });
    });
  }
}

for (const [from, inline] of ENTRIES) {
  test(`webpack, a build with ${from}`, options, async (t) => {
    const directory = await project({ "src/index.js": pageWalker(server.url, from), "dist/index.html": html("/main.js") });
    const compiler = webpack({ mode: "production", context: directory, output: { path: join(directory, "dist") } });
    const stats = await promisify(compiler.run.bind(compiler))();
    await promisify(compiler.close.bind(compiler))();
    assert.equal(stats?.toString({ all: false, errors: true, warnings: true }), "");
    await assertBuilt(t, join(directory, "dist"), { inline });
  });
}

test("esbuild, a build with kombo-edge/inline", options, async (t) => {
  const directory = await page("kombo-edge/inline");
  const { errors, warnings } = await esbuild({
    absWorkingDir: directory,
    entryPoints: ["main.js"],
    outdir: "dist",
    bundle: true,
    minify: true,
    format: "esm",
    logLevel: "silent",
  });
  assert.deepEqual([errors, warnings], [[], []]);
  await copyFile(join(directory, "index.html"), join(directory, "dist/index.html"));
  await assertBuilt(t, join(directory, "dist"), { inline: true });
});
