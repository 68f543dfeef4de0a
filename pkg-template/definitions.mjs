// Rolls the published definitions up from src/: node definitions.mjs <directory>

import { mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { rollup } from "rollup";
import { dts } from "rollup-plugin-dts";
import { tidied } from "./tidied.mjs";

const [out] = process.argv.slice(2).map((path) => resolve(path));
const path = (name) => fileURLToPath(new URL(name, import.meta.url));

/** Beside `proxy.d.ts` are the definitions of the rest of the package, so it imports them. */
const rest = {
  name: "rest-of-the-package",
  resolveId: (source) => (source === "../types.ts" ? { id: "./index.js", external: true } : undefined),
};

const DEFINITIONS = {
  "index.d.ts": { input: path("src/public.ts") },
  "proxy.d.ts": { input: path("src/proxy/types.ts"), plugins: [rest] },
};

for (const [name, { input, plugins = [] }] of Object.entries(DEFINITIONS)) {
  const onLog = (level, log) => {
    throw new Error(`${name}: ${log.message}`);
  };
  const bundle = await rollup({ input, plugins: [...plugins, dts({ tsconfig: path("tsconfig.json") })], onLog });
  const { output } = await bundle.generate({ format: "es" });
  await bundle.close();
  await mkdir(out, { recursive: true });
  const head = "// Rolled up from the sources and the generated tables: `cargo xtask generate`.";
  await writeFile(join(out, name), `${head}\n\n${tidied(output[0].code)}`);
}
