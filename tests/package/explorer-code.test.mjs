// Copy as code: the code of the page compiles unchanged and prints the records that the view shows.

import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { transform } from "esbuild";
import { createSandbox } from "../sandbox/sandbox.mjs";
import { model } from "./explorer-model.mjs";
import { packageDirectory } from "./install.mjs";
import { run, tool } from "./projects.mjs";

/** A record of each odd kind, each in its own page. */
const ODD = [
  ...["wrong-type", "wrong-list", "wrong-nested", "missing-nested", "null-lists", "all-null", "empty", "not-object", "null-record", "array-record"],
  ...["bad-date", "new-outcome", "lone-surrogate", "duplicate-key", "big-number", "hostile", "missing-field", "missing-list", "missing-id", "null-id"],
];
const FAULTS = ODD.map((kind, n) => `odd-record:${kind}@${n + 1}`).join(",");
const PAGE_SIZE = 14;

/** Records that a plain comparison of texts gets wrong. */
const OWN = [
  { id: "accent", first_name: "Nguyễn", last_name: "Łukasz", tags: [{ name: "Ünïcode tag" }], source: "" },
  { id: "decomposed", first_name: "Nguye\u0302\u0303n", company: 'O\'Brien & "Söhne"', applications: [{ outcome: null, current_stage: null }] },
  { id: "line", first_name: "Jane", last_name: "Doe\u2028Smith", custom_fields: { toString: 1, 'say "x"': true, __proto__: null, a: { b: [] } } },
  { id: "apart", first_name: "Doe", company: "Jane & Sons", tags: [{ name: "" }, { name: "it's `$(x)`" }] },
  { id: "long", title: `${"word ".repeat(20_000)}zzyzx` },
  { id: "deleted", remote_deleted_at: "2025-05-30T00:00:00.000Z" },
  { id: "confidential", confidential: true, title: null },
  { id: "stage", applications: [{ current_stage: { name: "" } }, { outcome: "PENDING" }] },
  {
    id: "keys",
    integration_fields: [
      { key: "field_1", value: "" },
      { key: "größe", value: 7 },
    ],
    location: { city: "", street_2: "x" },
  },
];
const newSandbox = () => createSandbox({ candidates: [...OWN, ...Array.from({ length: 290 }, () => ({}))], faults: FAULTS });

const lacks = (field) => ({ sort: "lacks", field });
const has = (field) => ({ sort: "has", field });
const value = (kind, value) => ({ sort: "value", kind, value });
const only = (what) => ({ sort: "only", what });
const issue = (key) => ({ sort: "issue", key });

/** Views by what they select: filters, a search, entries of the request bar. */
const VIEWS = {
  everything: {},
  "a list": { filters: [lacks("phone_numbers")] },
  "a text": { filters: [has("company")] },
  "an object": { filters: [lacks("location")] },
  "a nested text": { filters: [lacks("location.street_2")] },
  "in a list": { filters: [lacks("applications[].current_stage.name")] },
  "a free name": { filters: [has('custom_fields["toString"]')] },
  // The name is not an identifier, so the code has to quote it.
  'a name "in quotes"': { filters: [has('custom_fields["say \\"x\\""]')] },
  "a list in a free name": { filters: [lacks("custom_fields.a.b")] },
  "a field of the connected system": { filters: [has("integration_fields.field_1")] },
  "a field with an umlaut": { filters: [has('integration_fields["größe"]')] },
  "an outcome": { filters: [value("outcome", "HIRED")] },
  "no outcome": { filters: [value("outcome", null)] },
  "no stage": { filters: [value("stage", null)] },
  "a source": { filters: [value("source", "Careers page")] },
  "no source": { filters: [value("source", null)] },
  "a tag": { filters: [value("tag", "Alumni")] },
  "a tag with quotes": { filters: [value("tag", "it's `$(x)`")] },
  "no tag": { filters: [value("tag", null)] },
  "deleted records": { filters: [only("deleted")] },
  "confidential records that lack a title": { filters: [only("confidential"), lacks("title")] },
  "one word": { query: "jane" },
  "two words of two fields": { query: "  doe   JANE " },
  "a word with accents": { query: "NGUYỄN" },
  "a word without them": { query: "nguyen" },
  "a letter that is no accent": { query: "łukasz unicode" },
  quotes: { query: `"söhne" o'brien` },
  "a number": { query: "7" },
  "a word in names of members": { query: "current_stage", none: true },
  "a word behind the part that is searched": { query: "zzyzx word", none: true },
  "a search and a filter": { query: "a", filters: [has("company"), value("outcome", "PENDING")] },
  "a date in another form": { filters: [issue("changed_at~date~other text")] },
  "a number that is rounded, without those left out": {
    filters: [issue("custom_fields~a number that JavaScript can hold~number")],
    entered: { on_invalid: "skip" },
    differs: /no issues/,
  },
  "an issue": { filters: [issue("first_name~string or null~number")], differs: /no issues/ },
  "any issue": { filters: [only("issues")], differs: /no issues/ },
  "an issue that lacks a field": { filters: [only("issues"), lacks("tags")], differs: /no issues/ },
  "any issue of those not left out": { filters: [only("issues")], entered: { on_invalid: "skip" }, differs: /no issues/ },
  "a page": { filters: [{ sort: "page", page: 3 }], differs: /no pages/ },
  "a page's issues": { filters: [{ sort: "page", page: 1 }, only("issues")], differs: /no pages[^]*no issues/ },
  "some pages": { entered: { max_pages: "2" }, differs: /walks all pages, not only 2/ },
  "left out, and without deleted ones": { entered: { on_invalid: "skip", include_deleted: "false" } },
  sorted: { filters: [has("company")], sort: { column: "name", down: true }, notes: /not sorted/ },
};

