// The page's model, on the sandbox's records: counts, search, sort, filters, the address and downloads.

import assert from "node:assert/strict";
import { test } from "node:test";
import { FAULTS } from "../demo/faults.mjs";
import { createSandbox } from "../sandbox/sandbox.mjs";
import { model } from "./explorer-model.mjs";

const records = createSandbox({ candidates: 400 }).truth({ include_deleted: "true" });

/** The page's rule for filled values, written independently: null, absent, "", [] and {} are not filled. */
const isFilled = (value) => !(value === null || value === undefined || value === "" || (typeof value === "object" && Object.keys(value).length === 0));
const some = (list, test) => Array.isArray(list) && list.some(test);
const own = (object, key) => (isFilled(object) && Object.hasOwn(object, key) ? object[key] : undefined);

/** Fields with a hand-written test of whether a record fills them. */
const FIELDS = {
  first_name: (r) => isFilled(r.first_name),
  confidential: (r) => r.confidential === true || r.confidential === false,
  tags: (r) => isFilled(r.tags),
  phone_numbers: (r) => isFilled(r.phone_numbers),
  "phone_numbers[].type": (r) => some(r.phone_numbers, ({ type }) => isFilled(type)),
  "location.city": (r) => isFilled(r.location?.city),
  "applications[].current_stage.name": (r) => some(r.applications, (a) => isFilled(a.current_stage?.name)),
  "custom_fields.willing_to_relocate": (r) => isFilled(own(r.custom_fields, "willing_to_relocate")),
  "custom_fields.visa": () => false,
  "custom_fields.__proto__": (r) => isFilled(own(r.custom_fields, "__proto__")),
  "custom_fields.toString": (r) => isFilled(own(r.custom_fields, "toString")),
  'custom_fields[""]': (r) => isFilled(own(r.custom_fields, "")),
  "integration_fields.field_1": (r) => some(r.integration_fields, (f) => f.key === "field_1" && isFilled(f.value)),
  x_archived: (r) => isFilled(r.x_archived),
};

test("coverage counts as many records as a filter finds, also for nested and free names", () => {
  const coverage = new model.Coverage();
  records.forEach((record, n) => coverage.add(record, n));
  assert.equal(coverage.total, records.length);
  for (const [field, fills] of Object.entries(FIELDS)) {
    const wanted = records.filter(fills).length;
    assert.equal(coverage.find(field)?.filled ?? 0, wanted, field);
    const [has, lacks] = ["has", "lacks"].map((sort) => model.testAll([{ sort, field }]));
    assert.equal(records.filter((record) => has({ record })).length, wanted, field);
    assert.equal(records.filter((record) => lacks({ record })).length, records.length - wanted, field);
  }
  assert.equal(coverage.find("x_archived").unknown, true);
});

test("a value that is not a record is counted and causes no error", () => {
  const coverage = new model.Coverage();
  const values = new model.Values();
  const odd = [
    null,
    "text",
    [[]],
    {},
    7,
    {
      tags: "none",
      applications: { length: 3 },
      location: [1],
      email_addresses: ["a", null, 5],
      custom_fields: "x",
      integration_fields: [null, "x", { key: 4 }],
    },
  ];
  odd.forEach((record, n) => {
    coverage.add(record, n);
    values.add(record);
    model.haystack(record);
    for (const id of [...model.DEFAULT_COLUMNS, "location.city", "custom_fields.x"]) {
      const column = model.column(id);
      column.text(record, 0);
      column.key(record);
    }
    model.atOnce(model.exportRecords([record], "csv"));
  });
  assert.equal(coverage.total, odd.length);
  assert.equal(coverage.find("tags").filled, 1);
});

test("the rows of the chart are in order, with opened fields, and fields that all records fill are separate", () => {
  const coverage = new model.Coverage();
  records.forEach((record, n) => coverage.add(record, n, n === 0 ? [["first_name"], ["location", "city"]] : []));
  const chart = (order, ...opened) => model.coverageRows(coverage, order, new Set(opened));
  const ids = (...parameters) => chart(...parameters).rows.map(({ stat }) => stat.id);
  const filled = ids("most").map((id) => coverage.find(id).filled);
  assert.deepEqual(
    filled,
    filled.toSorted((a, b) => b - a),
  );
  assert.deepEqual(ids("contract").slice(0, 4), ["remote_id", "first_name", "last_name", "company"]);
  assert.ok(ids("most", "location").includes("location.city") && !ids("most").includes("location.city"));
  for (const order of model.ORDERS)
    assert.deepEqual(
      chart(order)
        .unknown.map(({ stat }) => stat.id)
        .toSorted(),
      ["x_ai_summary", "x_archived"],
      order,
    );
  assert.deepEqual(
    model.coverageRows(coverage, "most", new Set()).always.map(({ id }) => id),
    ["id"],
  );
  assert.equal(coverage.find("location").withIssue, 1);
});

