// Test runners, each with its default configuration: a user's test imports or requires the package, walks to the end, and
// gets all records. Before the package had a `require` entry, Jest failed ("Must use import") except with ES modules.

import { test } from "node:test";
import { needs, PAGE_SIZE, run, tool } from "./projects.mjs";
import { NEWEST_NODE, projectWith, walked } from "./setups.mjs";

const { origin, truth, assertAsksAll } = walked();
const NODE = process.execPath;
const JEST = [tool("jest/bin/jest.js"), "--no-watchman", "--no-cache"];

/** A user's test. @param {string[]} head its imports @param {string} [options] more options of the client */
const userTest = (head, options = "") => `${head.join("\n")}
test("all records", async () => {
  const kombo = new Kombo({ server_url: "${origin()}/v1", api_key: "sandbox-key", integration_id: "workday:sandbox"${options} });
  const records = [];
  for await (const record of kombo.ats.getCandidates({ page_size: ${PAGE_SIZE} }).items()) records.push(record);
  expect(records).toEqual(truth);
});
`;

const IMPORTS = ['import { Kombo } from "kombo-edge";', 'import truth from "./truth.json";'];
const REQUIRES = ['const { Kombo } = require("kombo-edge");', 'const truth = require("./truth.json");'];
const FROM_VITEST = 'import { expect, test } from "vitest";';
const FROM_JEST = 'import { expect, test } from "@jest/globals";';
/** The package.json of `npm init`, without a setting for ES modules. */
const COMMON = '{ "private": true }\n';

/** @typedef {{ head: string[], options?: string, file?: string, files?: Record<string, string>, tools?: string[], node?: string, command?: string[] }} Setup */
/** @type {Record<string, Setup>} */
const SETUPS = {
  Jest: { head: REQUIRES },
  "Jest, with Babel's preset": {
    head: IMPORTS,
    files: { "babel.config.js": 'module.exports = { presets: [["@babel/preset-env", { targets: { node: "current" } }]] };\n' },
    tools: ["@babel/preset-env"],
  },
  "Jest, ES modules": {
    head: [IMPORTS[0], IMPORTS[1].replace(";", ' with { type: "json" };')],
    files: { "package.json": '{ "private": true, "type": "module" }\n', "jest.config.js": "export default { transform: {} };\n" },
    command: ["--experimental-vm-modules", ...JEST],
  },
  "ts-jest": {
    head: [...IMPORTS, FROM_JEST],
    file: "walk.test.ts",
    files: {
      "jest.config.js": 'module.exports = { preset: "ts-jest" };\n',
      "tsconfig.json":
        '{ "compilerOptions": { "module": "commonjs", "target": "es2022", "esModuleInterop": true, "resolveJsonModule": true, "strict": true, "skipLibCheck": true } }\n',
    },
    tools: ["ts-jest", "typescript", "@jest/globals"],
  },
  "Jest, the environment of the edge runtime": {
    head: REQUIRES,
    files: { "jest.config.js": 'module.exports = { testEnvironment: "@edge-runtime/jest-environment" };\n' },
    tools: ["@edge-runtime/jest-environment"],
  },
  // jsdom has neither `TextDecoder` nor `fetch`. The setup file adds the first, and the test passes the second.
  "Jest, jsdom": {
    head: REQUIRES,
    options: ', allow_key_in_browser: true, fetch: require("node-fetch")',
    files: {
      "jest.config.js": 'module.exports = { testEnvironment: "jsdom", setupFiles: ["./jest.setup.js"] };\n',
      "jest.setup.js": 'const { TextDecoder, TextEncoder } = require("node:util");\nObject.assign(globalThis, { TextDecoder, TextEncoder });\n',
    },
    tools: ["jest-environment-jsdom", "node-fetch"],
  },
  vitest: { head: [...IMPORTS, FROM_VITEST], command: [tool("vitest/vitest.mjs"), "run"], node: NEWEST_NODE, tools: ["vitest"] },
  "vitest, jsdom": {
    head: [...IMPORTS, FROM_VITEST],
    options: ", allow_key_in_browser: true",
    command: [tool("vitest/vitest.mjs"), "run", "--environment=jsdom"],
    node: NEWEST_NODE,
    tools: ["vitest", "jsdom"],
  },
  "vitest, the environment of the edge runtime": {
    head: [...IMPORTS, FROM_VITEST],
    command: [tool("vitest/vitest.mjs"), "run", "--environment=edge-runtime"],
    node: NEWEST_NODE,
    tools: ["vitest", "@edge-runtime/vm"],
  },
  "vitest, bundling the package": {
    head: [...IMPORTS, FROM_VITEST],
    files: { "vitest.config.mjs": "export default { test: { server: { deps: { inline: true } } } };\n" },
    command: [tool("vitest/vitest.mjs"), "run"],
    node: NEWEST_NODE,
    tools: ["vitest"],
  },
};

for (const [name, { head, options, file = "walk.test.js", files, tools = [], node = NODE, command = JEST }] of Object.entries(SETUPS)) {
  test(name, needs(node, "newest Node"), async () => {
    const cwd = await projectWith(tools, { "package.json": COMMON, "truth.json": JSON.stringify(truth), [file]: userTest(head, options), ...files });
    await assertAsksAll(() => run(node, command, { cwd, env: { CI: "1", NO_COLOR: "1" } }));
  });
}
