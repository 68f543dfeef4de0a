// The output of `npx kombo-edge candidates` with `--format`, `--select`, `--limit` and the flags of CSV.

import assert from "node:assert/strict";
import { test } from "node:test";
import { assertSummary, candidates, records, run, sandbox } from "./cli.mjs";
import { source } from "./sources.mjs";
import { assertWhole, expected, ids } from "./truth.mjs";

/** Parses CSV by RFC 4180: lines end in CRLF, and only cells that need quotes have them. @param {string} text */
function rowsOf(text) {
  const rows = [];
  let row = [];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/gy)) {
    row.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === ",") continue;
    rows.push(row);
    row = [];
  }
  assert.equal(
    rows.reduce((length, cells) => length + lengthOf(cells), 0),
    text.length,
    "all of it is CSV",
  );
  return rows;
}

const lengthOf = (/** @type {string[]} */ cells) =>
  cells.reduce((sum, cell) => sum + (/[",\r\n]|^\s|\s$/.test(cell) ? cell.replaceAll('"', '""').length + 2 : cell.length) + 1, 1);

/** Fields whose values are any JSON. */
const FREE = /^(custom_fields|remote_data|integration_fields(\[\d+\])?\.value)$/;

/** A record's leaves by path, without empty ones. @param {any} value @param {string} path @returns {[string, string][]} */
function leaves(value, path = "") {
  if (value === null || value === undefined || value === "") return [];
  if (FREE.test(path)) return [[path, JSON.stringify(value)]];
  if (Array.isArray(value)) return value.flatMap((one, n) => leaves(one, `${path}[${n}]`));
  if (typeof value === "object") return Object.entries(value).flatMap(([name, inner]) => leaves(inner, path ? `${path}.${name}` : name));
  return [[path, String(value)]];
}

/** The same for a row. @param {string[]} columns @param {string[]} cells @param {Record<string, any>[]} kinds lists of the first record that has one */
function leavesOf(columns, cells, kinds) {
  return columns.flatMap((column, at) => {
    const cell = cells[at].replace(/^'(?=[=+\-@\t\r\n＝＋－＠])/, "");
    if (cell === "") return [];
    if (column === "other_fields") return Object.entries(JSON.parse(cell)).flatMap(([path, value]) => leaves(value, path));
    const [first, ...more] = column.split(".");
    if (!kinds.includes(first)) return FREE.test(column) ? [[column, JSON.stringify(JSON.parse(cell))]] : [[column, cell]];
    return cell.split("\n").flatMap((line, n) => {
      const path = `${first}[${n}].${more.join(".")}`;
      if (line === "" || (FREE.test(path) && line === '""')) return [];
      return [[path, FREE.test(path) ? JSON.stringify(JSON.parse(line)) : line.replaceAll(/\\(.)/g, (_, letter) => ({ n: "\n", r: "\r" })[letter] ?? letter)]];
    });
  });
}

const LISTS = ["phone_numbers", "email_addresses", "social_media", "integration_fields", "applications", "tags"];

test("JSON is one array with every record, also when there is none", async () => {
  const { stdout, stderr, status } = await run(candidates(["--format", "json", "--include-deleted"]));
  assert.equal(status, 0);
  assertSummary(stderr, 1203);
  assertWhole(JSON.parse(stdout), expected(sandbox, { include_deleted: true }));
  const none = await run(candidates(["--format", "json", "--first-name", "nobody-of-that-name"]));
  assert.deepEqual([JSON.parse(none.stdout), none.status], [[], 0]);
});

test("JSON that ends early is not valid JSON", async () => {
  const { stdout, status } = await run(candidates(["--format", "json", "--page-size", "100"], "missing-next@3"));
  assert.equal(status, 5);
  assert.throws(() => JSON.parse(stdout));
  assertWhole(JSON.parse(`${stdout}]`), expected(sandbox).slice(0, 200));
});

test("CSV has every value of every record", async () => {
  const { stdout, stderr, status } = await run(candidates(["--format", "csv", "--include-deleted"]));
  assert.equal(status, 0);
  assertSummary(stderr, 1203);
  const truth = expected(sandbox, { include_deleted: true });
  const [columns, ...rows] = rowsOf(stdout);
  assert.deepEqual([columns[0], columns.at(-1), new Set(columns).size], ["id", "other_fields", columns.length]);
  assert.equal(rows.length, truth.length);
  for (const [n, row] of rows.entries()) {
    assert.equal(row.length, columns.length);
    assert.deepStrictEqual(new Map(leavesOf(columns, row, LISTS).sort()), new Map(leaves(truth[n]).sort()), `record ${n}`);
  }
});

test("CSV always has the same columns, also without candidates", async () => {
  const one = await run(candidates(["--format", "csv", "--limit", "1"]));
  const none = await run(candidates(["--format", "csv", "--first-name", "nobody-of-that-name"]));
  assert.deepEqual(rowsOf(one.stdout)[0], rowsOf(none.stdout)[0]);
  assert.equal(rowsOf(none.stdout).length, 1);
});

const { id } = expected(sandbox)[0];
/** A name, and its parsed cell. With `--keep-formulas` the cell equals the name. */
const CELLS = [
  ["Smith, Jane", "Smith, Jane"],
  ['Jane "JJ"', 'Jane "JJ"'],
  ["two\nlines\r\nand \r more", "two\nlines\r\nand \r more"],
  ['=HYPERLINK("http://x")', '\'=HYPERLINK("http://x")'],
  ["+49 40 123", "+49 40 123"],
  ["+1 (541) 555-7354", "+1 (541) 555-7354"],
  ["+49 40 123\n+1-541-555", "+49 40 123\n+1-541-555"],
  ["+A1", "'+A1"],
  ["+1+cmd|' /C calc'!A0", "'+1+cmd|' /C calc'!A0"],
  ["-1+1", "-1+1"],
  [" =1", "' =1"],
  ["\nPENDING", "\nPENDING"],
  ["-12.5", "-12.5"],
  ["@SUM(1)", "'@SUM(1)"],
  ["\tcmd", "'\tcmd"],
  ["\r=1", "'\r=1"],
  ["\n=1", "'\n=1"],
  ["＝1", "'＝1"],
  ["'quoted'", "'quoted'"],
  ["a\\nb", "a\\nb"],
  [" space ", " space "],
  ["bell \u0007, escape \u001b[31m, csi \u009b2J", "bell \u0007, escape \u001b[31m, csi \u009b2J"],
  ["Zoë 👩🏽‍💻", "Zoë 👩🏽‍💻"],
];
test("CSV keeps any name, and no cell is a formula", async () => {
  const store = sandbox.of("workday:sandbox");
  const all = expected(sandbox)
    .slice(0, CELLS.length)
    .map((record) => record.id);
  const before = expected(sandbox, { ids: all });
  CELLS.forEach(([name], n) =>
    store.update(all[n], {
      first_name: name,
      tags: [
        { id: "t1", name, remote_id: null },
        { id: "t2", name: "x", remote_id: null },
      ],
    }),
  );
  const args = ["--ids", all.join(), "--format", "csv", "--select", "first_name,tags"];
  const plain = rowsOf((await run(candidates(args))).stdout);
  const kept = rowsOf((await run(candidates([...args, "--keep-formulas"]))).stdout);
  before.forEach(({ id, first_name, tags }) => store.update(id, { first_name, tags }));
  assert.deepEqual(plain[0], ["first_name", "tags.id", "tags.name", "tags.remote_id", "other_fields"]);
  for (const [n, [name, cell]] of CELLS.entries()) {
    assert.deepEqual([plain[n + 1][0], kept[n + 1][0]], [cell, name]);
    const inList = `${name.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll("\r", "\\r")}\nx`;
    assert.deepEqual([plain[n + 1][1], kept[n + 1][2]], ["t1\nt2", inList]);
    for (const one of plain[n + 1]) assert.doesNotMatch(one, /^\s*[=@＝＋－＠]|^\s*[+-](?![\s\d+\-()./]*$)|^[\t\r]/);
  }
});

test("CSV keeps every digit, and values that break the contract", async () => {
  const only = ["--format", "csv", "--ids", id];
  const column = async (/** @type {string} */ fault, /** @type {string} */ name) => {
    const [columns, cells] = rowsOf((await run(candidates(only, `odd-record:${fault}`))).stdout);
    return cells[columns.indexOf(name)];
  };
  assert.equal(await column("big-number", "custom_fields"), '{"id":12345678901234567890,"tiny":1e-400,"vast":1e400,"minus":-0}');
  assert.equal(await column("wrong-type", "other_fields"), '{"first_name":42}');
  assert.match(await column("wrong-list", "other_fields"), /"applications":\{"length":0\}/);
  assert.equal(await column("lone-surrogate", "title"), "half \\ud83d of a pair");
  assert.equal(await column("null-record", "id"), "");
  assert.match(await column("not-object", "other_fields"), /"\$":"a text where a record belongs"/);
});

test("--bom writes a byte order mark, and --no-header omits the header", async () => {
  const only = ["--format", "csv", "--ids", id, "--select", "id"];
  assert.equal((await run(candidates([...only, "--bom"]))).stdout, `\ufeffid,other_fields\r\n${id},\r\n`);
  assert.equal((await run(candidates([...only, "--no-header"]))).stdout, `${id},\r\n`);
});

test("--select writes exactly these fields", async () => {
  const { stdout } = await run(candidates(["--select", "id,tags"]));
  assertWhole(
    records(stdout),
    expected(sandbox).map(({ id, tags }) => ({ id, tags })),
  );
});

for (const [limit, pageSize] of [
  [1, 250],
  [100, 50],
  [130, 50],
  [2_000, 250],
]) {
  test(`--limit ${limit} of pages of ${pageSize}`, async () => {
    const truth = ids(expected(sandbox)).slice(0, limit);
    const since = sandbox.requests.length;
    const { stdout, stderr, status } = await run(candidates(["--limit", `${limit}`, "--page-size", `${pageSize}`]));
    assert.equal(status, 0);
    assertSummary(stderr, truth.length);
    assert.deepEqual(ids(records(stdout)), truth);
    if (limit === 1) assert.equal(sandbox.requests[since].query.page_size, "1", "no more is asked for");
  });
}

test("the command keeps numbers and texts exactly, also very long texts", async () => {
  const { parsed, jsonOf } = await source("cli/exact.ts");
  const long = "x".repeat(20_000_000);
  for (const json of ['{"a":1.50,"b":"x\\"1\\\\","c":[-0,1e400,"\\\\\\"2"],"d":12345678901234567890}', `"${long}"`, `["${"\\\\".repeat(1_000_000)}",7]`, "7"]) {
    assert.ok(jsonOf(parsed(json)) === json, json.slice(0, 60));
  }
});
