// Two processes that are started at once for one file: exactly one of them writes it, whatever is there before.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdir, readdir, readFile, realpath, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { afterEach, test } from "node:test";
import { candidates, ended, records, run, sandbox, start, watch } from "./cli.mjs";
import { installed } from "./install.mjs";
import { assertWhole, expected } from "./truth.mjs";

const truth = expected(sandbox).slice(0, 600);
const FILE = "all.ndjson";
const STATE = `${FILE}.part.json`;
/** How many pairs of each kind; 20 in all. */
const PAIRS = Number(process.env.KOMBO_EDGE_PAIRS ?? 5);
afterEach(() => watch());

/** A process that is no more. */
const dead = { pid: spawnSync(process.execPath, ["-e", ""]).pid, host: hostname() };

/** @param {string} cwd @param {object} changes @returns {Promise<{ run: string }>} */
async function changed(cwd, changes) {
  const state = { ...JSON.parse(await readFile(join(cwd, STATE), "utf8")), ...changes };
  await writeFile(join(cwd, STATE), JSON.stringify(state));
  return state;
}

/** As a run leaves it that breaks off at its third page. @param {string} cwd @param {string[]} args */
const broken = async (cwd, args) => assert.equal((await run(args, { cwd })).status, 5);

/** What is there before, whether with `--resume`, and how it came about. @type {[string, string[], ((cwd: string, args: string[]) => Promise<unknown>)?][]} */
const KINDS = [
  ["nothing is there", []],
  ["nothing is there to resume", ["--resume"]],
  ["a run has broken off", ["--resume"], broken],
  [
    "a run was killed, and another one while it took that up",
    ["--resume"],
    async (cwd, args) => {
      await broken(cwd, args);
      const { run } = await changed(cwd, dead);
      await writeFile(join(cwd, `${STATE}.${run}`), JSON.stringify({ ...dead, run: "killed" }));
    },
  ],
];

let folders = 0;
for (const [what, flags, prepare] of KINDS) {
  test(`${what}: of two that are started at once, one writes the file, ${PAIRS} times`, async () => {
    for (let n = 0; n < PAIRS; n += 1) {
      const cwd = join(await realpath(await installed()), `pair-${++folders}`);
      await mkdir(cwd);
      const args = candidates(["--output", FILE, "--page-size", "100", "--limit", "600", ...flags], prepare && "missing-next@3");
      await prepare?.(cwd, args);
      const ends = await pair(args, cwd);
      assert.deepEqual(ends.map(({ status }) => status).sort(), [0, 2], ends.map(({ stderr }) => stderr).join(""));
      assert.match(String(ends.find(({ status }) => status === 2)?.stderr), /another process/);
      assert.deepEqual(await readdir(cwd), [FILE]);
      assertWhole(records(await readFile(join(cwd, FILE), "utf8")), truth);
    }
  });
}

/** The server answers nobody until one of the two has ended, or, which must not be, both have asked. @param {string[]} args @param {string} cwd */
async function pair(args, cwd) {
  let asked = 0;
  /** @type {(why: string) => void} */
  let decide = () => {};
  const decided = new Promise((resolve) => (decide = resolve));
  watch({ asked: () => (++asked === 2 && decide("both asked"), decided) });
  const ends = (await Promise.all([start(args, { cwd }), start(args, { cwd })])).map((child) => ended(child));
  void Promise.race(ends).then(() => decide("one has ended"));
  const why = await decided;
  watch();
  const both = await Promise.all(ends);
  assert.equal(why, "one has ended");
  return both;
}
