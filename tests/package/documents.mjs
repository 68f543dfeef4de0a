// Collects the code in the documents: every fenced block of both READMEs and of docs/, unchanged.
//
// A block whose first line is a comment with a file's name, such as `// worker.ts`, is that file of its document. Any other block
// of code is its own program.

import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { transform } from "esbuild";
import { ROOT } from "./install.mjs";
import { INTEGRATION, KEY } from "./sample.mjs";

/** The kind of a block. @typedef {"program" | "worker" | "page" | "vitest" | "jest" | "node:test" | "module" | "shell" | "script" | "settings" | "elsewhere"} Kind */
/**
 * @typedef {object} Block
 * @property {string} document its path
 * @property {string} name of the document, without its ending
 * @property {number} line of its first line of code
 * @property {string} language
 * @property {string} code
 * @property {string} file relative to the document's own directory
 * @property {boolean} isNamed by its first line
 * @property {Kind} kind
 */

const docs = (await readdir(join(ROOT, "docs"))).filter((name) => name.endsWith(".md")).sort();
export const DOCUMENTS = ["README.md", "pkg-template/README.md", ...docs.map((name) => `docs/${name}`)];
/** Blocks that need more than Kombo: a mark in the code, and the tests that read the block from the document and run it. @type {[RegExp, string[]][]} */
export const ELSEWHERE = [
  [/^CREATE TABLE /m, ["stores-postgres.test.mjs", "stores-d1.test.mjs"]],
  [/^UPDATE candidates /m, ["store-tests.mjs"]],
  [/from "node:sqlite"/, ["stores-sqlite.test.mjs"]],
  [/from "pg"/, ["stores-postgres.test.mjs"]],
  [/\bD1Database\b/, ["stores-d1.test.mjs"]],
  [/\bcreateServer\(/, ["proxy-node.test.mjs"]],
  [/from "undici"/, ["corporate-proxy.test.mjs"]],
];
const LANGUAGES = { ts: "program", js: "program", sh: "shell", jsonc: "settings" };

/** @param {string} document @param {string} markdown @returns {Block[]} */
export function blocksOf(document, markdown) {
  const name = document.replace(/\.md$/, "").replaceAll("/", "-");
  return [...markdown.matchAll(/^```(\S*)\n([\s\S]*?)^```$/gm)].map(({ 1: language, 2: code, index }) => {
    const line = markdown.slice(0, index).split("\n").length + 1;
    const [, named] = /^\/\/ ([\w./-]+\.\w+)\n/.exec(code) ?? [];
    const ending = language === "ts" ? "mts" : /\brequire\(/.test(code) ? "cjs" : "mjs";
    const file = named ?? `line-${line}.${ending}`;
    return { document, name, line, language, code, file, isNamed: named !== undefined, kind: kindOf(document, line, language, code, file) };
  });
}

/** @param {string} document @param {number} line @param {string} language @param {string} code @param {string} file @returns {Kind} */
function kindOf(document, line, language, code, file) {
  if (ELSEWHERE.some(([mark]) => mark.test(code))) return "elsewhere";
  const kind = /** @type {Kind | undefined} */ (LANGUAGES[language]);
  if (!kind) throw new Error(`${document}:${line}: no test runs code in ${language || "a block without a language"}`);
  if (kind === "shell" && code.startsWith("#!")) return "script";
  if (kind !== "program") return kind;
  if (/\.test\.\w+$/.test(file)) return /"vitest"/.test(code) ? "vitest" : /"node:test"/.test(code) ? "node:test" : "jest";
  if (/(^|\/)page\.ts$/.test(file)) return "page";
  if (/^export default /m.test(code)) return "worker";
  return /^export /m.test(code) ? "module" : "program";
}

export const BLOCKS = (await Promise.all(DOCUMENTS.map(async (document) => blocksOf(document, await readFile(join(ROOT, document), "utf8"))))).flat();

/** The block as JavaScript, with a key in the place of "…". @param {Pick<Block, "code" | "language">} block */
export async function runnable({ code, language }) {
  const filled = code.replaceAll('"…"', JSON.stringify(KEY));
  return language === "ts" ? (await transform(filled, { loader: "ts", target: "es2022", format: "esm" })).code : filled;
}

/** The variables of a program or a Worker. */
export const VARIABLES = { KOMBO_API_KEY: KEY, KOMBO_INTEGRATION_ID: INTEGRATION };
