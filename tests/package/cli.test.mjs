// `npx kombo-edge candidates …` as a user of a shell meets it: standard output, standard error and exit status.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { after, before, test } from "node:test";
import { baseUrl, createSandbox } from "../sandbox/sandbox.mjs";
import { serve } from "../sandbox/server.mjs";
import { installed, load } from "./install.mjs";
import { assertWhole, expected, ids } from "./truth.mjs";

const KEY = "sandbox-key";
const sandbox = createSandbox({ candidates: 1203 });
/** @type {{ url: string, close: () => Promise<void> }} */
let server;
let faults = 0;
before(async () => void (server = await serve(sandbox)));
after(() => server?.close());

/**
 * @param {string[]} args
 * @param {{ key?: string, command?: string[] }} [options]
 */
async function start(args, { key = KEY, command } = {}) {
  const project = await installed();
  const { KOMBO_API_KEY, ...environment } = process.env;
  const [program, ...before] = command ?? [join(project, "node_modules/.bin/kombo-edge")];
  const windows = process.platform === "win32";
  return spawn(program, [...before, ...args], { cwd: project, shell: windows, env: key ? { ...environment, KOMBO_API_KEY: key } : environment, stdio: ["ignore", "pipe", "pipe"] });
}

/** Runs it to its end. @param {Parameters<typeof start>} parameters */
async function run(...parameters) {
  const child = await start(...parameters);
  const [stdout, stderr, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
  assert.doesNotMatch(stdout + stderr, new RegExp(KEY), "the key is nowhere");
  return { stdout, stderr, status };
}

/** The arguments of a walk; with faults, on a path of its own. @param {string[]} args @param {string} [spec] */
const candidates = (args = [], spec) => ["candidates", "--integration", "workday:sandbox", "--server-url", baseUrl(server.url, spec, `cli-${++faults}`), ...args];

/** Every line is one record. @param {string} stdout */
function records(stdout) {
  assert.ok(stdout === "" || stdout.endsWith("\n"));
  return stdout.split("\n").slice(0, -1).map((line) => JSON.parse(line));
}

/** One line, and nothing that looks like a stack. @param {string} stderr @param {RegExp} wanted */
function assertOneLine(stderr, wanted) {
  assert.match(stderr, /^kombo-edge: [^\n]+\n$/);
  assert.match(stderr, wanted);
  assert.ok(stderr.length < 400, stderr);
}

test("prints every candidate as one line, and nothing else", async () => {
  const { stdout, stderr, status } = await run(candidates(["--include-deleted"]));
  assert.deepEqual([stderr, status], ["", 0]);
  assertWhole(records(stdout), expected(sandbox, { include_deleted: true }));
});

test("npx finds it", async () => {
  const npx = process.platform === "win32" ? "npx.cmd" : "npx";
  const { stdout, stderr, status } = await run(candidates(["--page-size", "50", "--first-name", "jane"]), { command: [npx, "--offline", "kombo-edge"] });
  // npm may have something to say about its own settings.
  assert.deepEqual([stderr.replaceAll(/^npm .*\n/gm, ""), status], ["", 0]);
  assertWhole(records(stdout), expected(sandbox, { first_name: "jane" }));
});

const [one, two] = expected(sandbox).filter(({ email_addresses }) => email_addresses?.length === 1);
const FILTERS = [
  [["--ids", `${one.id},${two.id}`], { ids: [one.id, two.id] }],
  [["--remote-ids", String(one.remote_id)], { remote_ids: one.remote_id }],
  [["--job-ids", String(one.applications[0].job.id)], { job_ids: one.applications[0].job.id }],
  [["--email", one.email_addresses[0].email_address], { email: one.email_addresses[0].email_address }],
  [["--last-name", String(one.last_name)], { last_name: one.last_name }],
  [["--updated-after", "2025-05-20T00:00:00.000Z", "--page-size", "9"], { updated_after: "2025-05-20T00:00:00.000Z" }],
  [["--ignore-unsupported-filters", "--first-name", "nobody-of-that-name"], { ignore_unsupported_filters: true, first_name: "nobody-of-that-name" }],
];
for (const [args, request] of FILTERS) {
  test(`passes on ${args[0]}`, async () => {
    const { stdout, stderr, status } = await run(candidates(args));
    assert.deepEqual([stderr, status], ["", 0]);
    assertWhole(records(stdout), expected(sandbox, request));
  });
}

for (const spec of ["code:INTEGRATION.INACTIVE@3", "missing-next@3", "html404@3"]) {
  test(`after ${spec} it says where to go on, and going on gives exactly the rest`, async () => {
    const broken = await run(candidates(["--page-size", "100"], spec));
    assert.equal(broken.status, 1);
    const [error, hint, ...more] = broken.stderr.split("\n");
    assert.deepEqual(more, [""]);
    assertOneLine(`${error}\n`, /api: INTEGRATION\.INACTIVE|decode|http/);
    const [, cursor] = /^go on, and append with >>, with: --cursor=(\S+)$/.exec(hint) ?? assert.fail(hint);
    const rest = await run(candidates([`--cursor=${cursor}`]));
    assert.deepEqual([rest.stderr, rest.status], ["", 0]);
    assertWhole([...records(broken.stdout), ...records(rest.stdout)], expected(sandbox));
  });
}

test("a server that goes round in circles is an error, and no record is printed twice", async () => {
  const { stdout, stderr, status } = await run(candidates(["--page-size", "100"], "cycle@3"));
  assert.equal(status, 1);
  assertOneLine(`${stderr.split("\n")[0]}\n`, /pagination/);
  assertWhole(records(stdout), expected(sandbox).slice(0, 300));
});

test("a failure of the first page has no cursor to go on from, but the one that was given", async () => {
  const { stdout, stderr, status } = await run(candidates([], "code:INTEGRATION.INACTIVE"));
  assert.deepEqual([stdout, status], ["", 1]);
  assertOneLine(stderr, /INTEGRATION\.INACTIVE/);
  const again = await run(candidates(["--cursor", "given"], "code:INTEGRATION.INACTIVE"));
  assert.match(again.stderr, /^kombo-edge: .*\ngo on, and append with >>, with: --cursor=given\n$/);
});

test("while it waits it says how long, for which attempt and why", async () => {
  const { stdout, stderr, status } = await run(candidates(["--page-size", "250"], "503@2"));
  assert.equal(status, 0);
  assert.match(stderr, /^attempt 1 of 4: HTTP 503; waiting [\d.]+ s\n$/);
  assertWhole(records(stdout), expected(sandbox));
});

test("a server that repeats the key does not get it printed", async () => {
  const { stderr, status } = await run(candidates([], "echo-key"));
  assert.equal(status, 1);
  assertOneLine(stderr, /AUTHENTICATION_INVALID/);
});

test("a reader that has seen enough is no failure", async () => {
  const child = await start(candidates(["--page-size", "5"]));
  const stderr = text(child.stderr);
  // Less than the pipe holds is read: it is still printing when the pipe is closed.
  const [piece] = await once(child.stdout, "data");
  child.stdout.destroy();
  const [status, signal] = await once(child, "exit");
  assert.deepEqual([status, signal, await stderr], [0, null, ""]);
  assert.equal(JSON.parse(String(piece).split("\n")[0]).id, expected(sandbox)[0].id);
});

const WRONG = [
  ["without a command", () => [], /kombo-edge candidates/],
  ["with another command", () => ["jobs"], /kombo-edge candidates/],
  ["with one word too many", () => [...candidates(), "more"], /kombo-edge candidates/],
  ["with an unknown option", () => candidates(["--page", "3"]), /--page/],
  ["with an option without its value", () => candidates(["--cursor"]), /--cursor/],
  ["with an empty cursor", () => candidates(["--cursor", ""]), /--cursor is empty: leave it out/],
  ["with a value for a switch", () => candidates(["--include-deleted=yes"]), /--include-deleted/],
  ["with a page size that is no number", () => candidates(["--page-size", "many"]), /--page-size/],
  ["with a page size of 251", () => candidates(["--page-size", "251"]), /--page-size.*250/],
  ["with an empty page size", () => candidates(["--page-size", ""]), /--page-size/],
  ["with an impossible date", () => candidates(["--updated-after", "2025-02-30"]), /--updated-after/],
  ["with an impossible e-mail address", () => candidates(["--email", "nobody"]), /--email/],
  ["with an empty id", () => candidates(["--ids", "a,,b"]), /--ids/],
  ["with an unknown region", () => ["candidates", "--integration", "workday:1", "--server", "mars"], /server/],
  ["with http to another machine", () => ["candidates", "--integration", "workday:1", "--server-url", "http://kombo.test/v1"], /--server-url/],
  ["with an unknown way with records", () => candidates(["--on-invalid", "ignore"]), /--on-invalid/],
  ["with a key as an argument", () => candidates(["--api-key", KEY]), /--api-key/],
  ["with a key as an argument, in one word", () => candidates([`--api-key=${KEY}`]), /--api-key/],
];
for (const [what, args, wanted] of WRONG) {
  test(`${what}, it says so in one line and asks nobody`, async () => {
    const since = sandbox.requests.length;
    const { stdout, stderr, status } = await run(args());
    assert.deepEqual([stdout, status], ["", 1]);
    assertOneLine(stderr, wanted);
    assert.equal(sandbox.requests.length, since);
  });
}

test("without a key or an integration for Kombo itself, it asks for them", async () => {
  for (const [args, key, wanted] of [
    [["candidates", "--integration", "workday:1"], "", /KOMBO_API_KEY is not set/],
    [["candidates"], KEY, /--integration/],
  ]) {
    const { stdout, stderr, status } = await run(args, { key });
    assert.deepEqual([stdout, status], ["", 1]);
    assertOneLine(stderr, wanted);
  }
});

test("odd records: counted, left out or fatal, as asked", async () => {
  const truth = ids(expected(sandbox)).slice(0, 20);
  const only = ["--ids", truth.join(), "--page-size", "20"];
  const report = await run(candidates(only, "odd-record:wrong-type"));
  assert.equal(report.status, 0);
  assert.match(report.stderr, /^1 places? .*\n$/);
  assert.deepEqual(ids(records(report.stdout)), truth);
  const skip = await run(candidates([...only, "--on-invalid", "skip"], "odd-record:wrong-type"));
  assert.equal(skip.status, 0);
  assert.equal(records(skip.stdout).length, 19);
  const fatal = await run(candidates([...only, "--on-invalid", "throw"], "odd-record:wrong-type"));
  assert.deepEqual([fatal.stdout, fatal.status], ["", 1]);
  assertOneLine(fatal.stderr, /decode/);
});

test("--help and --version say it on standard output", async () => {
  const { VERSION } = await load();
  assert.deepEqual(await run(["--version"]), { stdout: `${VERSION}\n`, stderr: "", status: 0 });
  const help = await run(["--help"]);
  assert.deepEqual([help.stderr, help.status], ["", 0]);
  const parameters = JSON.parse(await readFile(new URL("../contract/parameters.json", import.meta.url), "utf8"));
  const flags = parameters.map((/** @type {{ name: string }} */ { name }) => name.replaceAll("_", "-"));
  assert.equal(flags.length, 11);
  for (const option of [...flags, "integration", "server", "server-url", "on-invalid"]) assert.match(help.stdout, new RegExp(`^  --${option}\\b`, "m"));
  for (const line of help.stdout.split("\n")) assert.ok(line.length <= 105, line);
  assert.match(help.stdout, /KOMBO_API_KEY/);
});