const viewed = ({ filters = [], query = "", entered = {}, sort = null, target = {} } = {}) => ({
  integration: "workday:sandbox",
  entered: { include_deleted: "true", page_size: String(PAGE_SIZE), ...entered },
  filters,
  query,
  sort,
  now: Date.UTC(2025, 5, 1),
  last: null,
  target,
});

const inline = pathToFileURL(join(await packageDirectory(), "inline.js")).href;
const { Kombo } = await import(inline);
const call = ({ entered, now, last }) => new Kombo(newSandbox().options).ats.getCandidates(model.toRequest(entered, now, last), model.toOptions(entered));

/** Calls a function once for each request: a walk is the same for all views with it. */
function oncePerRequest(then) {
  const results = new Map();
  return (viewed) => {
    const key = JSON.stringify(viewed.entered);
    if (!results.has(key)) results.set(key, then(viewed));
    return results.get(key);
  };
}
const walked = oncePerRequest(async (viewed) => {
  const records = new model.Records();
  let number = 0;
  for await (const page of call(viewed)) records.add(page, ++number, viewed.entered.on_invalid === "skip");
  return records;
});
const linesOf = oncePerRequest((viewed) => new Response(call(viewed).ndjson()).text());

/** The ids of the records that the page shows. */
async function shown(viewed) {
  const records = await walked(viewed);
  const [test, words] = [model.testAll(viewed.filters), model.words(viewed.query)];
  const rows = records.items.map((_, n) => n).filter((n) => test(records.row(n)) && model.matches(records.hay[n], words));
  return rows.map((n) => String(records.items[n]?.id));
}

