// Rolls the published definitions up from src/: node definitions.mjs <directory> [--publish]
//
// With --publish, writes them as they are in the package, for both `import` and `require`. Definitions of an ES module can re-export
// those of a CommonJS module, but not the other way round.

import { mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { rollup } from "rollup";
import { dts } from "rollup-plugin-dts";
import { tidied } from "./tidied.mjs";

const [directory = "", publish] = process.argv.slice(2);
const out = resolve(directory);
const path = (name) => fileURLToPath(new URL(name, import.meta.url));

/** The definitions of the proxy and of the sandbox import the other types from index.d.ts. */
const rest = {
  name: "rest-of-the-package",
  resolveId: (source) => (source === "../types.ts" ? { id: "./index.js", external: true } : undefined),
};

const DEFINITIONS = {
  "index.d.ts": { input: path("src/public.ts") },
  "proxy.d.ts": { input: path("src/proxy/types.ts"), plugins: [rest] },
  "testing.d.ts": { input: path("src/testing/types.ts"), plugins: [rest] },
};

/** The CommonJS module of each file of definitions. */
const COMMON_JS = { "index.d.ts": "kombo.cjs", "proxy.d.ts": "proxy.cjs", "testing.d.ts": "testing.cjs" };

for (const [name, { input, plugins = [] }] of Object.entries(DEFINITIONS)) {
  const onLog = (_level, log) => {
    throw new Error(`${name}: ${log.message}`);
  };
  const bundle = await rollup({ input, plugins: [...plugins, dts({ tsconfig: path("tsconfig.json") })], onLog });
  const { output } = await bundle.generate({ format: "es" });
  await bundle.close();
  await mkdir(out, { recursive: true });
  const head = "// Rolled up from the sources and the generated tables: `cargo xtask generate`.";
  const definitions = `${head}\n\n${tidied(output[0].code)}`;
  if (!publish) await writeFile(join(out, name), definitions);
  else {
    const common = COMMON_JS[name];
    await writeFile(join(out, common.replace(".cjs", ".d.cts")), definitions.replaceAll("./index.js", `./${COMMON_JS["index.d.ts"]}`));
    await writeFile(join(out, name), `export * from "./${common}";\n`);
    // For compilers that ignore `exports` and look for a file with the subpath's name.
    if (name === "index.d.ts") await writeFile(join(out, "inline.d.ts"), `export * from "./${common}";\n`);
  }
}
