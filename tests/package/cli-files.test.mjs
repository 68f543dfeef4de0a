// `--output` and `--resume`: a file is written whole or not at all, and a resumed run continues exactly where the earlier one ended.

import assert from "node:assert/strict";
import { chmod, lstat, readdir, readFile, rename, stat, symlink, truncate, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, test } from "node:test";
import { assertOneLine, assertSummary, candidates, ended, folder, isWindows, records, run, said, sandbox, start, watch } from "./cli.mjs";
import { assertWhole, expected, ids } from "./truth.mjs";

const truth = expected(sandbox);
afterEach(() => watch());
const NAMES = { ndjson: "all.ndjson", json: "all.json", csv: "all.csv" };
/** @param {string} format */
const into = (format, more = []) => ["--format", format, "--output", NAMES[format], "--page-size", "100", ...more];

for (const format of Object.keys(NAMES)) {
  test(`${format}: a file written by resumed runs equals a file written by one run`, async () => {
    const cwd = await folder();
    const once = await run(candidates(into(format)), { cwd });
    assert.deepEqual([once.stdout, once.status], ["", 0]);
    assertSummary(once.stderr, truth.length);
    assert.deepEqual(await readdir(cwd), [NAMES[format]]);
    const whole = await readFile(join(cwd, NAMES[format]), "utf8");

    // A run that fails at the third page, one that fails at its second request, and one that completes the file.
    const args = candidates(into(format, ["--resume"]), "missing-next@3,html404@5");
    const broken = [await run(args, { cwd }), await run(args, { cwd })];
    assert.deepEqual(
      broken.map(({ status }) => status),
      [5, 3],
    );
    assert.deepEqual((await readdir(cwd)).sort(), [NAMES[format], `${NAMES[format]}.part`, `${NAMES[format]}.part.json`]);
    assert.equal(await readFile(join(cwd, NAMES[format]), "utf8"), whole, "what is there stays until the other is whole");
    const last = await run(args, { cwd });
    assert.equal(last.status, 0, last.stderr);
    const earlier = said(broken[1].stderr).written ?? NaN;
    const own = `this run: ${truth.length - earlier} in ${12 - earlier / 100}`;
    // The summary has the name that the user gave, also when the file existed before.
    assert.match(
      last.stderr,
      new RegExp(`^${truth.length} candidates in 12 pages, in ${NAMES[format]}, begun at \\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ; ${own}, [\\d.]+ s\n$`),
    );
    assert.equal(await readFile(join(cwd, NAMES[format]), "utf8"), whole);
    assert.deepEqual(await readdir(cwd), [NAMES[format]]);
  });

  test(`${format}: a file is complete after runs that are killed at every request and resumed`, { skip: isWindows }, async () => {
    const cwd = await folder();
    const whole = await run(candidates(["--format", format, "--limit", "600", "--page-size", "100"]));
    const args = candidates(into(format, ["--resume", "--limit", "600"]));
    let kills = 0;
    for (let requests = 3; ; requests += 1) {
      const child = await start(args, { cwd });
      let left = requests;
      watch({ onRequest: () => void (--left === 0 && child.kill("SIGKILL")) });
      const { status } = await ended(child);
      if (status === 0) break;
      assert.equal(status, null);
      kills += 1;
    }
    assert.ok(kills >= 2, `${kills} kills`);
    assert.equal(await readFile(join(cwd, NAMES[format]), "utf8"), whole.stdout);
    assert.deepEqual(await readdir(cwd), [NAMES[format]]);
  });
}

// A run that has written no page leaves no part and no state.
for (const [spec, wanted] of [
  ["code:INTEGRATION.INACTIVE", 3],
  ["missing-next", 5],
]) {
  test(`${spec} leaves only the files that existed before`, async () => {
    const cwd = await folder();
    await writeFile(join(cwd, "all.ndjson"), "what was there");
    const { stderr, status } = await run(candidates(into("ndjson"), spec), { cwd });
    assert.equal(status, wanted);
    assert.equal(said(stderr).line, undefined);
    assert.deepEqual(await readdir(cwd), ["all.ndjson"]);
    assert.equal(await readFile(join(cwd, "all.ndjson"), "utf8"), "what was there");
  });
}

test("a link stays a link, and a private file stays private", { skip: isWindows }, async () => {
  const cwd = await folder();
  await writeFile(join(cwd, "real.ndjson"), "");
  await chmod(join(cwd, "real.ndjson"), 0o600);
  await symlink("real.ndjson", join(cwd, "all.ndjson"));
  const { status } = await run(candidates(into("ndjson", ["--limit", "3"])), { cwd });
  assert.equal(status, 0);
  assert.ok((await lstat(join(cwd, "all.ndjson"))).isSymbolicLink());
  assert.equal((await stat(join(cwd, "real.ndjson"))).mode & 0o777, 0o600);
  assert.equal(records(await readFile(join(cwd, "real.ndjson"), "utf8")).length, 3);
});

test("--resume without an earlier run begins a new one", async () => {
  const cwd = await folder();
  const { status } = await run(candidates(into("ndjson", ["--resume"])), { cwd });
  assert.equal(status, 0);
  assertWhole(records(await readFile(join(cwd, "all.ndjson"), "utf8")), truth);
});

