// `npx kombo-edge candidates …`: flags, messages and exit status. The other cli-*.test.mjs have its formats, files and early ends.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { assertOneLine, assertSummary, candidates, isWindows, KEY, paste, records, run, said, sandbox } from "./cli.mjs";
import { load } from "./install.mjs";
import { assertWhole, expected, ids } from "./truth.mjs";

test("the output is one line for each candidate, and nothing else", async () => {
  const { stdout, stderr, status } = await run(candidates(["--include-deleted"]));
  assert.equal(status, 0);
  assertSummary(stderr, 1203);
  assertWhole(records(stdout), expected(sandbox, { include_deleted: true }));
});

test("npx finds the command", async () => {
  const npx = process.platform === "win32" ? "npx.cmd" : "npx";
  const { stdout, stderr, status } = await run(candidates(["--page-size", "50", "--first-name", "jane"]), { command: [npx, "--offline", "kombo-edge"] });
  // Standard error is not checked, because npm may warn about its own settings.
  assert.equal(status, 0);
  const truth = expected(sandbox, { first_name: "jane" });
  assertSummary(stderr.replaceAll(/^npm .*\n/gm, ""), truth.length);
  assertWhole(records(stdout), truth);
});

const [one, two] = expected(sandbox).filter(({ email_addresses }) => email_addresses?.length === 1);
const FILTERS = [
  [["--ids", one.id, "--ids", `${two.id}`], { ids: [one.id, two.id] }],
  [["--ids", `${one.id},${two.id}`], { ids: [one.id, two.id] }],
  [["--remote-ids", String(one.remote_id)], { remote_ids: one.remote_id }],
  [["--job-ids", String(one.applications[0].job.id)], { job_ids: one.applications[0].job.id }],
  [["--email", one.email_addresses[0].email_address], { email: one.email_addresses[0].email_address }],
  [["--last-name", String(one.last_name)], { last_name: one.last_name }],
  [["--updated-after", "2025-05-20T00:00:00.000Z", "--page-size", "9"], { updated_after: "2025-05-20T00:00:00.000Z" }],
  [["--ignore-unsupported-filters", "--first-name", "nobody-of-that-name"], { ignore_unsupported_filters: true, first_name: "nobody-of-that-name" }],
];
for (const [args, request] of FILTERS) {
  test(`the request has the parameters of ${args.filter((word) => word.startsWith("--")).join(" ")}`, async () => {
    const { stdout, stderr, status } = await run(candidates([...args, "--quiet"]));
    assert.deepEqual([stderr, status], ["", 0]);
    assertWhole(records(stdout), expected(sandbox, request));
  });
}

