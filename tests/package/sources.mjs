// Imports pure parts of the package's sources, for table tests that need neither the package nor a server.

import { join } from "node:path";
import { build } from "esbuild";
import { ROOT } from "./install.mjs";

/** The exports of a file of `pkg-template/src`. @param {string} path @returns {Promise<Record<string, any>>} */
export async function source(path) {
  const { outputFiles } = await build({
    entryPoints: [join(ROOT, "pkg-template/src", path)],
    bundle: true,
    write: false,
    format: "esm",
    target: "es2022",
    external: ["node:*"],
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`);
}
