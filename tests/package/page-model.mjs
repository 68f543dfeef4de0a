// The page's model, which needs no document: bundled from its TypeScript, and imported.

import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const { outputFiles } = await build({
  entryPoints: [fileURLToPath(new URL("../../www/src/model/index.ts", import.meta.url))],
  bundle: true,
  write: false,
  format: "esm",
  target: "es2022",
  tsconfigRaw: {},
  alias: { "node:crypto": fileURLToPath(new URL("../../www/src/lib/crypto.ts", import.meta.url)) },
});
const code = Buffer.from(outputFiles[0].contents).toString("base64");

export const model = await import(`data:text/javascript;base64,${code}`);
