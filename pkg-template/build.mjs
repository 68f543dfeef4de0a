// Bundles src/ into the modules of the package: node build.mjs <package, with the wasm in it>
//
// The sources import each other by file name. A file that is a module of the package is not bundled into the others: an import of it
// becomes an import of that module.

import { mkdir, readFile, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const out = resolve(process.argv[2] ?? "");
const SRC = fileURLToPath(new URL("src/", import.meta.url));
const WASM = "kombo_edge_bg.wasm";

/** Node prints the source line of an uncaught error before its message. Without `lineLimit`, that line is the whole module. */
const MINIFIED = { minify: true, lineLimit: 160 };
/** The sandbox throws at a caller: Node prints the name of an error's class. */
const NAMED = { ...MINIFIED, keepNames: true };

/** The command's argument parser (commander) calls `require` for Node's modules. */
const REQUIRE = 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);';

/** The package's ES modules: entry point and esbuild options. Entries other than `inline.js` are not minified. */
const MODULES = {
  "kombo.js": ["index.ts", MINIFIED],
  "mask.js": ["mask/mask.ts", MINIFIED],
  "facts.js": ["generated/facts.ts", { minify: true }],
  "proxy.js": ["proxy/proxy.ts", MINIFIED],
  "lines.js": ["lines/lines.ts", MINIFIED],
  "sync.js": ["sync/sync.ts", MINIFIED],
  "testing-kit.cjs": ["testing/kit.ts", { ...NAMED, format: "iife" }],
  "testing.js": ["testing/module.ts", { minify: true }],
  "loading.js": ["entries/loading.ts", { minify: true }],
  "browser.js": ["entries/browser.ts"],
  "inline.js": ["entries/inline.ts", { minify: true, charset: "utf8" }],
  "workerd.js": ["entries/workerd.ts"],
  "edge.js": ["entries/edge.ts"],
  "bin/cli.js": ["cli/cli.ts", { ...MINIFIED, banner: { js: REQUIRE } }],
};
/** The CommonJS modules that import the modules above. */
const REQUIRED = {
  "testing.cjs": ["testing/module.ts", { minify: true, format: "cjs" }],
};
/** The whole package in one file, for `require()`. Modules for tests only are separate. */
const COMMON_JS = {
  "kombo.cjs": ["entries/require.ts", { ...MINIFIED, format: "cjs", platform: "node" }],
};
const moduleOf = new Map(Object.entries(MODULES).map(([name, [source]]) => [join(SRC, source), name]));

/** The part of the package that a source belongs to: its directory, or the core. */
function partOf(path) {
  const [directory] = relative(SRC, path).split(/[\\/]/);
  return ["cli", "entries", "lines", "mask", "proxy", "sync", "testing"].includes(directory) ? directory : "core";
}

/** Tables and pure functions, which may be bundled into several parts. */
const SHARED = ["parameter.ts", "refused-cursor.ts", "generated/columns.ts", "generated/flags.ts", "generated/parameters.ts"].map((name) => join(SRC, name));

/** Bytes as characters: from `#` to `~`, and from U+00A0 on, so that none is a control character. `inline.ts` gets them back. */
const characters = (bytes) => Array.from(bytes, (byte) => String.fromCharCode(byte + (byte < 92 ? 35 : 68))).join("");

/** The esbuild plugin that resolves the imports of one ES module. */
const resolving = (name) => ({
  name: "kombo-edge",
  setup({ onResolve, onLoad }) {
    onLoad({ filter: /./, namespace: "text" }, async ({ path }) => ({ contents: characters(await readFile(path)), loader: "text" }));
    const external = (module) => {
      const path = relative(dirname(name), module).replaceAll("\\", "/");
      return { path: path.startsWith(".") ? path : `./${path}`, external: true, sideEffects: true };
    };
    onResolve({ filter: /^\.{1,2}\// }, ({ path, importer, resolveDir, kind }) => {
      // Imports within a library are resolved as usual.
      if (kind === "entry-point" || !importer.startsWith(SRC)) return undefined;
      const target = join(resolveDir, path);
      const base = basename(target);
      if (base === WASM || base === `${WASM}?module`) return { ...external(WASM), path: `./${base}` };
      if (base === `${WASM}?text`) return { path: join(out, WASM), namespace: "text" };
      const module = moduleOf.get(target);
      if (module !== undefined) return external(module);
      // If the core were bundled into two modules, each class would exist twice.
      if (partOf(target) !== partOf(importer) && !SHARED.includes(target) && !SHARED.includes(importer)) {
        return { errors: [{ text: `${relative(SRC, importer)} may import src/index.ts, and not ${relative(SRC, target)}` }] };
      }
      return { path: target, sideEffects: true };
    });
  },
});

/** The esbuild plugin for the single CommonJS file: the proxy's import of `kombo-edge` is the file's own entry. */
const singleFile = {
  name: "kombo-edge-single-file",
  setup({ onResolve }) {
    onResolve({ filter: /^kombo-edge$/ }, () => ({ path: join(SRC, "entries/require.ts"), sideEffects: true }));
    // `sideEffects` in package.json describes the published files, not the sources.
    onResolve({ filter: /\.ts$/ }, ({ path, resolveDir }) => ({ path: resolve(resolveDir, path), sideEffects: true }));
  },
};

for (const [name, [source, options]] of Object.entries({ ...MODULES, ...REQUIRED, ...COMMON_JS })) {
  const { outputFiles, warnings } = await build({
    entryPoints: [join(SRC, source)],
    absWorkingDir: SRC,
    outfile: join(out, name),
    write: false,
    bundle: true,
    format: "esm",
    target: "es2022",
    legalComments: "none",
    logLevel: "warning",
    // The proxy imports `kombo-edge` by name, so that the runtime's conditions choose the entry, which loads the wasm module.
    external: name in COMMON_JS ? ["node:*"] : ["kombo-edge", "node:*"],
    plugins: [name in COMMON_JS ? singleFile : resolving(name)],
    ...options,
  });
  if (warnings.length > 0) throw new Error(`${name}: esbuild warns, see above`);
  for (const { path, text } of outputFiles) {
    await mkdir(dirname(path), { recursive: true });
    // Remove esbuild's comments with the file names.
    await writeFile(path, text.replaceAll(/^\/\/ [\w./-]+\.ts\n/gm, ""));
  }
}
