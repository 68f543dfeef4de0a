// Bundles src/ into the modules of the package: node build.mjs <package, with the wasm in it>
//
// The sources import each other by their own names. What is a module of its own in the package is not bundled into the
// others: its import becomes one of that module.

import { mkdir, readFile, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const out = resolve(process.argv[2] ?? "");
const SRC = fileURLToPath(new URL("src/", import.meta.url));
const WASM = "kombo_edge_bg.wasm";

/** Node prints the line that an uncaught error was thrown on: without `lineLimit`, that is the whole module. */
const MINIFIED = { minify: true, lineLimit: 160 };

/** The command's library for arguments requires Node's own modules. */
const REQUIRE = 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);';

/** The package's modules: where each begins, and how it is written. The entries stay readable. */
const MODULES = {
  "kombo.js": ["index.ts", MINIFIED],
  "mask.js": ["mask/mask.ts", MINIFIED],
  "facts.js": ["generated/facts.ts", { minify: true }],
  "proxy.js": ["proxy/proxy.ts", MINIFIED],
  "lines.js": ["lines/lines.ts", MINIFIED],
  "sync.js": ["sync/sync.ts", MINIFIED],
  "testing-kit.cjs": ["testing/kit.ts", { ...MINIFIED, format: "iife" }],
  "testing.js": ["testing/module.ts", { minify: true }],
  "loading.js": ["entries/loading.ts", { minify: true }],
  "browser.js": ["entries/browser.ts"],
  "inline.js": ["entries/inline.ts", { minify: true }],
  "workerd.js": ["entries/workerd.ts"],
  "edge.js": ["entries/edge.ts"],
  "bin/cli.js": ["cli/cli.ts", { ...MINIFIED, banner: { js: REQUIRE } }],
};
/** The same for `require()`, of the same parts. */
const REQUIRED = {
  "testing.cjs": ["testing/module.ts", { minify: true, format: "cjs" }],
};
/** All of the package in one file, for `require()`; what is for tests only is beside it. */
const COMMON_JS = {
  "kombo.cjs": ["entries/require.ts", { ...MINIFIED, format: "cjs", platform: "node" }],
};
const moduleOf = new Map(Object.entries(MODULES).map(([name, [source]]) => [join(SRC, source), name]));

/** What has a directory of its own is bundled on its own; all else is the core, with the tables beside it. */
function partOf(path) {
  const [directory] = relative(SRC, path).split(/[\\/]/);
  return ["cli", "entries", "lines", "mask", "proxy", "sync", "testing"].includes(directory) ? directory : "core";
}

/** Tables and plain functions, which may be bundled twice. */
const SHARED = ["parameter.ts", "generated/columns.ts", "generated/flags.ts", "generated/parameters.ts"].map((name) => join(SRC, name));

/** How the imports of one ES module are resolved. */
const resolving = (name) => ({
  name: "kombo-edge",
  setup({ onResolve, onLoad }) {
    onLoad({ filter: /./, namespace: "hex" }, async ({ path }) => ({ contents: await readFile(path, "hex"), loader: "text" }));
    const external = (module) => {
      const path = relative(dirname(name), module).replaceAll("\\", "/");
      return { path: path.startsWith(".") ? path : `./${path}`, external: true, sideEffects: true };
    };
    onResolve({ filter: /^\.{1,2}\// }, ({ path, importer, resolveDir, kind }) => {
      // A library resolves its own.
      if (kind === "entry-point" || !importer.startsWith(SRC)) return undefined;
      const target = join(resolveDir, path);
      const base = basename(target);
      if (base === WASM || base === `${WASM}?module`) return { ...external(WASM), path: `./${base}` };
      if (base === `${WASM}?hex`) return { path: join(out, WASM), namespace: "hex" };
      const module = moduleOf.get(target);
      if (module !== undefined) return external(module);
      // Bundled twice, there would be two of each class.
      if (partOf(target) !== partOf(importer) && !SHARED.includes(target) && !SHARED.includes(importer)) {
        return { errors: [{ text: `${relative(SRC, importer)} may import src/index.ts, and not ${relative(SRC, target)}` }] };
      }
      return { path: target, sideEffects: true };
    });
  },
});

/** In one file there is one entry, which the proxy's import of its runtime's entry means. */
const together = {
  name: "kombo-edge-together",
  setup({ onResolve }) {
    onResolve({ filter: /^kombo-edge$/ }, () => ({ path: join(SRC, "entries/require.ts"), sideEffects: true }));
    // What the manifest says of side effects is about the package's files, not about these.
    onResolve({ filter: /\.ts$/ }, ({ path, resolveDir }) => ({ path: resolve(resolveDir, path), sideEffects: true }));
  },
};

for (const [name, [source, how]] of Object.entries({ ...MODULES, ...REQUIRED, ...COMMON_JS })) {
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
    // The proxy imports its runtime's entry, which knows how to get the module, by the package's name.
    external: name in COMMON_JS ? ["node:*"] : ["kombo-edge", "node:*"],
    plugins: [name in COMMON_JS ? together : resolving(name)],
    ...how,
  });
  if (warnings.length > 0) throw new Error(`${name}: esbuild warns, see above`);
  for (const { path, text } of outputFiles) {
    await mkdir(dirname(path), { recursive: true });
    // Each part of a bundle has its file's name before it.
    await writeFile(path, text.replaceAll(/^\/\/ [\w./-]+\.ts\n/gm, ""));
  }
}
