// What the page makes of a walk: which records were left out, whose issues are whose, and whether "My last walk" may continue it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { createSandbox } from "../sandbox/sandbox.mjs";
import { model } from "./explorer-model.mjs";
import { load } from "./install.mjs";

const { Kombo } = await load();

test("with skip, records whose only issue is a rounded number are kept, and the others are counted as left out", async () => {
  const faults = "odd-record:big-number@1,odd-record:wrong-type@2,odd-record:missing-id@3";
  const walked = async (on_invalid) => {
    const records = new model.Records();
    let page = 0;
    const sandbox = createSandbox({ candidates: 30, faults });
    for await (const arrived of new Kombo(sandbox.options).ats.getCandidates({ page_size: 10 }, { on_invalid }))
      records.add(arrived, ++page, on_invalid === "skip");
    return records;
  };
  const [kept, skipped] = [await walked("report"), await walked("skip")];
  assert.equal(kept.leftOut, 0);
  assert.equal(skipped.leftOut, 2);
  assert.equal(skipped.length, kept.length - 2);
  assert.equal(skipped.mayBeMoreLeftOut, false);
  // The rounded number is listed at its record, as without skip.
  const listed = (records) => records.items.filter((_, n) => records.issues(n).some(({ expected }) => model.isRounded(expected))).map(({ id }) => id);
  assert.equal(listed(skipped).length, 1);
  assert.deepEqual(listed(skipped), listed(kept));
});

test("issues are those of their record, also behind records that were left out; an unlisted rest may be more of them", () => {
  const issue = (index, expected = "string or null") => ({ index, id: null, path: "$.x", expected, found: "number" });
  const rounded = (index) => issue(index, "a number that JavaScript can hold");
  const issues = [issue(0), rounded(0), rounded(1), issue(2), issue(2), rounded(4)];
  const indices = (results, skips, meta = {}) => {
    const sorted = model.byRecord({ results, issues, meta }, skips);
    return [sorted.issues.map((all) => all.map(({ index }) => index)), sorted.leftOut, sorted.mayBeMore];
  };
  assert.deepEqual(indices([{}, {}, {}], true), [[[1], [], [4]], 2, false]);
  assert.deepEqual(indices([{}, {}, {}, {}, {}], false), [[[0, 0], [1], [2, 2], [], [4]], 0, false]);
  assert.deepEqual(indices([{}, {}, {}], true, { issues: 1500 })[2], true);
});

test("only a walk that had everything, or everything since such a walk, is a last walk", () => {
  const day = (n) => Date.UTC(2026, 10, n);
  const [plain, deleted] = [
    { plain: day(5), deleted: null },
    { plain: day(5), deleted: day(5) },
  ];
  const ended = (walks, entered, leftOut = 0) => model.afterWalk(walks, { entered, began: day(9), last: model.lastOf(walks, entered), leftOut });
  const at = { plain: day(9), deleted: null };
  const table = [
    ["everything", model.NO_LAST, {}, at],
    [
      "everything, with settings that select nothing",
      model.NO_LAST,
      { page_size: "10", max_pages: "99", ignore_unsupported_filters: "true", on_invalid: "skip" },
      at,
    ],
    ["since the last walk", plain, { updated_after: "last" }, at],
    ["since before it", plain, { updated_after: "-7d" }, at],
    ["since after it", plain, { updated_after: "-1h" }, plain],
    ["a part without a last walk", model.NO_LAST, { updated_after: "-30d" }, model.NO_LAST],
    ["the preset without a last walk, which asks for everything", model.NO_LAST, { updated_after: "last" }, at],
    ["an e-mail address", plain, { email: "jane@example.com" }, plain],
    ["a name", plain, { updated_after: "last", first_name: "Jane" }, plain],
    ["jobs", model.NO_LAST, { job_ids: "a" }, model.NO_LAST],
    ["ids", plain, { ids: "a" }, plain],
    ["a cursor", plain, { cursor: "x" }, plain],
    ["deleted ones too: both", plain, { include_deleted: "true" }, { plain: day(9), deleted: day(9) }],
    ["deleted ones since a walk with them", deleted, { include_deleted: "true", updated_after: "last" }, { plain: day(9), deleted: day(9) }],
    ["deleted ones since a walk without them", plain, { include_deleted: "true", updated_after: "-1h" }, plain],
    ["without deleted ones, after a walk with them", deleted, { updated_after: "last" }, { plain: day(9), deleted: day(5) }],
  ];
  for (const [name, walks, entered, after] of table) assert.deepEqual(ended(walks, entered), after, name);
  assert.deepEqual(ended(plain, {}, 3), plain, "records were left out");
});
