// Installs the packed tarball as a user would: into an empty npm project outside this repository, without a network.
// Most tests of a process share one installation. All are removed when the process ends.

import { execFile } from "node:child_process";
import { rmSync } from "node:fs";
import { cp, mkdtemp, readdir, realpath, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";

/** The repository's directory, which has the tests' own tools. */
export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** @type {Promise<string> | undefined} */
let installation;
/** @type {string[]} */
const directories = [];
process.once("exit", () => directories.forEach((directory) => rmSync(directory, { recursive: true, force: true })));

/** The directory of a project that has only the package in its `node_modules`. @returns {Promise<string>} */
export function installed() {
  return (installation ??= install());
}

/** The directory of the installed package. @returns {Promise<string>} */
export async function packageDirectory() {
  return join(await installed(), "node_modules/kombo-edge");
}

/** Imports the installed package. @returns {Promise<Record<string, any>>} */
export async function load(entry = "inline.js") {
  return import(pathToFileURL(join(await packageDirectory(), entry)).href);
}

/** The tarball under test: KOMBO_EDGE_TARBALL, or the newest packed one. @returns {Promise<string>} */
export async function tarball() {
  const { KOMBO_EDGE_TARBALL } = process.env;
  if (KOMBO_EDGE_TARBALL) return resolve(KOMBO_EDGE_TARBALL);
  const directory = join(ROOT, "target/npm");
  const names = (await readdir(directory).catch(() => [])).filter((name) => /^kombo-edge-.*\.tgz$/.test(name));
  const packed = await Promise.all(names.map(async (name) => ({ path: join(directory, name), at: (await stat(join(directory, name))).mtimeMs })));
  const [newest] = packed.sort((a, b) => b.at - a.at);
  if (!newest) throw new Error("there is no target/npm/kombo-edge-*.tgz: run `cargo xtask pack`");
  return newest.path;
}

/** A separate project with the package, for tests that write into it. @returns {Promise<string>} */
export async function installedAnew() {
  const directory = await empty();
  await cp(await installed(), directory, { recursive: true, verbatimSymlinks: true });
  return directory;
}

async function empty() {
  // Resolves symbolic links, because Node reports resolved paths for the scripts that it runs there.
  const directory = await realpath(await mkdtemp(join(tmpdir(), "kombo-edge-test-")));
  directories.push(directory);
  return directory;
}

/**
 * Creates a project that contains only the package: a copy of the one that `KOMBO_EDGE_INSTALLED` names, else a new one by npm.
 * @returns {Promise<string>}
 */
async function install() {
  const directory = await empty();
  const { KOMBO_EDGE_INSTALLED } = process.env;
  if (KOMBO_EDGE_INSTALLED) {
    await cp(KOMBO_EDGE_INSTALLED, directory, { recursive: true, verbatimSymlinks: true });
    return directory;
  }
  await writeFile(join(directory, "package.json"), '{ "private": true, "type": "module" }\n');
  const options = ["--offline", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"];
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  await promisify(execFile)(npm, ["install", ...options, await tarball()], {
    cwd: directory,
    shell: process.platform === "win32",
  });
  return directory;
}
