// Server bundles, each with its tool's defaults: the output is moved to a directory without `node_modules`, and walks to the
// end there. Before `kombo-edge` contained the module, all of them failed except webpack and Rspack, which emit the file,
// and Bun's CommonJS, which reads it where it was built.

import { join } from "node:path";
import { test } from "node:test";
import { needs, run, tool, walker } from "./projects.mjs";
import { alone, BUN, NEWEST_NODE, PRIVATE, printed, projectWith, walked } from "./setups.mjs";

const { origin, assertWalks } = walked();
const NODE = process.execPath;

/** @typedef {{ node: string, parameters: string[], files?: Record<string, string>, tools?: string[], program: string }} Setup */

/** A bundler's configuration file. @param {string} config */
const module = (config) => `export default ${config};\n`;
const webpackish = (/** @type {string} */ more) => module(`{ mode: "production", target: "node", entry: "./main.js", output: { filename: "out.cjs" }${more} }`);

/** The tool's command, its input files, and its output. @type {Record<string, Setup>} */
const SETUPS = {
  "esbuild, ESM": {
    node: NODE,
    parameters: [tool("esbuild/bin/esbuild"), "main.js", "--bundle", "--platform=node", "--format=esm", "--outfile=dist/out.mjs"],
    program: "out.mjs",
  },
  "esbuild, CommonJS": {
    node: NODE,
    parameters: [tool("esbuild/bin/esbuild"), "main.js", "--bundle", "--platform=node", "--outfile=dist/out.cjs"],
    program: "out.cjs",
  },
  "esbuild, minified": {
    node: NODE,
    parameters: [tool("esbuild/bin/esbuild"), "main.js", "--bundle", "--minify", "--platform=node", "--outfile=dist/out.cjs"],
    program: "out.cjs",
  },
  Rollup: {
    node: NODE,
    parameters: [tool("rollup/dist/bin/rollup"), "main.js", "--plugin", "node-resolve", "--file", "dist/out.mjs"],
    tools: ["@rollup/plugin-node-resolve"],
    program: "out.mjs",
  },
  "Rollup, CommonJS": {
    node: NODE,
    parameters: [tool("rollup/dist/bin/rollup"), "main.js", "--plugin", "node-resolve", "--format", "cjs", "--file", "dist/out.cjs"],
    tools: ["@rollup/plugin-node-resolve"],
    program: "out.cjs",
  },
  Rolldown: { node: NODE, parameters: [tool("rolldown/bin/cli.mjs"), "main.js", "--platform=node", "--file", "dist/out.mjs"], program: "out.mjs" },
  tsup: {
    node: NEWEST_NODE,
    parameters: [tool("tsup/dist/cli-default.js"), "main.js", "--format=esm"],
    program: "main.js",
    files: { "package.json": PRIVATE },
  },
  "tsup, CommonJS": {
    node: NEWEST_NODE,
    parameters: [tool("tsup/dist/cli-default.js"), "main.js", "--format=cjs"],
    program: "main.cjs",
    files: { "package.json": PRIVATE },
  },
  tsdown: { node: NEWEST_NODE, parameters: [tool("tsdown/dist/run.mjs"), "main.js"], program: "main.mjs", files: { "package.json": PRIVATE } },
  "Vite SSR": {
    node: NODE,
    parameters: [tool("vite/bin/vite.js"), "build", "--ssr", "main.js"],
    files: { "vite.config.js": module("{ ssr: { noExternal: true } }"), "package.json": PRIVATE },
    program: "main.js",
  },
  "Vite 7 SSR": {
    node: NODE,
    parameters: [tool("vite-7/bin/vite.js"), "build", "--ssr", "main.js"],
    files: { "vite.config.js": module("{ ssr: { noExternal: true } }"), "package.json": PRIVATE },
    program: "main.js",
  },
  webpack: {
    node: NODE,
    parameters: ["build.mjs"],
    files: { "build.mjs": compiling("webpack"), "config.mjs": webpackish("") },
    tools: ["webpack"],
    program: "out.cjs",
  },
  Rspack: {
    node: NODE,
    parameters: ["build.mjs"],
    files: { "build.mjs": compiling("@rspack/core"), "config.mjs": webpackish("") },
    tools: ["@rspack/core"],
    program: "out.cjs",
  },
  "bun build, for Node": { node: BUN, parameters: ["build", "main.js", "--target=node", "--outfile=dist/out.mjs"], program: "out.mjs" },
  "bun build, CommonJS": { node: BUN, parameters: ["build", "main.js", "--target=node", "--format=cjs", "--outfile=dist/out.cjs"], program: "out.cjs" },
};

