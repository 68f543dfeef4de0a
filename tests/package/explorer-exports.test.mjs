// The page's downloads of the sandbox's records: NDJSON and CSV, parsed again, and the names of the files.

import assert from "node:assert/strict";
import { test } from "node:test";
import { createSandbox } from "../sandbox/sandbox.mjs";
import { model } from "./explorer-model.mjs";

const records = createSandbox({ candidates: 400 }).truth({ include_deleted: "true" });

test("NDJSON and CSV contain every record completely", () => {
  const lines = model.atOnce(model.exportRecords(records, "ndjson")).join("").trimEnd().split("\n");
  assert.deepEqual(
    lines.map((line) => JSON.parse(line)),
    records,
  );
  assert.equal(model.ndjsonLine({ a: "\u2028\u2029" }), '{"a":"\\u2028\\u2029"}');
  const rows = parseCsv(model.atOnce(model.exportRecords(records, "csv")).join(""));
  const [head, ...body] = rows;
  assert.ok(head[0] === "\ufeffid" && head.includes("location.city") && head.at(-1) === "other_fields");
  assert.ok(body.every((row) => row.length === head.length));
  assert.deepEqual(
    body.map(([id]) => id),
    records.map(({ id }) => id),
  );
  const at = head.indexOf("tags.name");
  assert.deepEqual(
    body.map((row) => row[at]),
    records.map(({ tags }) =>
      (tags ?? [])
        .map(({ name }) => name)
        .join("\n")
        .trimEnd(),
    ),
  );
  assert.deepEqual(
    body.map((row) => (row.at(-1) === "" ? null : (JSON.parse(row.at(-1)).x_archived ?? null))),
    records.map(({ x_archived }) => x_archived ?? null),
  );
});

test("a spreadsheet runs no cell of a CSV as a formula", () => {
  const table = {
    "=1+1": "'=1+1",
    "@SUM(A1)": "'@SUM(A1)",
    "+cmd|' /C calc'!A0": "'+cmd|' /C calc'!A0",
    "-2+3+cmd": "'-2+3+cmd",
    "\t=1": "'\t=1",
    "-5": "-5",
    plain: "plain",
    'a "b", c': 'a "b", c',
  };
  const [head, ...body] = parseCsv(
    model
      .atOnce(
        model.exportRecords(
          Object.keys(table).map((title) => ({ title })),
          "csv",
        ),
      )
      .join(""),
  );
  assert.deepEqual(
    body.map((row) => row[head.indexOf("title")]),
    Object.values(table),
  );
});

test("a file's name has the selection, and whether the walk is partial", () => {
  const parts = { integration: "workday:x", scope: " that lack phone_numbers", time: 0, format: "csv" };
  assert.equal(model.fileName({ ...parts, partial: true }), "workday-candidates-that-lack-phone_numbers-partial-1970-01-01.csv");
  assert.equal(model.fileName({ ...parts, scope: "../../etc", partial: false }), "workday-candidates-..-..-etc-1970-01-01.csv");
});

/** A strict parser of RFC 4180, for this test only. */
function parseCsv(text) {
  const rows = [[]];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/gy;
  while (cell.lastIndex < text.length) {
    const found = cell.exec(text);
    assert.ok(found, `no cell at ${cell.lastIndex}`);
    rows.at(-1).push(found[1] === undefined ? found[2] : found[1].replaceAll('""', '"'));
    if (found[3] === "\r\n") rows.push([]);
  }
  rows.pop();
  return rows;
}
