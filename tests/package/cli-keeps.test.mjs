// What a run has written stays, and no candidate is lost: with a limit that cuts a page, after a refusal from elsewhere or of a
// cursor, when a cursor leads in a circle, and when another machine takes over.

import assert from "node:assert/strict";
import { mkdir, readdir, readFile, rmdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, test } from "node:test";
import { assertOneLine, candidates, folder, isWindows, paste, records, run, said, sandbox, watch } from "./cli.mjs";
import { installed, installedAnew } from "./install.mjs";
import { source } from "./sources.mjs";
import { assertWhole, expected } from "./truth.mjs";

const { take } = await source("cli/take.ts");
const truth = expected(sandbox);
afterEach(() => watch());
const FILE = "all.ndjson";
const PART = `${FILE}.part`;
const STATE = `${FILE}.part.json`;
const into = ["--output", FILE, "--page-size", "100"];

for (const [format, second] of [
  ["ndjson", ["--page-size", "250"]],
  ["json", ["--page-size", "250"]],
  ["csv", ["--page-size", "250", "--limit", "1000"]],
  ["json", ["--page-size", "30", "--limit", "310"]],
  ["ndjson", ["--page-size", "250", "--limit", "300"]],
]) {
  test(`${format}: a page that the limit has cut is written to its end with ${second.join(" ")}`, { skip: isWindows }, async () => {
    const cwd = await folder();
    const args = candidates(["--format", format, "--output", FILE]);
    // A folder takes the file's name during the run, so the last step of the run fails.
    watch({ onRequest: () => mkdir(join(cwd, FILE), { recursive: true }) });
    const first = await run([...args, "--limit", "300", "--page-size", "250"], { cwd });
    watch();
    assert.equal(first.status, 1, first.stderr);
    await rmdir(join(cwd, FILE));
    const last = await run([...args, "--resume", ...second], { cwd });
    assert.equal(last.status, 0, last.stderr);
    const once = await run(candidates(["--format", format, ...second]));
    assert.equal(await readFile(join(cwd, FILE), "utf8"), once.stdout);
    assert.deepEqual(await readdir(cwd), [FILE]);
  });
}

/** Records by id, or without one. @param {string[]} names */
const page = (...names) => names.map((name) => `${JSON.stringify(name === "-" ? {} : { id: name })}\n`).join("");

/** The pages at the cut cursor when a later run asks again, and what is written then, after a and b of a, b, c. */
const CHANGES = {
  "the same": [["a", "b", "c"], "c"],
  "one that was written is gone": [["b", "c", "d"], "cd"],
  "one that was written has moved": [["c", "a", "d", "b"], "cd"],
  "one came before": [["n", "a", "b", "c"], "nc"],
};
for (const [what, [names, wanted]] of Object.entries(CHANGES)) {
  test(`a page that the limit has cut, asked for again: ${what}`, () => {
    const cut = take(page("a", "b", "c"), { cursor: "1", written: [] }, "2", 2);
    assert.deepEqual([cut.text, cut.count, cut.place.cursor], [page("a", "b"), 2, "1"]);
    const rest = take(page(...names), cut.place, "2", Infinity);
    assert.deepEqual([rest.text, rest.count, rest.place.cursor], [page(...wanted), wanted.length, "2"]);
  });
}

test("records without an id that are alike are counted one by one", () => {
  const cut = take(page("-", "-", "-"), { cursor: undefined, written: [] }, null, 1);
  const again = take(page("-", "-", "-"), cut.place, null, 1);
  const last = take(page("-", "-", "-"), again.place, null, 9);
  assert.deepEqual([cut.count, again.count, last.count, last.place], [1, 1, 1, { cursor: null, written: [] }]);
});

test("a limit that ends on the last record of a page leaves the cursor behind it", () => {
  assert.deepEqual(take(page("a", "b"), { cursor: "1", written: [] }, "2", 2).place, { cursor: "2", written: [] });
});

/** Refusals that are not Kombo's: a gateway's or a firewall's. */
for (const status of [400, 410, 422]) {
  test(`HTTP ${status} without Kombo's error says nothing of the cursor: the next run goes on`, { skip: isWindows }, async () => {
    const cwd = await folder();
    const broken = await run(candidates([...into, "--resume"], `html${status}@3`), { cwd });
    assert.equal(broken.status, 3);
    assert.doesNotMatch(broken.stderr, /cursor is refused/);
    const rest = await paste(String(said(broken.stderr).line), { cwd });
    assert.equal(rest.status, 0, rest.stderr);
    assertWhole(records(await readFile(join(cwd, FILE), "utf8")), truth);
  });
}