/** A script that runs webpack or Rspack, since their commands are separate packages. @param {string} name */
function compiling(name) {
  return `import bundler from "${name}";
import config from "./config.mjs";
bundler(config, (error, stats) => {
  const output = error ? String(error) : stats.toString({ all: false, errors: true, warnings: true });
  if (output) console.error(output);
  process.exitCode = output ? 1 : 0;
});
`;
}

for (const [name, { node, parameters, files, tools = [], program }] of Object.entries(SETUPS)) {
  for (const style of ["import", "require"]) {
    // Rollup needs a plugin for `require`, and Vite and the builders of libraries take only ES modules.
    if (style === "require" && !/esbuild|webpack|Rspack|bun|Rolldown/.test(name)) continue;
    test(`${name}, by \`${style}\`, walks to the end`, needs(node, "such Node or Bun"), async (t) => {
      const require = style === "require";
      const main = require ? "main.cjs" : "main.js";
      const named = (/** @type {string} */ text) => text.replace("main.js", main);
      const all = Object.fromEntries(Object.entries(files ?? {}).map(([file, text]) => [file, named(text)]));
      const directory = await projectWith(tools, { [main]: walker(origin(), { require }), ...all });
      await run(node, parameters.map(named), { cwd: directory });
      const cwd = await alone(t, join(directory, "dist"));
      await assertWalks(() => printed(NODE, [program], cwd));
    });
  }
}

test("bun build, for Bun, walks to the end", needs(BUN, "Bun"), async (t) => {
  const directory = await projectWith([], { "main.js": walker(origin()) });
  await run(BUN, ["build", "main.js", "--target=bun", "--outdir=dist"], { cwd: directory });
  const cwd = await alone(t, join(directory, "dist"));
  await assertWalks(() => printed(BUN, ["run", "--no-install", "main.js"], cwd));
});

test("bun build --compile walks to the end", needs(BUN, "Bun"), async (t) => {
  const directory = await projectWith([], { "main.js": walker(origin()) });
  await run(BUN, ["build", "main.js", "--compile", "--outfile=program"], { cwd: directory });
  const cwd = await alone(t, join(directory, "program"));
  await assertWalks(() => printed(join(cwd, "program"), [], cwd));
});

// As AWS's tools bundle functions: CommonJS as `index.js`, or an ES module as `index.mjs`. The directory is the zip.
for (const [format, file] of [
  ["cjs", "index.js"],
  ["esm", "index.mjs"],
]) {
  test(`a Lambda function, ${format}, walks to the end`, async (t) => {
    const handler = walker(origin(), { report: "" })
      .replace("walk().catch", "export const handler = () => walk().catch")
      .replace(/\.then\(.*$/m, ";");
    const directory = await projectWith([], { "main.js": handler });
    const parameters = ["main.js", "--bundle", "--minify", "--sourcemap", "--platform=node", "--target=node20", `--format=${format}`, `--outfile=zip/${file}`];
    await run(NODE, [tool("esbuild/bin/esbuild"), ...parameters], { cwd: directory });
    const cwd = await alone(t, join(directory, "zip"));
    const loaded = format === "cjs" ? `Promise.resolve(require("./${file}"))` : `import("./${file}")`;
    const host = `${loaded}.then(({ handler }) => handler({})).then((end) => console.log(JSON.stringify(end)))`;
    await assertWalks(() => printed(NODE, ["--eval", host], cwd));
  });
}
