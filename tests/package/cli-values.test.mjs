// Invalid values of every flag: refused before a request is sent or a file is written, with messages for users of a shell.

import assert from "node:assert/strict";
import { mkdir, readdir, realpath } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { test } from "node:test";
import { createSandbox } from "../sandbox/sandbox.mjs";
import { assertOneLine, candidates, ended, KEY, sandbox, start } from "./cli.mjs";
import { installed } from "./install.mjs";
import { Kombo, rejection } from "./kit.mjs";
import { source } from "./sources.mjs";

const { messageOf } = await source("cli/messages.ts");

/** Terms of JavaScript that a message for the shell must not contain. */
const JAVASCRIPT =
  /`|\b(undefined|NaN|functions?|Date|new \w+|TypeError|\w+Error|getCandidates|createSandbox|the call|the client|Kombo or|Candidate|AbortSignal|loopback|elements?|\w+_ms)\b/;
/** Kinds of JSON. Messages about a response may contain them, messages about a flag may not. */
const JSON_KINDS = /\b(string|boolean|null|objects?|arrays?)\b/;
const IDS = /ids with commas between them, none of them empty/;
const NAME = /is invalid: it is empty; leave it out/;

/** By flag: values, and the message about each. @type {Record<string, [value: string, wanted: RegExp][]>} */
const CANDIDATES = {
  "--integration": [
    ["", /give <connector>:<id>/],
    ["HWUTwvyx2wLoSUHphiWVrp28", /is invalid: give <connector>:<id>, such as workday:/],
    ["workday:", /<connector>:<id>/],
    [":x", /<connector>:<id>/],
    ["workday:a b", /<connector>:<id>/],
    ["workday:ü", /<connector>:<id>/],
  ],
  "--server": [
    ["", /eu, us/],
    ["mars", /--server.*eu, us/],
  ],
  "--server-url": [
    ["", /an address that begins with https/],
    ["kombo.test", /an address/],
    ["/kombo", /an address/],
    ["http://kombo.test/v1", /http:\/\/ on this machine/],
    ["https://a:b@kombo.test/v1", /without a user/],
    ["https://kombo.test/v1?a=b", /without a user, \?/],
  ],
  "--cursor": [["", /give what an earlier run printed; leave it out to begin/]],
  "--page-size": [
    ["", /from 1 to 250/],
    ["many", /is invalid: give a whole number from 1 to 250/],
    ["0", /is 0: /],
    ["251", /is 251: give a whole number/],
    ["1.5", /from 1 to 250/],
    ["-1", /from 1 to 250/],
    ["99999999999999999999", /from 1 to 250/],
  ],
  "--updated-after": [
    ["", /a day that exists/],
    ["yesterday", /is invalid: give a day that exists, such as 2026-01-31, or a time in UTC/],
    ["2025-02-30", /is "2025-02-30": give a day/],
    ["31.01.2026", /"31\.01\.2026"/],
    ["2026-01-31T00:00:00+02:00", /in UTC/],
    ["1700000000000", /a day that exists/],
  ],
  "--ids": [
    ["", IDS],
    ["a,,b", IDS],
    [",", IDS],
    ["a, ", IDS],
  ],
  "--remote-ids": [
    ["", IDS],
    ["a,", IDS],
  ],
  "--job-ids": [
    ["", IDS],
    [",a", IDS],
  ],
  "--email": [
    ["", /one address, such as jo@example.com/],
    ["nobody", /is invalid: give one address/],
    ["a@b", /one address/],
    ["a@b.c,d@e.f", /one address/],
  ],
  "--first-name": [["", NAME]],
  "--last-name": [["", NAME]],
  "--on-invalid": [
    ["", /report, throw, skip/],
    ["ignore", /--on-invalid.*report, throw, skip/],
  ],
  "--select": [
    ["", /there are id, remote_id, .*tags/],
    ["id,frist_name", /--select: "frist_name" is no field of a candidate; did you mean first_name\?/],
    ["nonsense", /"nonsense" is no field of a candidate; there are id, remote_id, .*applications, tags/],
    ["__proto__", /"__proto__" is no field/],
    ["applications.id", /"applications\.id" is no field/],
  ],
  "--limit": [
    ["", /from 1/],
    ["0", /from 1 to 999999999/],
    ["1e3", /from 1/],
    ["-5", /from 1/],
    ["0x10", /from 1/],
    ["9999999999", /to 999999999/],
  ],
  "--format": [
    ["", /ndjson, json, csv/],
    ["xml", /--format.*ndjson, json, csv/],
  ],
  "--output": [["", /--output is empty/]],
};
const SANDBOX = {
  "--port": [
    ["", /from 0 to 65535/],
    ["-1", /from 0/],
    ["65536", /to 65535/],
    ["http", /from 0/],
  ],
  "--candidates": [
    ["", /from 0 to 4000000/],
    ["many", /from 0/],
    ["-1", /from 0/],
    ["1e3", /from 0/],
    ["4000001", /to 4000000/],
  ],
  "--seed": [
    ["", /a whole number/],
    ["1.5", /a whole number/],
    ["x", /a whole number/],
  ],
  "--keys": [
    ["", /keys with commas between/],
    ["a,,b", /none of them empty/],
  ],
  "--integrations": [
    ["", /ids with commas between/],
    ["a:b,", /none of them empty/],
  ],
  "--faults": [
    ["", /none of them empty/],
    ["nope", /--faults: unknown fault "nope": one of 429, /],
    ["odd-record:nope", /the fault "odd-record:nope": KIND has to be one of missing-field/],
  ],
  "--now": [
    ["", /a day that exists/],
    ["soon", /a day that exists/],
    ["2025-02-30", /a day that exists/],
    ["5", /a day that exists/],
    ["2025-01-01T00:00:00+02:00", /in UTC/],
  ],
  "--evolve": [
    ["", /from 1/],
    ["0", /from 1 to 86400/],
    ["soon", /from 1/],
  ],
  "--latency": [
    ["", /from 0/],
    ["-5", /from 0/],
    ["fast", /from 0/],
  ],
};

/** Flags without a value, and flags that cli-files.test.mjs tests. */
const SWITCHES = [
  "--include-deleted",
  "--ignore-unsupported-filters",
  "--resume",
  "--quiet",
  "--bom",
  "--no-header",
  "--keep-formulas",
  "--cors",
  "--plain",
  "--help",
];

/** @type {Promise<string> | undefined} */
let made;
/** A folder that stays empty. */
const folder = () =>
  (made ??= installed()
    .then(realpath)
    .then(async (project) => (await mkdir(join(project, "values")), join(project, "values"))));

/** @param {string[]} args @param {RegExp} wanted @param {string} [key] */
async function refused(args, wanted, key) {
  const since = sandbox.requests.length;
  const child = await start(args, { cwd: await folder(), ...(key !== undefined && { key }) });
  // A sandbox that accepts the value would run without end.
  child.stdout.once("readable", () => child.kill());
  const { stdout, stderr, status } = await ended(child);
  assert.deepEqual([stdout, status], ["", 2], stderr);
  assertOneLine(stderr, wanted, 1_000);
  assert.doesNotMatch(stderr, JAVASCRIPT);
  assert.doesNotMatch(stderr.replace(/(: | be )one of .*/, ""), JSON_KINDS);
  assert.equal(sandbox.requests.length, since);
}

for (const [command, flags] of Object.entries({ candidates: CANDIDATES, sandbox: SANDBOX })) {
  for (const [flag, values] of Object.entries(flags)) {
    test(`${command} ${flag} refuses ${values.map(([value]) => JSON.stringify(value)).join(", ")}`, async () => {
      const usual = command === "candidates" ? candidates(flag === "--output" ? [] : ["--output", "all.ndjson"]) : [command];
      await Promise.all(values.map(([value, wanted]) => refused([...usual, `${flag}=${value}`], wanted)));
    });
  }

  test(`every flag of ${command} is in the table`, async () => {
    const help = await start([command, "--help"]);
    const all = [...(await text(help.stdout)).matchAll(/^ {2}(--[\w-]+)/gm)].map(([, flag]) => String(flag));
    assert.deepEqual(all.filter((flag) => !SWITCHES.includes(flag)).sort(), Object.keys(flags).sort());
    for (const flag of all.filter((flag) => SWITCHES.includes(flag) && flag !== "--help"))
      await refused([command, `${flag}=yes`], new RegExp(`${flag} takes no value`));
  });
}

test("the key in the environment is checked and not printed", async () => {
  for (const key of [`${KEY} `, `"${KEY}"\n`, "ü"]) await refused(candidates(), /KOMBO_API_KEY is invalid: give the key alone, without blanks/, key);
});

test("no refused command wrote a file", async () => assert.deepEqual(await readdir(await folder()), []));

/** Failures of a walk with valid flags, and their messages. @type {[what: string, options: object, wanted: RegExp][]} */
const FAILURES = [
  ["a lost connection", { fetch: async () => Promise.reject(new TypeError("fetch failed")) }, /^the connection to the server failed$/],
  ["no answer in time", { fetch: () => new Promise(() => {}), timeout_ms: 5 }, /^no whole answer within 5 ms$/],
  ["a body that is too long", { max_body_bytes: 9 }, /^the body is longer than 9 bytes: ask for smaller pages with --page-size$/],
  [
    "a record that breaks the contract",
    { fault: "odd-record:wrong-type", on_invalid: "throw" },
    /\(1\): \$\.first_name: string or null expected, number found$/,
  ],
  ["a web site's answer", { fault: "html404" }, /--server-url/],
  ["a redirect", { fault: "redirect" }, /--server-url/],
  ...["503", "cut", "short", "empty-body", "missing-next", "odd-envelope:null-results", "odd-envelope:trailing", "not-utf8", "deep"].map((fault) => [
    fault,
    { fault },
    /./,
  ]),
];
for (const [what, { fault, on_invalid, ...options }, wanted] of FAILURES) {
  test(`the message about ${what} is written for a shell`, async () => {
    const { options: usual } = createSandbox({ candidates: 9, faults: fault });
    const error = await rejection(new Kombo({ ...usual, retry: false, ...options }).ats.getCandidates({}, { on_invalid }));
    assert.match(messageOf(error), wanted);
    assert.doesNotMatch(messageOf(error), JAVASCRIPT);
  });
}
