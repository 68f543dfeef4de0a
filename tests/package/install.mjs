// The packed tarball, installed as a user would: into an empty npm project outside this repository, without a network.
// Mostly one installation per test process, shared by its tests. All are removed at the process's end.

import { execFile } from "node:child_process";
import { rmSync } from "node:fs";
import { cp, mkdtemp, readdir, realpath, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";

/** The repository, where the tests' own tools are. */
export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** @type {Promise<string> | undefined} */
let installation;
/** @type {string[]} */
const directories = [];
process.once("exit", () => directories.forEach((directory) => rmSync(directory, { recursive: true, force: true })));

/** The directory of a project that has the package in its `node_modules`, and nothing else. @returns {Promise<string>} */
export function installed() {
  return (installation ??= install());
}

/** The package's own directory in there. @returns {Promise<string>} */
export async function packageDirectory() {
  return join(await installed(), "node_modules/kombo-edge");
}

/** The package, imported from there. @returns {Promise<Record<string, any>>} */
export async function load(entry = "inline.js") {
  return import(pathToFileURL(join(await packageDirectory(), entry)).href);
}

/** The tarball under test: the one that is named, else the newest that was packed. @returns {Promise<string>} */
export async function tarball() {
  const { KOMBO_EDGE_TARBALL } = process.env;
  if (KOMBO_EDGE_TARBALL) return resolve(KOMBO_EDGE_TARBALL);
  const directory = join(ROOT, "target/npm");
  const names = (await readdir(directory).catch(() => [])).filter((name) => /^kombo-edge-.*\.tgz$/.test(name));
  const packed = await Promise.all(
    names.map(async (name) => ({ path: join(directory, name), at: (await stat(join(directory, name))).mtimeMs })),
  );
  const [newest] = packed.sort((a, b) => b.at - a.at);
  if (!newest) throw new Error("there is no target/npm/kombo-edge-*.tgz: run `cargo xtask pack`");
  return newest.path;
}

/** Another project like the shared one, to write into. @returns {Promise<string>} */
export async function installedAnew() {
  const directory = await empty();
  await cp(await installed(), directory, { recursive: true });
  return directory;
}

async function empty() {
  // Without links, so that it is the path that Node gives to what it runs from there.
  const directory = await realpath(await mkdtemp(join(tmpdir(), "kombo-edge-test-")));
  directories.push(directory);
  return directory;
}

/** A new empty project with nothing but the package in it. @returns {Promise<string>} */
async function install() {
  const directory = await empty();
  await writeFile(join(directory, "package.json"), '{ "private": true, "type": "module" }\n');
  const options = ["--offline", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"];
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  await promisify(execFile)(npm, ["install", ...options, await tarball()], {
    cwd: directory,
    shell: process.platform === "win32",
  });
  return directory;
}
