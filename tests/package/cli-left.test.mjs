// What may be in the way of `--output`: what a full disk or a killed process has left, and links, pipes and files of others.

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmod, lstat, readdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { afterEach, test } from "node:test";
import { assertOneLine, candidates, folder, isWindows, records, run, sandbox, watch } from "./cli.mjs";
import { installed } from "./install.mjs";
import { assertWhole, expected } from "./truth.mjs";

const truth = expected(sandbox);
const posix = { skip: isWindows };
const FILE = "all.ndjson";
const PART = `${FILE}.part`;
const STATE = `${FILE}.part.json`;
const into = ["--output", FILE, "--page-size", "100"];
afterEach(() => watch());
/** Two pages, then a failure. @param {string} cwd @param {string[]} args */
const broken = async (cwd, args) => assert.equal((await run(args, { cwd })).status, 5);
/** @param {string} cwd @returns {Promise<any>} */
const stateIn = async (cwd) => JSON.parse(await readFile(join(cwd, STATE), "utf8"));
/** @param {string} cwd @param {object} changes */
const changed = async (cwd, changes) => writeFile(join(cwd, STATE), JSON.stringify({ ...(await stateIn(cwd)), ...changes }));

for (const begun of [false, true]) {
  test(`a disk that is full when a run ${begun ? "goes on" : "begins"}: status 1, nothing is left, and the next run writes all`, posix, async () => {
    const cwd = await folder();
    const args = candidates([...into, "--resume"], begun ? "missing-next@3" : undefined);
    if (begun) await broken(cwd, args);
    const before = (await readdir(cwd)).sort();
    const program = join(await installed(), "node_modules/.bin/kombo-edge");
    // No file may grow. A file can still be created, as on a full disk.
    const full = await run(args, { cwd, command: ["bash", "-c", `trap "" XFSZ; ulimit -f 0; exec "${program}" "$@"`, "bash"] });
    assert.equal(full.status, 1, full.stderr);
    assertOneLine(full.stderr, /file too large/i);
    assert.deepEqual((await readdir(cwd)).sort(), before);
    const next = await run(args, { cwd });
    assert.equal(next.status, 0, next.stderr);
    assert.deepEqual(await readdir(cwd), [FILE]);
    assertWhole(records(await readFile(join(cwd, FILE), "utf8")), truth);
  });
}

for (const text of ["", '{"run":']) {
  for (const flags of [[], ["--resume"]]) {
    test(`a state ${JSON.stringify(text)} without a part is left over, ${flags[0] ?? "without --resume"}`, async () => {
      const cwd = await folder();
      await writeFile(join(cwd, STATE), text);
      const { stderr, status } = await run(candidates([...into, ...flags]), { cwd });
      assert.equal(status, 0, stderr);
      assert.match(stderr, /^all\.ndjson\.part\.json was not whole, .*begins anew$/m);
      assert.deepEqual(await readdir(cwd), [FILE]);
    });
  }

  test(`claims ${JSON.stringify(text)} are left over`, async () => {
    const cwd = await folder();
    const args = candidates([...into, "--resume"], "missing-next@3");
    await broken(cwd, args);
    const name = join(cwd, `${STATE}.${(await stateIn(cwd)).run}`);
    await writeFile(name, text);
    await writeFile(`${name}-`, text);
    const { stderr, status } = await run(args, { cwd });
    assert.equal(status, 0, stderr);
    assert.match(stderr, /is not whole: .*; this run goes on$/m);
    assert.deepEqual(await readdir(cwd), [FILE]);
    assertWhole(records(await readFile(join(cwd, FILE), "utf8")), truth);
  });
}

test("--quiet says nothing of what is left over", async () => {
  const cwd = await folder();
  await writeFile(join(cwd, STATE), "");
  assert.deepEqual(await run(candidates([...into, "--quiet"]), { cwd }), { stdout: "", stderr: "", status: 0 });
});

test("a zombie is not a running process", { skip: process.platform !== "linux" }, async () => {
  const cwd = await folder();
  const args = candidates([...into, "--resume"], "missing-next@3");
  await broken(cwd, args);
  // `sleep` takes the shell's place and never asks for its child's status. Only then the child, which waits for input, may end: a
  // shell would ask.
  const parent = spawn("bash", ["-c", "exec 3<&0; (read <&3) & echo $!; exec sleep 600"], { stdio: ["pipe", "pipe", "ignore"] });
  try {
    const [pid] = await once(parent.stdout, "data");
    while ((await readFile(`/proc/${parent.pid}/comm`, "latin1")) !== "sleep\n");
    parent.stdin.end();
    const isZombie = async () => /\) Z /.test(await readFile(`/proc/${Number(pid)}/stat`, "latin1"));
    while (!(await isZombie()));
    await changed(cwd, { pid: Number(pid), host: hostname() });
    const { stderr, status } = await run(args, { cwd });
    assert.equal(status, 0, stderr);
  } finally {
    parent.kill();
  }
});