/** Faults that no other run can continue from, what is written, and what is said. */
for (const [spec, written, wanted] of [
  ["expired-cursor@3+", 200, /^the cursor is refused: .*; what is written, begun at (\S+), stays in (\S+); remove it and (\S+) to begin anew$/m],
  ["cycle@3", 300, /^the cursors lead in a circle: .*; what is written, begun at (\S+), stays in (\S+); remove it and (\S+) to begin anew$/m],
]) {
  test(`${spec} deletes nothing, and says how to begin anew`, async () => {
    const cwd = await folder();
    await writeFile(join(cwd, FILE), "what was there");
    const args = candidates([...into, "--resume"], spec);
    const begun = new Set();
    for (const attempt of [1, 2]) {
      const { stderr, status } = await run(args, { cwd });
      assert.equal(status, 6, stderr);
      assert.equal(said(stderr).line, undefined);
      const again = /--resume: the earlier run, begun at (\S+), .* in a circle; remove (\S+) and (\S+) to begin anew$/m;
      const [, at, ...files] = (spec === "cycle@3" && attempt === 2 ? again : wanted).exec(stderr) ?? [];
      assert.deepEqual(files, [PART, STATE], stderr);
      begun.add(at);
      assert.deepEqual((await readdir(cwd)).sort(), [FILE, PART, STATE]);
      assertWhole(records(await readFile(join(cwd, PART), "utf8")), truth.slice(0, written));
    }
    assert.equal(await readFile(join(cwd, FILE), "utf8"), "what was there");
    // The time is that of the first run.
    const [at, ...others] = begun;
    assert.ok(others.length === 0 && Math.abs(Date.now() - Date.parse(at)) < 3_600_000, [...begun].join());
  });
}

test("a build with other CSV columns does not continue a CSV file, but continues others", async () => {
  const project = await installedAnew();
  const bin = join(project, "node_modules/kombo-edge/bin");
  const text = await readFile(join(bin, "cli.js"), "utf8");
  assert.match(text, /"company"/);
  await writeFile(join(bin, "other.js"), text.replaceAll('"company"', '"firm"'));
  for (const [format, wanted] of Object.entries({ csv: 2, ndjson: 0 })) {
    const cwd = await folder();
    const args = candidates(["--format", format, "--limit", "300", ...into, "--resume"], "missing-next@3");
    assert.equal((await run(args, { cwd })).status, 5);
    const { stderr, status } = await run(args, { cwd, command: [process.execPath, join(bin, "other.js")] });
    assert.equal(status, wanted, stderr);
    if (wanted === 2) assertOneLine(stderr, /--resume: .*other flags or CSV columns.*remove all\.ndjson\.part\.json/);
  }
});

/** Waits until the state in a file is the one that is wanted. @param {string} path @param {(state: { pages: number }) => boolean} isWanted */
async function saved(path, isWanted) {
  for (;;) {
    const state = JSON.parse(await readFile(path, "utf8"));
    if (isWanted(state)) return state;
  }
}

test("a run ends when another machine has taken over, and leaves the other's files alone", async () => {
  const cwd = await folder();
  const state = join(cwd, STATE);
  let requests = 0;
  let others = "";
  watch({
    onRequest: async () => {
      if (++requests !== 4) return;
      // The next page is asked for while this one is written: the run has the state to itself until it has saved it.
      const own = await saved(state, ({ pages }) => pages === 3);
      others = JSON.stringify({ ...own, run: "other", host: "elsewhere" });
      await writeFile(state, others);
    },
  });
  const { stderr, status } = await run(candidates(into), { cwd });
  assert.equal(status, 1, stderr);
  assert.match(String(said(stderr).error), /another process has taken over all\.ndjson\.part/);
  assert.equal(said(stderr).line, undefined);
  assert.deepEqual((await readdir(cwd)).sort(), [PART, STATE]);
  assert.equal(await readFile(state, "utf8"), others);
  // The page after that is not in the part.
  assert.equal(records(await readFile(join(cwd, PART), "utf8")).length, 300);
});

test("when only the end of the array is missing, no command is printed that would skip candidates", { skip: isWindows }, async () => {
  const cwd = await folder();
  const args = candidates(["--format", "json", "--limit", "150", "--page-size", "100"]);
  const { stdout } = await run(args);
  const end = "\n]\n";
  // The file may grow to the end of the last candidate: `ulimit` counts blocks of 1,024 bytes.
  const body = Buffer.byteLength(stdout) - end.length;
  const blocks = Math.ceil(body / 1_024);
  const before = " ".repeat(blocks * 1_024 - body);
  await writeFile(join(cwd, "all.json"), before);
  const program = join(await installed(), "node_modules/.bin/kombo-edge");
  const script = `trap "" XFSZ; ulimit -f ${blocks}; exec "${program}" "$@" >> all.json`;
  const { stderr, status } = await run(args, { cwd, command: ["bash", "-c", script, "bash"] });
  assert.equal(status, 1, stderr);
  assert.equal(await readFile(join(cwd, "all.json"), "utf8"), before + stdout.slice(0, -end.length));
  assert.match(stderr, /^150 candidates in 2 pages/m);
  assert.equal(said(stderr).line, undefined, stderr);
});
