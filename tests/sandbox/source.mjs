// Builds the sandbox's sources (pkg-template/src/testing/, and the command's server) for tests in Node, also in the oldest
// Node, which cannot load TypeScript. Each process builds them anew, as modules that share their imports.

import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const SRC = fileURLToPath(new URL("../../pkg-template/src/", import.meta.url));
const sources = readdirSync(join(SRC, "testing")).filter((name) => !["types.ts", "module.ts", "kit.ts"].includes(name));
const directory = mkdtempSync(join(tmpdir(), "kombo-edge-sandbox-"));
process.once("exit", () => rmSync(directory, { recursive: true, force: true }));

await build({
  entryPoints: [...sources.map((name) => join(SRC, "testing", name)), join(SRC, "cli/serve.ts")],
  outdir: directory,
  outbase: SRC,
  outExtension: { ".js": ".mjs" },
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20",
  sourcemap: "inline",
  logLevel: "warning",
});

/** Imports one of the modules. @param {string} name without `.ts`, such as `testing/faults` @returns {Promise<Record<string, any>>} */
export const source = (name) => import(pathToFileURL(join(directory, `${name}.mjs`)).href);
