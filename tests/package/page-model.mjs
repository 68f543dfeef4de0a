// Bundles the page's model from its TypeScript and imports it. The model needs no document.

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
