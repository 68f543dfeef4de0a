// Values that JavaScript cannot hold: a number that loses digits is an issue, and ndjson() keeps it; a lone surrogate stays as
// JSON.parse returns it. And the figures of a page's meta.

import assert from "node:assert/strict";
import { test } from "node:test";
import { all, application, client, page, play, record, text } from "./kit.mjs";

/** A page with one record, in which "~" is replaced by a text that JSON.stringify would not write. */
const around = (changes, value, next = null) => JSON.stringify({ status: "success", data: { next, results: [record("r", changes)] } }).replaceAll('"~"', value);
const ask = (body, options) => client(play(text(body)), { retry: false }).ats.getCandidates({}, options);
const lineOf = async (body) => (await new Response(ask(body).ndjson()).text()).trim();

const LOST = [
  "9007199254740993",
  "-9007199254740993",
  "1524831183200260097",
  "18446744073709551615",
  "123456789012345678901234567890",
  "9007199254740993.0",
  "900719925474099300e-2",
  "1e400",
  "-1e400",
  "1e99999999999",
  "1e-400",
  "-1e-400",
  `1${"0".repeat(400)}`,
  `0.${"0".repeat(400)}1`,
];
const KEPT = [
  "0",
  "-0",
  "1",
  "-1",
  "9007199254740991",
  "9007199254740992",
  "-9007199254740992",
  "0.1",
  "3.141592653589793",
  "0.1000000000000000055511151231257827",
  "1e21",
  "1e23",
  "1.2345678901234567e+21",
  "12345678901234567000",
  "100000000000000000000",
  "1e308",
  "1.7976931348623157e308",
  "5e-324",
  "0e99999",
  "0.0",
  "123456789012345.678",
];

for (const literal of LOST) {
  const name = literal.length > 40 ? `${literal.slice(0, 20)}… (${literal.length} characters)` : literal;
  test(`${name} is an issue wherever it stands, and ndjson() keeps every digit`, async () => {
    for (const [changes, path] of [
      [{ custom_fields: { a: "~" } }, /^\$\.custom_fields/],
      [{ remote_data: { a: [{ b: "~" }] } }, /^\$\.remote_data/],
      [{ integration_fields: [{ id: "i", key: "k", type: "CUSTOM", value: "~", label: null }] }, /^\$\.integration_fields\[0\]\.value/],
      [{ unknown: "~" }, /^\$/],
      [{ applications: [application({ unknown: ["~"] })] }, /^\$\.applications\[0\]/],
    ]) {
      const body = around(changes, literal);
      const { issues, results } = await ask(body);
      const [issue] = issues;
      assert.deepEqual([issues.length, issue?.index, issue?.id, issue?.found], [1, 0, "r", "number"], JSON.stringify(changes));
      assert.match(issue.path, path);
      assert.equal(results.length, 1);
      const line = await lineOf(body);
      assert.ok(line.includes(literal), "the digits are in the line");
    }
  });
}

test("a number that loses digits breaks no contract: nothing is skipped or thrown, and no value is shown", async () => {
  const body = around({ custom_fields: { a: "~" } }, "9007199254740993");
  assert.equal((await ask(body, { on_invalid: "skip" })).results.length, 1);
  assert.equal((await ask(body, { on_invalid: "throw" })).results.length, 1);
  assert.doesNotMatch(JSON.stringify((await ask(body)).issues), /90071/);
});

test("numbers that keep their digits, and fractions that round, are no issue", async () => {
  for (const literal of KEPT) {
    const { issues, results } = await ask(around({ custom_fields: { a: "~" } }, literal));
    assert.deepEqual(issues, [], literal);
    assert.ok(Object.is(results[0].custom_fields.a, Number(literal)), literal);
  }
});

test("a number that JSON.stringify writes is never an issue", async () => {
  let state = 7;
  const random = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0);
  const floats = new Float64Array(4_000);
  const words = new Uint32Array(floats.buffer);
  for (let at = 0; at < words.length; at += 1) words[at] = random();
  const list = [...floats].filter(Number.isFinite).concat(Array.from({ length: 2_000 }, () => (random() % 2 ? 1 : -1) * random() * 2 ** (random() % 60)));
  const { issues, results } = await ask(around({ custom_fields: { list } }, "0"));
  assert.deepEqual(issues, []);
  assert.deepEqual(results[0].custom_fields.list, list);
});

test("a field of the wrong type is reported as that, whatever the number", async () => {
  const { issues } = await ask(around({ first_name: "~" }, "1e400"));
  const lines = issues.map(({ path, expected, found }) => [path, expected, found].join());
  assert.ok(lines.includes("$.first_name,string or null,number"), lines.join("; "));
});

test("lone surrogates stay as JSON.parse returns them, in texts, ids and cursors", async () => {
  const high = "\ud800";
  const low = "\udc00";
  const pages = [page(high, [record(high, { title: low })]), page(low, [record(low, { title: 5 })]), page(`${low}${high}`), page("\ufffd"), page(null)];
  const walked = await all(client(play(...pages), { retry: false }).ats.getCandidates());
  assert.deepEqual(
    walked.map(({ cursor }) => cursor),
    [high, low, `${low}${high}`, "\ufffd", null],
  );
  assert.deepEqual([walked[0].results[0].id, walked[0].results[0].title, walked[1].issues[0].id], [high, low, low]);
});

test("two spellings of one cursor are the same cursor", async () => {
  const first = text('{"status":"success","data":{"next":"caf\\u00e9","results":[]}}');
  const second = text('{"status":"success","data":{"next":"café","results":[]}}');
  const failed = await all(client(play(first, second), { retry: false }).ats.getCandidates()).catch(({ kind }) => kind);
  assert.equal(failed, "pagination");
});

test("meta has the number of issues when not all are listed, and the times of the page", async () => {
  const many = record("2", { tags: Array(1_500).fill(5) });
  const pages = await all(client(play(page("a", [record("1", { title: 5, source: [] })]), page("b", [many]), page(null))).ats.getCandidates());
  assert.deepEqual(
    pages.map(({ issues, meta }) => [issues.length, meta.issues ?? issues.length]),
    [
      [2, 2],
      [1_000, 1_500],
      [0, 0],
    ],
  );
  for (const { meta } of pages) {
    assert.deepEqual(Object.keys(meta.timing).toSorted(), ["check_ms", "network_ms", "parse_ms"]);
    for (const ms of Object.values(meta.timing)) assert.ok(Number.isFinite(ms) && ms >= 0, JSON.stringify(meta.timing));
  }
});