/** The fault, the exit status, the message, and whether the run can be continued. */
const FAILURES = [
  ["code:INTEGRATION.INACTIVE@3", 3, /^api: INTEGRATION\.INACTIVE: The integration is switched off\. \(The sandbox names/, true],
  ["code:NEW.CODE:418@3", 3, /^api: NEW\.CODE/, true],
  ["html404@3", 3, /^http: .*404/, true],
  ["redirect@3", 3, /^http: .*redirect.*--server-url/, true],
  ["missing-next@3", 5, /^decode: /, true],
  ["expired-cursor@3", 6, /^api: PLATFORM\.INPUT_INVALID/, false],
  ["code:PLATFORM.CURSOR_EXPIRED:400@3", 6, /^api: PLATFORM\.CURSOR_EXPIRED/, false],
  ["410@3", 3, /^http: .*410/, true],
  ["not-utf8@3+", 5, /^decode: /, true],
  ["cycle@3", 6, /^pagination: /, false],
];
for (const [spec, wanted, message, canContinue] of FAILURES) {
  test(`${spec} ends with status ${wanted}${canContinue ? ", and the printed command line writes exactly the rest" : ""}`, { skip: isWindows }, async () => {
    const broken = await run(candidates(["--page-size", "100"], spec));
    const { error = "", written, line } = said(broken.stderr);
    assert.equal(broken.status, wanted);
    assert.match(error, message);
    assert.equal(line !== undefined, canContinue, broken.stderr);
    assert.equal(records(broken.stdout).length, written);
    if (!canContinue || spec.endsWith("+")) return assertWhole(records(broken.stdout), expected(sandbox).slice(0, written));
    const rest = await paste(String(line));
    assert.equal(rest.status, 0, rest.stderr);
    assertWhole([...records(broken.stdout), ...records(rest.stdout)], expected(sandbox));
  });
}

test("a server that cannot be reached gives status 4", async () => {
  const { stdout, stderr, status } = await run(["candidates", "--integration", "workday:1", "--server-url", "http://127.0.0.1:9/v1"]);
  assert.deepEqual([stdout, status], ["", 4]);
  assert.match(String(said(stderr).error), /^network: /);
});

test("after a failure of the first page, the printed command line has a cursor only if one was given", async () => {
  const { stdout, stderr, status } = await run(candidates(["--quiet"], "code:INTEGRATION.INACTIVE"));
  assert.deepEqual([stdout, status], ["", 3]);
  assertOneLine(stderr, /^kombo-edge: api: INTEGRATION\.INACTIVE: HTTP 409; without --quiet, the server's text is printed too$/m);
  const again = await run(candidates(["--quiet", "--cursor", "given"], "code:INTEGRATION.INACTIVE"));
  assert.match(again.stderr, /^kombo-edge: .*\ngo on, and append with >>, with: npx kombo-edge candidates .*--cursor=given --quiet\n$/);
});

test("a cursor that the server refuses is not printed again, and the message gives advice", async () => {
  for (const args of [
    ["--cursor", "given"],
    ["--cursor", "given", "--format", "json"],
    ["--cursor", "given", "--output", "refused.ndjson"],
  ]) {
    const { stdout, stderr, status } = await run(candidates(args));
    assert.deepEqual([stdout, status], ["", 6]);
    assert.match(
      stderr,
      /^kombo-edge: api: PLATFORM\.INPUT_INVALID: [^\n]*\n0 candidates [^\n]*\nthe cursor is refused: it is too old, or of other filters; run this again without --cursor to begin anew\n$/,
    );
  }
  const later = await run(candidates(["--page-size", "100"], "expired-cursor@3"));
  assert.match(later.stderr, /^200 candidates in 2 pages, [^\n]*\nthe cursor is refused: /m);
  // Without a cursor, the server has refused something else.
  assert.doesNotMatch((await run(candidates([], "code:PLATFORM.INPUT_INVALID"))).stderr, /cursor/);
});

test("a retry prints its wait, its attempt and its reason", async () => {
  const { stdout, stderr, status } = await run(candidates(["--page-size", "250"], "503@2"));
  assert.equal(status, 0);
  const [wait, ...rest] = stderr.split(/(?<=\n)/);
  assert.match(wait, /^attempt 1 of 4: HTTP 503; waiting [\d.]+ s\n$/);
  assertSummary(rest.join(""), expected(sandbox).length);
  assertWhole(records(stdout), expected(sandbox));
});

test("a key in a server's message is not printed", async () => {
  const { stderr, status } = await run(candidates([], "echo-key"));
  assert.equal(status, 3);
  assert.match(stderr, /AUTHENTICATION_INVALID: .*refused: Bearer \[api_key\]/);
});

/** Failures with a text of the server, which names a person. */
for (const spec of ["code:INTEGRATION.INACTIVE", "code:null:400", "code:SOME.NEW_CODE:418", "echo-key", "html404", "expired-cursor@2", "429@2+"]) {
  test(`${spec}: --quiet prints nothing of the server's text`, async () => {
    const { stderr } = await run(candidates(["--quiet", "--page-size", "250"], spec));
    assert.match(stderr, /^kombo-edge: /);
    assert.doesNotMatch(stderr, /jane|roe|sandbox names/i);
  });
}

/** The fault of the second request, and the reason for another one. */
const REASONS = {
  "cut@2": "the connection ended within the response",
  "drop@2": "the connection failed",
  "empty-body@2": "the response is damaged",
  "503@2": "HTTP 503",
  "code:REMOTE.SERVICE_UNAVAILABLE@2": "REMOTE\\.SERVICE_UNAVAILABLE",
};
for (const [spec, reason] of Object.entries(REASONS)) {
  test(`after ${spec}, the line about the retry says: ${reason}`, async () => {
    const { stderr, status } = await run(candidates(["--page-size", "250"], spec));
    assert.equal(status, 0);
    assert.match(stderr, new RegExp(`^attempt 1 of 4: ${reason}; waiting [\\d.]+ s\n`));
  });
}

test("without a key, a refusal for its lack says that none was sent", async () => {
  const without = await run(candidates(), { key: "" });
  assert.equal(without.status, 3);
  assert.match(without.stderr, /AUTHENTICATION_INVALID: [^\n]*\nKOMBO_API_KEY is not set, so no key was sent\n/);
  const wrong = await run(candidates(), { key: "another" });
  assert.equal(wrong.status, 3);
  assert.doesNotMatch(wrong.stderr, /is not set/);
});

const WRONG = [
  ["without a command", () => [], /name a command: kombo-edge candidates/],
  ["with another command", () => ["jobs"], /unknown command 'jobs' \(see kombo-edge --help\)/],
  ["with a command misspelt", () => ["candidate"], /Did you mean candidates\?/],
  ["with one word too many", () => [...candidates(), "more"], /too many arguments/],
  ["with an unknown option", () => candidates(["--colour", "red"]), /'--colour'/],
  ["with an option misspelt", () => candidates(["--page-sise", "3"]), /'--page-sise' \(Did you mean --page-size\?\) \(see kombo-edge candidates --help\)/],
  ["with a flag of another command", () => ["sandbox", "--limit=3"], /unknown option '--limit' .*kombo-edge sandbox --help/],
  ["with an option misspelt, in one word", () => candidates(["--page-sise=300000"]), /'--page-sise' \(Did you mean --page-size\?\)/],
  ["with an option of the command before it", () => ["--limit=3", "candidates"], /--limit/],
  ["with --resume and no file", () => candidates(["--resume"]), /--resume.*--output/],
  ["with a flag of CSV for another format", () => candidates(["--bom"]), /--bom.*csv/],
  ["with --no-header for another format", () => candidates(["--no-header"]), /--no-header.*csv/],
  ["with an empty name of a file", () => candidates(["--output", ""]), /--output is empty/],
  ["with a folder for a file", () => candidates(["--output", "node_modules"]), /--output.*node_modules/],
  ["with a device for a file", () => candidates(["--output", isWindows ? "node_modules" : "/dev/null"]), /--output.*no file/],
  ["with a folder that is not there", () => candidates(["--output", "nowhere/a.ndjson"]), /--output.*nowhere/],
  ["with an option without its value", () => candidates(["--cursor"]), /--cursor/],
  ["with a value for a switch", () => candidates(["--include-deleted=yes"]), /--include-deleted/],
  ["with a value for --help", () => candidates(["--help=1"]), /--help takes no value/],
  ["with a value for --version", () => candidates(["--version=1"]), /--version takes no value/],
  ["with a value for --help, before a command", () => ["--help=1"], /--help takes no value/],
  ["with a key as an argument", () => candidates(["--api-key", KEY]), /KOMBO_API_KEY/],
  ["with a key as an argument, in one word", () => candidates([`--api-key=${KEY}`]), /KOMBO_API_KEY/],
  ["with a key as an unknown option's value", () => candidates([`--token=${KEY}`]), /'--token'/],
  ["with a key behind a letter", () => candidates([`-k${KEY}`]), /'-k'/],
];
for (const [what, args, wanted] of WRONG) {
  test(`a command line ${what} gets a message of one line and sends no request`, async () => {
    const since = sandbox.requests.length;
    const { stdout, stderr, status } = await run(args());
    assert.deepEqual([stdout, status], ["", 2]);
    assertOneLine(stderr, wanted);
    assert.equal(sandbox.requests.length, since);
  });
}

test("a missing key or integration gets a message", async () => {
  for (const [args, key, wanted] of [
    [["candidates", "--integration", "workday:1"], "", /KOMBO_API_KEY is not set/],
    [["candidates"], KEY, /--integration/],
  ]) {
    const { stdout, stderr, status } = await run(args, { key });
    assert.deepEqual([stdout, status], ["", 2]);
    assertOneLine(stderr, wanted);
  }
});

test("--on-invalid decides whether invalid records are counted, omitted or end the command", async () => {
  const truth = ids(expected(sandbox)).slice(0, 20);
  const only = ["--ids", truth.join(), "--page-size", "20"];
  const report = await run(candidates(only, "odd-record:wrong-type"));
  assert.equal(report.status, 0);
  assert.match(report.stderr, /^20 candidates in 1 page, .* s, 1 issue:\n {2}1 × \$\.first_name: string or null expected, number found\n$/);
  assert.deepEqual(ids(records(report.stdout)), truth);
  const skip = await run(candidates([...only, "--on-invalid", "skip"], "odd-record:wrong-type"));
  assert.equal(skip.status, 0);
  assert.equal(records(skip.stdout).length, 19);
  const quiet = await run(candidates([...only, "--on-invalid", "skip", "--quiet"], "odd-record:wrong-type"));
  assert.equal(quiet.stderr, "1 issue:\n  1 × $.first_name: string or null expected, number found\n", "what is left out is never left out silently");
  const fatal = await run(candidates([...only, "--on-invalid", "throw"], "odd-record:wrong-type"));
  assert.deepEqual([fatal.stdout, fatal.status], ["", 5]);
  assert.match(fatal.stderr, /^kombo-edge: decode: [^\n]*\n0 candidates in 0 pages, [^\n]*\n$/);
});

test("--help and --version print to standard output", async () => {
  const { VERSION } = await load();
  assert.deepEqual(await run(["--version"]), { stdout: `${VERSION}\n`, stderr: "", status: 0 });
  const short = await run(["--help"]);
  assert.match(short.stdout, /candidates .*writes all candidates[^]*sandbox .*serves a Kombo[^]*kombo-edge <command> --help/);
  const help = await run(["candidates", "--help"]);
  for (const { stderr, status } of [short, help]) assert.deepEqual([stderr, status], ["", 0]);
  const parameters = JSON.parse(await readFile(new URL("../contract/parameters.json", import.meta.url), "utf8"));
  const flags = parameters.map((/** @type {{ name: string }} */ { name }) => name.replaceAll("_", "-"));
  assert.equal(flags.length, 11);
  const own = ["select", "limit", "format", "output", "resume", "quiet", "bom", "no-header", "keep-formulas"];
  for (const option of [...flags, ...own, "integration", "server", "server-url", "on-invalid"]) assert.match(help.stdout, new RegExp(`^  --${option}\\b`, "m"));
  for (const line of help.stdout.split("\n")) assert.ok(line.length <= 100, line);
  for (const word of ["KOMBO_API_KEY", "130", "RFC 4180", "go on"]) assert.ok(help.stdout.includes(word), word);
});
