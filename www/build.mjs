// Builds the page: node www/build.mjs <package> <out>, in a directory whose node_modules has esbuild and the page's imports.
//
// The page is static files: its document, one stylesheet, one script, and the package's files beside it, which a browser
// loads unchanged. `_headers` has the response headers of a Worker's static assets.

import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { SECURITY } from "./security.mjs";

const WWW = fileURLToPath(new URL(".", import.meta.url));
/** The files that the package's browser entry loads, at once or later: the files that it names, and the files that those name. */
async function filesOf(directory, name = "browser.js", found = new Set()) {
  if (found.has(name)) return found;
  found.add(name);
  if (!name.endsWith(".js")) return found;
  const text = await readFile(join(directory, name), "utf8");
  for (const [, named] of text.matchAll(/["'`]\.\/([\w.]+\.(?:js|wasm))["'`]/g)) await filesOf(directory, named, found);
  return found;
}

/**
 * @param {{ package: string, out: string, build: import("esbuild")["build"], nodePaths?: string[] }} how `build` is
 *   esbuild's; `nodePaths` has the directories of the page's imports, when they are not above www/
 * @returns {Promise<void>}
 */
export async function buildPage({ package: from, out, build, nodePaths = [] }) {
  await rm(out, { recursive: true, force: true });
  await mkdir(join(out, "kombo-edge"), { recursive: true });
  await build({
    entryPoints: { explorer: join(WWW, "src/main.tsx"), style: join(WWW, "src/style/index.css") },
    entryNames: "[name]",
    outdir: out,
    bundle: true,
    minify: true,
    format: "esm",
    target: ["chrome123", "firefox121", "safari17.5"],
    jsx: "automatic",
    jsxImportSource: "preact",
    nodePaths,
    // tsconfig.json maps the package to its types; its code is beside the page.
    tsconfigRaw: {},
    alias: { "kombo-edge": "./kombo-edge/browser.js", "node:crypto": join(WWW, "src/lib/crypto.ts") },
    external: ["./kombo-edge/browser.js"],
    legalComments: "none",
    logLevel: "warning",
  });
  for (const name of ["index.html", "icon.svg"]) await cp(join(WWW, name), join(out, name));
  await writeFile(join(out, "_headers"), ["/*", ...Object.entries(SECURITY).map(([name, value]) => `  ${name}: ${value}`), ""].join("\n"));
  for (const name of await filesOf(from)) await cp(join(from, name), join(out, "kombo-edge", name));
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [from, out] = process.argv.slice(2);
  if (!from || !out) throw new Error("node www/build.mjs <package> <out>");
  const { build } = createRequire(resolve("package.json"))("esbuild");
  await buildPage({ package: resolve(from), out: resolve(out), build, nodePaths: [resolve("node_modules")] });
}
