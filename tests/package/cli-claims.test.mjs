// Two processes that start at the same time for one file: exactly one of them writes it, whatever earlier runs left.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { afterEach, test } from "node:test";
import { candidates, ended, folder, records, run, sandbox, start, watch } from "./cli.mjs";
import { assertWhole, expected } from "./truth.mjs";

const truth = expected(sandbox).slice(0, 600);
const FILE = "all.ndjson";
const STATE = `${FILE}.part.json`;
/** The number of pairs of each kind; 20 in all. */
const PAIRS = Number(process.env.KOMBO_EDGE_PAIRS ?? 5);
afterEach(() => watch());

/** A process that has ended. */
const dead = { pid: spawnSync(process.execPath, ["-e", ""]).pid, host: hostname() };

/** @param {string} cwd @param {object} changes @returns {Promise<{ run: string }>} */
async function changed(cwd, changes) {
  const state = { ...JSON.parse(await readFile(join(cwd, STATE), "utf8")), ...changes };
  await writeFile(join(cwd, STATE), JSON.stringify(state));
  return state;
}

/** Runs until a failure at the third page. @param {string} cwd @param {string[]} args */
const broken = async (cwd, args) => assert.equal((await run(args, { cwd })).status, 5);

/** The state before, the flags, and how the state is made. @type {[string, string[], ((cwd: string, args: string[]) => Promise<unknown>)?][]} */
const KINDS = [
  ["no earlier run", []],
  ["no earlier run to resume", ["--resume"]],
  ["a failed run", ["--resume"], broken],
  [
    "a killed run, and another one that was killed while it took over",
    ["--resume"],
    async (cwd, args) => {
      await broken(cwd, args);
      const { run } = await changed(cwd, dead);
      await writeFile(join(cwd, `${STATE}.${run}`), JSON.stringify({ ...dead, run: "killed" }));
    },
  ],
];

for (const [what, flags, prepare] of KINDS) {
  test(`of two processes that start at the same time, one writes the file, ${PAIRS} times: ${what}`, async () => {
    for (let n = 0; n < PAIRS; n += 1) {
      const cwd = await folder();
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

/** Starts both. The server responds when one has ended or, which must not happen, both have sent a request. @param {string[]} args @param {string} cwd */
async function pair(args, cwd) {
  let requests = 0;
  /** @type {(why: string) => void} */
  let decide = () => {};
  const decided = new Promise((resolve) => (decide = resolve));
  watch({ onRequest: () => (++requests === 2 && decide("both sent a request"), decided) });
  const ends = (await Promise.all([start(args, { cwd }), start(args, { cwd })])).map((child) => ended(child));
  void Promise.race(ends).then(() => decide("one has ended"));
  const why = await decided;
  watch();
  const both = await Promise.all(ends);
  assert.equal(why, "one has ended");
  return both;
}
