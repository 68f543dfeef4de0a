// Runs an example as its README says: from a clone, with the commands of the README's first block, all of them npm's.

import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import { ROOT, tarball } from "../package/install.mjs";
import { freePort, NODE, waitFor } from "./place.mjs";

/** The newest Node, which the examples' tools need, and settings that turn off telemetry. */
const env = { ...process.env, PATH: `${dirname(NODE)}${delimiter}${process.env.PATH}`, CI: "1", NO_COLOR: "1", WRANGLER_SEND_METRICS: "false" };

/**
 * A copy of a clone's files after `cargo xtask pack`, which an example's `npm install` would otherwise run itself.
 * @param {import("node:test").TestContext} t
 * @returns {Promise<string>} its directory
 */
export async function clone(t) {
  const directory = await realpath(await mkdtemp(join(tmpdir(), "kombo-edge-clone-")));
  t.after(() => rm(directory, { recursive: true, force: true, maxRetries: 5 }));
  const { stdout } = await promisify(execFile)("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], { cwd: ROOT, maxBuffer: 2 ** 26 });
  await Promise.all(
    stdout
      .split("\0")
      .filter(Boolean)
      .map((name) => cp(join(ROOT, name), join(directory, name), { recursive: true })),
  );
  await mkdir(join(directory, "target/npm"), { recursive: true });
  await cp(await tarball(), join(directory, "target/npm/kombo-edge-0.0.0.tgz"));
  return directory;
}

/** The commands of a README's first block, without comments. @param {string} directory @returns {Promise<string[]>} */
async function commands(directory) {
  const [, block = ""] = /^```sh\n([^]*?)^```$/m.exec(await readFile(join(directory, "README.md"), "utf8")) ?? [];
  return block
    .trim()
    .split("\n")
    .map((line) => line.replace(/\s+#.*/, ""));
}

/**
 * Runs the README's two commands: one that installs, and one that serves until the test ends.
 * @param {import("node:test").TestContext} t
 * @param {string} directory the example's directory in a clone
 * @param {Record<string, string>} [variables] for its `.dev.vars`
 * @returns {Promise<string>} the origin of the example's server
 */
export async function follow(t, directory, variables) {
  const [install, serve, ...more] = await commands(directory);
  assert.deepEqual([install, more], ["npm install", []]);
  await run("npm install --no-audit --no-fund", directory);
  if (variables)
    await writeFile(
      join(directory, ".dev.vars"),
      Object.entries(variables)
        .map(([name, value]) => `${name}=${JSON.stringify(value)}\n`)
        .join(""),
    );
  const port = await freePort();
  const [program, ...rest] = `${serve} -- --port ${port} --ip 127.0.0.1`.split(" ");
  const server = spawn(program, rest, { cwd: directory, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  const closed = once(server, "close");
  t.after(async () => {
    // npm does not forward a signal to its child, and wrangler survives SIGTERM.
    process.kill(-(server.pid ?? 0), "SIGKILL");
    await closed;
  });
  await waitFor(server, port);
  return `http://127.0.0.1:${port}`;
}

/** Runs a command to its end. @param {string} command @param {string} cwd @returns {Promise<string>} its output */
export async function run(command, cwd) {
  const [program, ...rest] = command.split(" ");
  const { stdout } = await promisify(execFile)(program, rest, { cwd, env });
  return stdout;
}