test("in the order `least`, the first row is the least filled field of the contract at any depth", () => {
  // A field that only some records fill, one in a list that no record fills, and one that is not in the contract.
  const made = [1, 2, 3].map((n) => ({
    id: `${n}`,
    first_name: "A",
    company: n === 1 ? "B" : null,
    location: { city: "C", street_2: null },
    applications: [{ outcome: "PENDING", current_stage: { name: "D", index: n === 1 ? 0 : null } }],
    x_new: n === 1 ? 5 : null,
  }));
  const coverage = new model.Coverage();
  made.forEach((record, n) => coverage.add(record, n));
  const { rows, unknown } = model.coverageRows(coverage, "least", new Set());
  const found = Object.fromEntries(rows.map(({ label, stat }) => [label, stat.filled]));
  assert.deepEqual([rows[0].stat.filled, rows.at(-1).stat.filled], [0, 3]);
  for (const [path, filled] of Object.entries({
    "location.street_2": 0,
    "location.city": 3,
    "applications[].current_stage.index": 1,
    "applications[].rejected_at": 0,
    company: 1,
    tags: 0,
    "tags[].name": 0,
  }))
    assert.equal(found[path], filled, path);
  assert.equal(found.x_new, undefined);
  assert.deepEqual(
    unknown.map(({ label }) => label),
    ["x_new"],
  );
  assert.deepEqual(
    rows.map(({ stat }) => stat.filled),
    rows.map(({ stat }) => stat.filled).toSorted((a, b) => a - b),
  );
});

test("fields and places are printed and parsed back", () => {
  const fields = [
    ["first_name"],
    ["applications", 0, "current_stage", "name"],
    ["custom_fields", "a.b"],
    ["custom_fields", ""],
    ["custom_fields", 'say "x" [0]'],
    ["custom_fields", "__proto__"],
    ["integration_fields", "größe"],
  ];
  for (const field of fields) assert.deepEqual(model.parseField(model.printField(field)), field, model.printField(field));
  for (const wrong of ["", "a b", "[", "a..b", "a[x]"]) assert.equal(model.parseField(wrong), null, wrong);
  assert.deepEqual(model.parsePlace("$.applications[0].job"), ["applications", 0, "job"]);
  assert.deepEqual(model.parsePlace("$"), []);
});

test("issues are grouped by field, with the resulting value", () => {
  const groups = new model.IssueGroups();
  const issue = (path, expected, found) => ({ index: 0, id: "1", path, expected, found });
  const all = [
    [
      { phone_numbers: [{ phone_number: 1 }, { phone_number: 2 }] },
      [issue("$.phone_numbers[0].phone_number", "string or null", "number"), issue("$.phone_numbers[1].phone_number", "string or null", "number")],
    ],
    [{ tags: [] }, [issue("$.tags", "array or null", "nothing")]],
    [{ company: null }, [issue("$.company", "string or null", "nothing")]],
    [{ changed_at: "25/11/2026", applications: [{ rejected_at: "soon" }] }, []],
    [{ changed_at: "2026-11-25T09:14:00.000Z" }, []],
    [{ custom_fields: { n: 1e20 } }, [issue("$.custom_fields", "a number that JavaScript can hold", "number")]],
  ];
  all.forEach(([record, issues], n) => groups.add(n, model.issuesOf(record, issues)));
  const listed = groups.sorted().map(({ name, what, became, count, records }) => [name, what, became, count, records]);
  assert.deepEqual(listed.toSorted(), [
    ["applications[].rejected_at", "expected a date, found other text", "kept", 1, 1],
    ["changed_at", "expected a date, found other text", "kept", 1, 1],
    ["company", "expected text, absent", "now null", 1, 1],
    ["custom_fields", "a number too large or too fine, its digits change", "kept", 1, 1],
    ["phone_numbers[].phone_number", "expected text, found a number", "kept", 2, 1],
    ["tags", "expected a list, absent", "now [ ]", 1, 1],
  ]);
  assert.deepEqual([groups.count, groups.records], [7, 5]);
});

test("values are sorted by frequency, with absent ones counted and unknown ones marked", () => {
  const values = new model.Values();
  for (const record of records) values.add(record);
  const applications = records.flatMap((record) => record.applications ?? []);
  assert.equal(values.applications, applications.length);
  for (const { value, count, unknown } of values.top("outcome")) {
    assert.equal(count, applications.filter(({ outcome }) => (outcome ?? null) === value).length, value);
    assert.equal(unknown, value === "ON_HOLD");
  }
  const [first] = values.top("source", 1);
  const test = model.testAll([{ sort: "value", kind: "source", value: first.value }]);
  assert.equal(records.filter((record) => test({ record })).length, first.count);
  assert.equal(
    values.top("stage").reduce((sum, { count }) => sum + count, 0),
    applications.length,
  );
});

