// Small projects with the installed package, one for each tool under test. All walk the same sandbox, and report their
// results.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { serveSite } from "./browser.mjs";
import { installedAnew, ROOT } from "./install.mjs";

/** Small, so that a walk takes several pages. */
export const PAGE_SIZE = 50;

/** A file of the repository's tools, since projects have none of their own. @param {string} path in node_modules */
export const tool = (path) => join(ROOT, "node_modules", path);

/** Options of a test that needs this program. @param {string} file @param {string} what */
export const needs = (file, what) => (existsSync(file) ? {} : { skip: `there is no ${what}` });

/**
 * Creates a project with the package and these files.
 * @param {Record<string, string>} files
 * @returns {Promise<string>} its directory
 */
export async function project(files) {
  const directory = await installedAnew();
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(directory, name)), { recursive: true });
    await writeFile(join(directory, name), text);
  }
  return directory;
}

/**
 * A script that walks, and passes the result to the function `report` as JSON.
 * @param {string} origin of the sandbox
 * @param {{ from?: string, report?: string, options?: Record<string, unknown>, require?: boolean }} [settings] `require`: a
 *   CommonJS script
 */
export function walker(origin, { from = "kombo-edge", report = "console.log", options = {}, require = false } = {}) {
  const name = JSON.stringify(from);
  const client = { server_url: `${origin}/v1`, api_key: "sandbox-key", integration_id: "workday:sandbox", ...options };
  return `${require ? `const { Kombo } = require(${name})` : `import { Kombo } from ${name}`};
async function walk() {
  const records = [];
  const kombo = new Kombo(${JSON.stringify(client)});
  for await (const record of kombo.ats.getCandidates({ page_size: ${PAGE_SIZE} }).items()) records.push(record);
  return { records };
}
walk().catch((error) => ({ error: String(error), cause: String(error.cause) })).then((end) => ${report}(JSON.stringify(end)));
`;
}

/** The same for a page. It allows the key, and expects a function `report`. @param {string} origin @param {string} [from] */
export const pageWalker = (origin, from) => walker(origin, { from, report: "report", options: { allow_key_in_browser: true } });

/** An HTML page with one script. @param {string} script */
export const html = (script) => `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><script type="module" src="${script}"></script>\n`;

/**
 * Runs a program to its end. Rejects with its output when the exit code is not 0.
 * @param {string} file
 * @param {string[]} parameters
 * @param {{ cwd: string, env?: Record<string, string> }} options
 * @returns {Promise<{ stdout: string, stderr: string }>}
 */
export function run(file, parameters, { cwd, env }) {
  return new Promise((resolve, reject) => {
    execFile(file, parameters, { cwd, env: { ...process.env, ...env }, maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      if (error) reject(new Error(`${error.message}\n${stdout}\n${stderr}`));
      else resolve({ stdout, stderr });
    });
  });
}

/** The files below a directory, as paths with slashes. @param {string} directory */
export async function filesIn(directory) {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return files
    .map((entry) =>
      relative(directory, join(entry.parentPath ?? entry.path, entry.name))
        .split(sep)
        .join("/"),
    )
    .sort();
}

/** Serves only the output of a bundler. @param {string} directory */
export async function serveBuilt(directory) {
  const site = await serveSite();
  site.files.clear();
  for (const name of await filesIn(directory)) {
    site.files.set(name === "index.html" ? "/" : `/${name}`, await readFile(join(directory, name)));
  }
  return site;
}

/**
 * The report of a page's script, and the files that the page loaded.
 * @param {import("playwright-core").Browser} browser
 * @param {string} url
 * @returns {Promise<{ records?: any[], error?: string, cause?: string, files: string[] }>}
 */
export async function visit(browser, url) {
  const page = await browser.newPage();
  /** @type {string[]} */
  const files = [];
  try {
    /** @type {string} */
    const end = await new Promise((resolve, reject) => {
      page.on("pageerror", reject);
      page.on("requestfailed", (request) => {
        const { errorText } = request.failure() ?? {};
        // Chromium reports this for a compressed response that was read to its end. An aborted walk reports its own error.
        if (errorText !== "net::ERR_ABORTED") reject(new Error(`${request.url()}: ${errorText}`));
      });
      page.on("response", (response) => {
        files.push(new URL(response.url()).pathname);
        // A page with a missing script reports nothing.
        if (response.status() >= 400) reject(new Error(`${response.url()}: ${response.status()}`));
      });
      page
        .exposeFunction("report", resolve)
        .then(() => page.goto(url))
        .catch(reject);
    });
    return { ...JSON.parse(end), files };
  } finally {
    await page.close();
  }
}

/**
 * The modules that wrangler would deploy for this project: the script first, and the package's `.wasm`.
 * @param {string} directory
 */
export async function dryRun(directory) {
  const { stdout, stderr } = await run(process.execPath, [tool("wrangler/bin/wrangler.js"), "deploy", "--dry-run", "--outdir", "dist"], {
    cwd: directory,
    // Asks and sends nothing, and keeps its logs inside the project.
    env: { CI: "1", WRANGLER_SEND_METRICS: "false", WRANGLER_LOG_PATH: join(directory, "logs"), XDG_CONFIG_HOME: join(directory, "config"), NO_COLOR: "1" },
  });
  assert.match(stdout, /--dry-run: exiting now/);
  assert.doesNotMatch(stdout + stderr, /WARNING|ERROR/);
  const names = (await filesIn(join(directory, "dist"))).filter((name) => /\.(js|wasm)$/.test(name));
  const scripts = names.filter((name) => name.endsWith(".js"));
  const modules = names.filter((name) => name.endsWith(".wasm"));
  assert.deepEqual([scripts, modules.length], [["index.js"], 1]);
  const read = (/** @type {string} */ name) => readFile(join(directory, "dist", name));
  return [
    { type: "ESModule", path: scripts[0], contents: String(await read(scripts[0])) },
    { type: "CompiledWasm", path: modules[0], contents: await read(modules[0]) },
  ];
}