test("a limit counts the candidates of earlier runs; a resumed run may raise it and may have another page size", async () => {
  const cwd = await folder();
  const args = candidates(into("ndjson", ["--limit", "250"]), "missing-next@3");
  assert.equal((await run(args, { cwd })).status, 5);
  const { status } = await run([...args, "--resume", "--limit", "270", "--page-size", "7"], { cwd });
  assert.equal(status, 0);
  assert.deepEqual(ids(records(await readFile(join(cwd, "all.ndjson"), "utf8"))), ids(truth.slice(0, 270)));
});

test("the next run completes a file of which only the last step is missing", async () => {
  const cwd = await folder();
  const args = candidates(into("ndjson"), "missing-next@3");
  assert.equal((await run(args, { cwd })).status, 5);
  const state = join(cwd, "all.ndjson.part.json");
  const there = JSON.parse(await readFile(state, "utf8"));
  await writeFile(state, JSON.stringify({ ...there, cursor: null }));
  await rename(join(cwd, "all.ndjson.part"), join(cwd, "all.ndjson"));
  const since = sandbox.requests.length;
  const { status } = await run([...args, "--resume"], { cwd });
  assert.equal(status, 0);
  assert.equal(sandbox.requests.length, since);
  assert.deepEqual(await readdir(cwd), ["all.ndjson"]);
  assertWhole(records(await readFile(join(cwd, "all.ndjson"), "utf8")), truth.slice(0, 200));
});

/** The problem, the change that the test makes to an earlier run, the flags, and the message. */
const REFUSED = [
  ["without --resume", async () => {}, [], /all\.ndjson\.part\.json is of an earlier run.*--resume/],
  ["with another filter", async () => {}, ["--resume", "--first-name", "jane"], /--resume.*other flags/],
  ["with another format", async () => {}, ["--resume", "--format", "csv"], /--resume.*other flags/],
  ["with a limit below the written candidates", async () => {}, ["--resume", "--limit", "150"], /--limit.*200/],
  ["with a damaged state", (cwd) => writeFile(join(cwd, "all.ndjson.part.json"), "{"), ["--resume"], /all\.ndjson\.part\.json is damaged/],
  ["with a state that has no run", (cwd) => writeFile(join(cwd, "all.ndjson.part.json"), '{"version":2}'), ["--resume"], /is damaged/],
  ["with a state without its cursor's records", (cwd) => changed(cwd, { written: undefined }), ["--resume"], /is damaged/],
  ["with a state that has no beginning", (cwd) => changed(cwd, { begun_at: "\u001b[2J" }), ["--resume"], /is damaged/],
  ["of another version", (cwd) => changed(cwd, { version: "0.0.9" }), ["--resume"], /of kombo-edge 0\.0\.9, and this is .* npx kombo-edge@0\.0\.9, or remove/],
  ["without the part", (cwd) => unlink(join(cwd, "all.ndjson.part")), ["--resume"], /all\.ndjson\.part, which all\.ndjson\.part\.json continues, is not there/],
  ["without the part of a whole run", (cwd) => withoutPart(cwd), ["--resume"], /all\.ndjson\.part, which .* is not there/],
  ["with a part that is too short", (cwd) => truncate(join(cwd, "all.ndjson.part"), 1_000), ["--resume"], /all\.ndjson\.part is shorter/],
  ["while another process writes it", (cwd) => changed(cwd, { pid: process.pid }), ["--resume"], new RegExp(`another process \\(${process.pid}\\)`)],
  ["while another process writes it, without --resume", (cwd) => changed(cwd, { pid: process.pid }), [], new RegExp(`another process \\(${process.pid}\\)`)],
  ["with an empty state", (cwd) => writeFile(join(cwd, "all.ndjson.part.json"), ""), ["--resume"], /all\.ndjson\.part\.json is damaged/],
];
for (const [what, prepare, flags, wanted] of REFUSED) {
  test(`a run ${what} is refused, sends no request and changes no file`, async () => {
    const cwd = await folder();
    const args = candidates(into("ndjson"), "missing-next@3");
    assert.equal((await run(args, { cwd })).status, 5);
    await prepare(cwd);
    const before = await contents(cwd);
    const since = sandbox.requests.length;
    const { stderr, status } = await run([...args, ...flags], { cwd });
    assert.equal(status, 2);
    assertOneLine(stderr, wanted);
    assert.equal(sandbox.requests.length, since);
    assert.deepEqual(await contents(cwd), before);
  });
}

/** @param {string} cwd @param {object} changes */
async function changed(cwd, changes) {
  const state = join(cwd, "all.ndjson.part.json");
  await writeFile(state, JSON.stringify({ ...JSON.parse(await readFile(state, "utf8")), ...changes }));
}

/** As if all was written, and the part was then removed; a shorter file was there before. @param {string} cwd */
async function withoutPart(cwd) {
  await changed(cwd, { cursor: null });
  await unlink(join(cwd, "all.ndjson.part"));
  await writeFile(join(cwd, "all.ndjson"), "what was there");
}

/** The names and texts of all files, without the id of the last run. @param {string} cwd */
const contents = async (cwd) =>
  Promise.all((await readdir(cwd)).map(async (name) => [name, (await readFile(join(cwd, name), "utf8")).replace(/"run":"[^"]*"/, "")]));

test("the state contains no filter, no record and no key", async () => {
  const cwd = await folder();
  const { first_name } = truth[0];
  assert.equal((await run(candidates(into("ndjson", ["--last-name", "Müller", "--page-size", "1"]), "missing-next@3"), { cwd })).status, 5);
  assert.doesNotMatch(await readFile(join(cwd, "all.ndjson.part.json"), "utf8"), new RegExp(`ller|${first_name}|sandbox-key|127\\.0\\.0\\.1`));
});