test("search finds every word in any field and ignores case and accents", () => {
  const record = { first_name: "Nguyễn", tags: [{ name: "High potential" }], custom_fields: { salary: 1450000 }, last_name: "\u0130stanbul" };
  const table = { nguyen: true, NGUYỄN: true, "potential nguyen": true, 1450000: true, "potential okafor": false, first_name: false, "": true, "  ": true };
  for (const [query, found] of Object.entries(table)) assert.equal(model.matches(model.haystack(record), model.words(query)), found, query);
  assert.ok(model.haystack({ title: "long ".repeat(1e6) }).length < 1e5);
});

test("sorting is stable in both directions, with empty values last", () => {
  const keys = Array.from({ length: 3000 }, (_, n) => (n % 7 === 0 ? null : n % 5 === 0 ? `b${n % 11}` : `a${(n * 7919) % 101}`));
  const compare = (a, b) => model.compareKeys(keys[a], keys[b]);
  for (const down of [false, true]) {
    const rows = keys.map((_, n) => n);
    const expected = [
      ...rows.filter((n) => keys[n] !== null).toSorted((a, b) => (down ? compare(b, a) : compare(a, b))),
      ...rows.filter((n) => keys[n] === null),
    ];
    assert.deepEqual(model.atOnce(model.sortRows(rows, (n) => keys[n], down)), expected);
  }
  for (const length of [0, 1, 256, 257, 513]) {
    const rows = Array.from({ length }, (_, n) => n);
    assert.deepEqual(model.atOnce(model.sortRows(rows, (n) => -n, false)), rows.toReversed());
  }
  assert.ok(model.compareKeys("item 9", "item 10") < 0 && model.compareKeys(9, 10) < 0);
});

test("a filter replaces one of its slot, a second click removes it, and the address keeps it", () => {
  const filters = [
    { sort: "lacks", field: "phone_numbers" },
    { sort: "has", field: 'custom_fields["a.b"]' },
    { sort: "issue", key: "tags[].name~string or null~array" },
    { sort: "value", kind: "source", value: "A & B = 100 %" },
    { sort: "value", kind: "outcome", value: null },
    { sort: "page", page: 3 },
    { sort: "only", what: "deleted" },
  ];
  for (const filter of filters) assert.deepEqual(model.fromEntry(...model.toEntry(filter)), filter);
  const [lacks, has, ...others] = filters;
  assert.deepEqual(model.toggled([lacks], has), [has]);
  assert.deepEqual(model.toggled([lacks, others[0]], lacks), [others[0]]);
  assert.equal(model.toggled([lacks], others[1]).length, 2);
});

test("the address keeps the whole view", () => {
  const view = {
    ...model.EMPTY,
    integration: "workday:HWUTwvyx2wLoSUHphiWVrp28",
    entered: model.normal({ updated_after: "-7d", email: "jane+x@example.com", ids: "a,b", page_size: "250", on_invalid: "skip" }),
    sort: { column: "changed", down: true },
    query: "é & = #",
    filters: [
      { sort: "lacks", field: "custom_fields.x" },
      { sort: "value", kind: "tag", value: "a:b" },
    ],
    columns: ["name", "location.city", 'custom_fields["a,b"]'],
    record: "26vafv",
    tab: "json",
  };
  assert.deepEqual(model.parse(`#${model.print(view)}`), view);
  assert.deepEqual(model.parse(""), model.EMPTY);
  const shared = model.print(model.impersonal(view));
  assert.doesNotMatch(shared, /jane|%C3|q=/);
  assert.match(shared, /updated_after=-7d/);
  // Invalid entries are ignored.
  const odd = model.parse("#sort=&show=lacks:[&show=nothing&column=&page=-1&tab=x&show=page:0&__proto__=x");
  assert.deepEqual([odd.filters, odd.columns, odd.tab, odd.sort], [[], model.DEFAULT_COLUMNS, "fields", null]);
});