/** The first word of each line that the TypeScript prints, with the sandbox as Kombo. */
async function printed(code) {
  const { code: script } = await transform(code.replace('"kombo-edge"', JSON.stringify(inline)), { loader: "ts", format: "esm" });
  const sandbox = newSandbox();
  const [log, { fetch }] = [console.log, globalThis];
  const lines = [];
  console.log = (...parts) => lines.push(String(parts[0]));
  globalThis.fetch = (url, init) => sandbox.fetch(String(url).replace(/^https:\/\/[^/]+/, "http://sandbox.test"), init);
  process.env.KOMBO_API_KEY = "sandbox-key";
  try {
    // An engine runs a module once per address, so each gets its own.
    await import(`data:text/javascript,${encodeURIComponent(`${script}// ${Math.random()}`)}`);
  } finally {
    Object.assign(globalThis, { fetch });
    console.log = log;
  }
  return lines;
}

/** The ids that the command prints, when `npx kombo-edge` prints the records of this call. */
async function printedByCommand(viewed) {
  const directory = await mkdtemp(join(tmpdir(), "kombo-edge-code-"));
  try {
    await writeFile(join(directory, "lines"), await linesOf(viewed));
    const { stdout } = await run("/bin/sh", ["-c", `npx() { cat lines; }\n${model.command(viewed)}`], { cwd: directory, maxBuffer: 1e8 });
    return stdout
      .split("\n")
      .slice(0, -1)
      .map((line) => String(JSON.parse(line)?.id));
  } finally {
    await rm(directory, { recursive: true });
  }
}

for (const [name, { none = false, differs, notes, ...view }] of Object.entries(VIEWS)) {
  const all = viewed(view);
  test(`the TypeScript of a view prints the shown records: ${name}`, async () => {
    const [code, expected] = [model.typescript(all), await shown(all)];
    assert.equal(expected.length === 0, none, "the view selects something");
    assert.deepEqual(await printed(code), expected);
    if (notes) assert.match(code, notes);
  });
  test(`the command of a view prints the shown records, or says what it cannot select: ${name}`, { skip: process.platform === "win32" }, async () => {
    const code = model.command(all);
    if (differs) assert.match(code, new RegExp(`^# [^]*${differs.source}[^]*\nnpx `));
    else assert.deepEqual(await printedByCommand(all), await shown(all));
    if (notes) assert.match(code, notes);
  });
}

test("the TypeScript of a view of issues also prints the issues", async () => {
  assert.match(model.typescript(viewed(VIEWS["an issue"])), /console\.log\(candidate\?\.id, \.\.\.issues/);
});

test("the TypeScript of every view compiles in strict mode", async (t) => {
  const directory = await mkdtemp(join(tmpdir(), "kombo-edge-code-"));
  t.after(() => rm(directory, { recursive: true, force: true }));
  await mkdir(join(directory, "node_modules/@types"), { recursive: true });
  await symlink(await packageDirectory(), join(directory, "node_modules/kombo-edge"));
  await symlink(tool("@types/node"), join(directory, "node_modules/@types/node"));
  await symlink(tool("undici-types"), join(directory, "node_modules/undici-types"));
  const entered = { updated_after: "-7d", ids: "a,b", email: "jane@example.com", on_invalid: "skip", max_pages: "2" };
  await Promise.all(
    Object.values(VIEWS).flatMap((view, n) => [
      writeFile(join(directory, `view${n}.ts`), model.typescript(viewed(view))),
      writeFile(join(directory, `with-entries${n}.ts`), model.typescript(viewed({ ...view, entered }))),
    ]),
  );
  await writeFile(
    join(directory, "tsconfig.json"),
    JSON.stringify({
      compilerOptions: {
        strict: true,
        noEmit: true,
        target: "ES2022",
        module: "ESNext",
        moduleResolution: "Bundler",
        lib: ["ES2022"],
        types: ["node"],
        skipLibCheck: true,
      },
      include: ["*.ts"],
    }),
  );
  await run(process.execPath, [tool("typescript/bin/tsc"), "--project", directory], { cwd: directory });
});

test("copied code addresses the Kombo of the page, and only Kombo itself gets a key", () => {
  const page = "http://127.0.0.1:8787/#demo=done";
  const US = "https://api.us.kombo.dev/v1";
  /** The session, the fault, the address in the code, and whether the code reads a key. */
  const TARGETS = [
    [{}, "", null, true],
    [{ server_url: "https://api.kombo.dev/v1" }, "", null, true],
    [{ server_url: US }, "", US, true],
    [{ sandbox: {} }, "", "http://127.0.0.1:8787/sandbox/v1", false],
    [{ sandbox: {} }, "cut@2,503", "http://127.0.0.1:8787/sandbox/fault/cut%402%2C503/v1", false],
  ];
  for (const [session, fault, address, hasKey] of TARGETS) {
    const all = viewed({ target: model.targetOf(session, page, fault) });
    const [code, command] = [model.typescript(all), model.command(all)];
    assert.equal(/server_url: "(.*)"/.exec(code)?.[1] ?? null, address);
    assert.equal(/--server-url (\S+)/.exec(command)?.[1] ?? null, address);
    assert.equal(code.includes("KOMBO_API_KEY"), hasKey);
    for (const text of [code, command]) assert.equal(/the sandbox of this page/.test(text), !hasKey);
  }
});

test("the code contains no key, and an entered text stays one word in the shell", async () => {
  const entered = { first_name: "O'Brien $(touch x)", ids: "a,b", max_pages: "2\ntouch x" };
  const odd = viewed({ filters: [value("tag", "it's `$(x)`")], query: "x'y", entered });
  const command = model.command(odd);
  const { stdout } = await run("/bin/sh", ["-c", `npx() { printf '%s\\n' "$@"; }; node() { cat; printf '%s\\n' "$@"; }; ${command}`], { cwd: tmpdir() });
  const words = stdout.split("\n");
  assert.deepEqual(words.slice(0, 11), [
    "kombo-edge",
    "candidates",
    "--integration",
    "workday:sandbox",
    "--page-size",
    String(PAGE_SIZE),
    "--include-deleted",
    "--ids",
    "a,b",
    "--first-name",
    "O'Brien $(touch x)",
  ]);
  assert.ok(stdout.includes('=== "it\'s `$(x)`"') && stdout.includes('contains(candidate, ["x\'y"])'), stdout);
  assert.doesNotMatch(command, /^touch/m);
  for (const text of [command, model.typescript(odd)]) assert.doesNotMatch(text, /sandbox-key/);
});

test("no copied text holds a character that a terminal executes or an editor hides", async () => {
  const hostile = "x\u001b[201~\ncurl evil\n\u009b2J\u202eabc\u200b 100% 'q' \\ !! ü-";
  const odd = { ...viewed({ filters: [value("tag", hostile)], query: hostile, entered: { first_name: hostile } }), integration: `workday:${hostile}` };
  for (const text of [model.command(odd), model.typescript(odd)]) {
    assert.doesNotMatch(text, /[\0-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e]/);
    assert.doesNotMatch(text, /^curl/m);
  }
  const { stdout } = await run("/bin/sh", ["-c", `npx() { printf '%s\\0' "$@"; }; node() { cat; }; ${model.command(odd)}`], { cwd: tmpdir() });
  assert.equal(stdout.split("\0").at(stdout.split("\0").indexOf("--first-name") + 1), hostile);
});
