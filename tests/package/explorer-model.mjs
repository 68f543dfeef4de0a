// Bundles the page's model and its `Records` from their TypeScript and imports them. Neither needs a document.

import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const { outputFiles } = await build({
  stdin: {
    contents: 'export * from "./model/index.ts"; export { Records } from "./state/records.ts";',
    resolveDir: fileURLToPath(new URL("../../www/src", import.meta.url)),
  },
  bundle: true,
  write: false,
  format: "esm",
  target: "es2022",
  tsconfigRaw: {},
  alias: { "node:crypto": fileURLToPath(new URL("../../www/src/lib/crypto.ts", import.meta.url)) },
});
const code = Buffer.from(outputFiles[0].contents).toString("base64");

export const model = await import(`data:text/javascript;base64,${code}`);