test("dates: presets stay relative, exact times are calendar dates in UTC", () => {
  const now = Date.parse("2026-11-25T14:02:11.000Z");
  const table = {
    "": null,
    "-1h": "2026-11-25T13:02:11.000Z",
    "-24h": "2026-11-24T14:02:11.000Z",
    "-7d": "2026-11-18T14:02:11.000Z",
    last: null,
    "2026-01-31T00:00:00.000Z": "2026-01-31T00:00:00.000Z",
  };
  for (const [value, sent] of Object.entries(table)) assert.equal(model.resolve(value, now, null), sent, value);
  assert.equal(model.resolve("last", now, now - 5000), "2026-11-25T14:02:06.000Z");
  const exact = {
    "2026-02-29": null,
    "2024-02-29": "2024-02-29T00:00:00.000Z",
    "2026-11-18 14:02": "2026-11-18T14:02:00.000Z",
    "2026-11-18T14:02:11.5Z": "2026-11-18T14:02:11.500Z",
    "2026-13-01": null,
    "18.11.2026": null,
    "2026-11-18T25:00": null,
  };
  for (const [text, sent] of Object.entries(exact)) assert.equal(model.exact(text), sent, text);
  const days = model.monthDays(2026, 10);
  assert.equal(days.length % 7, 0);
  assert.deepEqual([days[0].day, days.filter(({ inside }) => inside).length, new Date(days[0].time).getUTCDay()], [26, 30, 1]);
  const ages = {
    "2026-11-25T14:02:00Z": "now",
    "2026-11-25T13:58:00Z": "4 min",
    "2026-11-25T11:00:00Z": "3 h",
    "2026-11-20T11:00:00Z": "5 d",
    "2025-02-03T00:00:00Z": "3 Feb 2025",
    soon: "soon",
  };
  for (const [text, age] of Object.entries(ages)) assert.equal(model.age(text, now), age, text);
});

test("a share is shown as 100 % or never only when that is exact", () => {
  const table = [
    [0, 10, "never"],
    [10, 10, "100 %"],
    [99_999, 100_000, "99.9 %"],
    [1, 100_000, "0.1 %"],
    [1, 3, "33.3 %"],
    [0, 0, "–"],
  ];
  for (const [part, all, text] of table) assert.equal(model.percent(part, all), text);
  assert.deepEqual(model.bytes(9_700_000), ["9.7", "MB"]);
  assert.deepEqual(model.duration(125_000), ["2:05", "min"]);
  assert.deepEqual([model.median([]), model.median([3, 1, 2]), model.median([1, 2, 3, 10])], [0, 2, 2.5]);
});

test("bars of pages become narrower, then neighbours are merged and show the longest", () => {
  const timings = (count) => Array.from({ length: count }, (_, n) => ({ page: n + 1, network: n === 9 ? 600 : 100, check: 1, parse: 2 }));
  for (const count of [1, 14, 40, 200, 5000]) {
    const { bars, width } = model.bars(timings(count), 300, 1);
    const last = bars.at(-1);
    assert.ok(last.x + width <= 300 && width >= 2, `${count} bars end at ${last.x + width}`);
    assert.deepEqual([bars[0].page, last.to], [1, count]);
    assert.equal(Math.max(...bars.map(({ network }) => network)), count > 9 ? 600 : 100);
    assert.ok(bars.every((bar, n) => n === 0 || bar.page === bars[n - 1].to + 1));
  }
});

test("the entries become the parameters and options of the call", () => {
  const entered = { page_size: "250", include_deleted: "true", ids: "a, b\nb;c", email: "jane@example.com", max_pages: "3", on_invalid: "skip" };
  assert.deepEqual(model.toRequest(entered, 0, null), { page_size: 250, include_deleted: true, ids: ["a", "b", "c"], email: "jane@example.com" });
  assert.deepEqual(model.toOptions(entered), { max_pages: 3, on_invalid: "skip" });
  const wrong = { page_size: ["0", "251", "x", "1.5"], max_pages: ["0"], email: ["nobody", "a b@c"] };
  for (const [name, texts] of Object.entries(wrong)) for (const text of texts) assert.ok(model.problem(name, text), `${name} ${text}`);
  assert.equal(model.problem("page_size", "250"), null);
  assert.ok(model.isEqual({ a: "", page_size: "5" }, { page_size: "5" }) && !model.isEqual({ page_size: "5" }, {}));
});

test("JSON in lines, folded and unfolded, has every place once", () => {
  const record = { a: [1, { b: "x" }], c: {}, d: null };
  const texts = (unfolded) =>
    model.json.lines(record, unfolded).map(({ name, text, comma }) => `${name === null ? "" : `${name}: `}${text}${comma ? "," : ""}`);
  assert.deepEqual(JSON.parse(texts(() => true).join("")), record);
  assert.deepEqual(
    texts((place) => place.length === 0),
    ["{", '"a": [ 2 items ],', '"c": {},', '"d": null', "}"],
  );
  const ids = model.json.lines(record, () => true).map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length);
});

test("the faults of the demo are faults of the sandbox", async () => {
  const { parseSpec } = await (await import("../sandbox/source.mjs")).source("testing/spec");
  for (const { spec } of FAULTS) parseSpec(spec);
  assert.equal(new Set(FAULTS.map(({ spec }) => spec)).size, FAULTS.length);
});