/** What is there, how it is made, and the message. @type {[string, (cwd: string) => Promise<unknown>, RegExp][]} */
const THINGS = [
  ["a part without a state", (cwd) => writeFile(join(cwd, PART), "another's"), /all\.ndjson\.part is in the way/],
  ["a link as part", (cwd) => symlink("other", join(cwd, PART)), /all\.ndjson\.part is in the way/],
  ["a dangling link as part", (cwd) => symlink("nothing", join(cwd, PART)), /all\.ndjson\.part is in the way/],
  ["a pipe as part", async (cwd) => spawnSync("mkfifo", [join(cwd, PART)]), /all\.ndjson\.part is in the way/],
  ["a pipe as state", async (cwd) => spawnSync("mkfifo", [join(cwd, STATE)]), /all\.ndjson\.part\.json is no regular file/],
  ["a link as state", (cwd) => symlink("other", join(cwd, STATE)), /all\.ndjson\.part\.json/],
  ["a dangling link as output", (cwd) => symlink("nothing", join(cwd, FILE)), /all\.ndjson is a link to a file that is not there/],
];
for (const [what, make, wanted] of THINGS) {
  test(`${what} is refused and stays`, posix, async () => {
    const cwd = await folder();
    await writeFile(join(cwd, "other"), "another's");
    await make(cwd);
    const before = await readdir(cwd);
    const since = sandbox.requests.length;
    const { stderr, status } = await run(candidates([...into, "--resume"]), { cwd });
    assert.equal(status, 2, stderr);
    assertOneLine(stderr, wanted);
    assert.deepEqual(await readdir(cwd), before);
    assert.equal(await readFile(join(cwd, "other"), "utf8"), "another's");
    assert.equal(sandbox.requests.length, since);
  });
}

for (const [what, make] of Object.entries({
  link: (/** @type {string} */ cwd) => symlink("other", join(cwd, PART)),
  pipe: async (/** @type {string} */ cwd) => spawnSync("mkfifo", [join(cwd, PART)]),
})) {
  test(`a ${what} in the place of an earlier run's part is refused`, posix, async () => {
    const cwd = await folder();
    const args = candidates([...into, "--resume"], "missing-next@3");
    await broken(cwd, args);
    const { bytes } = await stateIn(cwd);
    const part = await readFile(join(cwd, PART));
    spawnSync("rm", [join(cwd, PART)]);
    await writeFile(join(cwd, "other"), Buffer.concat([part, Buffer.from("more")]));
    await make(cwd);
    const { stderr, status } = await run(args, { cwd });
    assert.equal(status, 2, stderr);
    assertOneLine(stderr, /all\.ndjson\.part is in the way/);
    assert.equal((await stat(join(cwd, "other"))).size, bytes + 4);
  });
}

test("part and state are private, and the file has the modes that files have", posix, async () => {
  const cwd = await folder();
  const args = candidates([...into, "--resume"], "missing-next@3");
  await broken(cwd, args);
  const mode = async (/** @type {string} */ name) => (await lstat(join(cwd, name))).mode & 0o777;
  assert.deepEqual([await mode(PART), await mode(STATE)], [0o600, 0o600]);
  assert.equal((await run(args, { cwd })).status, 0);
  await writeFile(join(cwd, "plain"), "");
  assert.equal(await mode(FILE), await mode("plain"));
  await chmod(join(cwd, FILE), 0o640);
  assert.equal((await run(candidates(into), { cwd })).status, 0);
  assert.equal(await mode(FILE), 0o640);
});

test("control characters in the file's name are escaped", posix, async () => {
  const cwd = await folder();
  const output = ["--output", "a\x1b[31mb"];
  const { stderr, status } = await run(candidates([...output, "--limit", "3"]), { cwd });
  assert.equal(status, 0, stderr);
  assert.match(stderr, /in a\\u001b\[31mb$/m);
  const refused = await run(candidates([...output, "--page-size", "100"], "expired-cursor@3+"), { cwd });
  assert.match(refused.stderr, /stays in a\\u001b\[31mb\.part;/);
});
