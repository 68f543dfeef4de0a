// Builds Workers with the installed package as wrangler does, and runs them in workerd by miniflare.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { Miniflare } from "miniflare";
import { installed } from "./install.mjs";

export const COMPATIBILITY_DATE = "2025-01-01";

/** Before workerd had finalisers, just after it got them, and the newest date that the installed workerd accepts. */
export const COMPATIBILITY_DATES = ["2024-01-01", "2025-06-01", newest()];

function newest() {
  // Miniflare's own workerd, which may differ from the one in node_modules.
  const require = createRequire(createRequire(import.meta.url).resolve("miniflare"));
  return require("workerd").compatibilityDate;
}

/**
 * Bundles a Worker; each `.wasm` is a separate compiled module.
 * @param {string} source a module Worker that imports "kombo-edge"
 * @param {Record<string, string>} [others] more modules, by the names that the Worker imports
 */
export async function bundleWorker(source, others = {}) {
  /** @type {Map<string, string>} */
  const wasm = new Map();
  const collect = {
    name: "compiled-wasm",
    /** @param {import("esbuild").PluginBuild} plugin */
    setup(plugin) {
      plugin.onResolve({ filter: /^\./ }, ({ path }) => (Object.hasOwn(others, path) ? { path, namespace: "others" } : undefined));
      plugin.onLoad({ filter: /./, namespace: "others" }, async ({ path }) => ({ contents: others[path], resolveDir: await installed() }));
      plugin.onResolve({ filter: /\.wasm(\?module)?$/ }, async ({ path, importer }) => {
        const file = createRequire(importer).resolve(path.replace("?module", ""));
        wasm.set(basename(file), file);
        return { path: `./${basename(file)}`, external: true };
      });
    },
  };
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: await installed(), sourcefile: "worker.js" },
    bundle: true,
    write: false,
    format: "esm",
    target: "es2022",
    conditions: ["workerd", "worker", "browser"],
    external: ["node:*", "cloudflare:*"],
    plugins: [collect],
    logLevel: "silent",
  });
  return [
    { type: "ESModule", path: "worker.js", contents: outputFiles[0].text },
    ...(await Promise.all([...wasm].map(async ([path, file]) => ({ type: "CompiledWasm", path, contents: await readFile(file) })))),
  ];
}

/** A Worker with the package's files, without a bundler. @param {string} source a Worker that imports "./kombo-edge/workerd.js" */
export async function plainModules(source) {
  const directory = dirname(createRequire(`${await installed()}/`).resolve("kombo-edge/package.json"));
  const contents = (/** @type {string} */ name) => readFile(`${directory}/${name}`);
  return [
    { type: "ESModule", path: "worker.js", contents: source },
    { type: "ESModule", path: "kombo-edge/workerd.js", contents: String(await contents("workerd.js")) },
    { type: "ESModule", path: "kombo-edge/sync.js", contents: String(await contents("sync.js")) },
    { type: "ESModule", path: "kombo-edge/lines.js", contents: String(await contents("lines.js")) },
    { type: "ESModule", path: "kombo-edge/mask.js", contents: String(await contents("mask.js")) },
    { type: "ESModule", path: "kombo-edge/facts.js", contents: String(await contents("facts.js")) },
    { type: "ESModule", path: "kombo-edge/kombo.js", contents: String(await contents("kombo.js")) },
    { type: "CompiledWasm", path: "kombo-edge/kombo_edge_bg.wasm", contents: await contents("kombo_edge_bg.wasm") },
  ];
}

/** The sandbox as a Worker named "sandbox". @param {Record<string, string | number>} bindings the variables of worker.mjs */
export async function sandboxWorker(bindings) {
  const entry = fileURLToPath(new URL("../sandbox/worker.mjs", import.meta.url));
  const { outputFiles } = await build({ entryPoints: [entry], bundle: true, write: false, format: "esm", target: "es2022" });
  const modules = [{ type: "ESModule", path: "sandbox.js", contents: outputFiles[0].text }];
  return { name: "sandbox", modules, compatibilityDate: COMPATIBILITY_DATE, bindings };
}

/**
 * @param {any[]} modules
 * @param {Record<string, unknown>} [settings] more settings of the Worker
 * @param {any[]} [others] more Workers, for bindings
 * @param {Record<string, unknown>} [shared] settings of all Workers, such as the storage directory
 */
export async function startWorker(modules, settings = {}, others = [], shared = {}) {
  /** @type {string[]} */
  const output = [];
  const miniflare = new Miniflare({
    ...shared,
    host: "127.0.0.1",
    port: 0,
    workers: [{ name: "main", modules, compatibilityDate: COMPATIBILITY_DATE, ...settings }, ...others],
    // Warnings of the runtime, such as that of a promise that another request resolves.
    handleRuntimeStdio: (stdout, stderr) => {
      for (const stream of [stdout, stderr]) stream.setEncoding("utf8").on("data", (text) => output.push(text));
    },
  });
  const url = await miniflare.ready.then(
    ({ origin }) => origin,
    async (error) => {
      // Otherwise the test would never end.
      await miniflare.dispose().catch(() => {});
      throw new Error(output.join("") || "the runtime did not start", { cause: error });
    },
  );
  return { url, miniflare, output: () => output.join(""), stop: () => miniflare.dispose() };
}
