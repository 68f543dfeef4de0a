// The generated records: reproducible, of the right size, and as irregular as real ones.

import assert from "node:assert/strict";
import { test } from "node:test";
import { createSandbox } from "./sandbox.mjs";
import { source } from "./source.mjs";
import { ask, ids, send } from "./testing.mjs";

const { createData } = await source("testing/data");
const { AWKWARD } = await source("testing/words");

const epoch = Date.parse("2025-06-01T00:00:00.000Z");
const data = createData({ seed: 1, epoch });
const records = Array.from({ length: 1000 }, (_, i) => data.candidate(i));

test("a record depends only on the seed and its position", () => {
  const again = createData({ seed: 1, epoch });
  assert.deepEqual(again.candidate(777), records[777]);
  assert.notEqual(createData({ seed: 2, epoch }).candidate(777).id, records[777].id);
});

test("ids are unique, look like Kombo's, and lead back to their records", () => {
  assert.equal(new Set(ids(records)).size, records.length);
  for (const [i, { id }] of records.entries()) {
    assert.match(id, /^[1-9A-HJ-NP-Za-km-z]{24}$/);
    assert.equal(data.indexOf(id), i);
  }
  for (const stranger of ["", "x", "26vafvWSRmbhNcxJYqjCzuJg", records[3].id.slice(0, 23), `${records[3].id}1`, "0".repeat(24), "é".repeat(24)])
    assert.equal(data.indexOf(stranger), -1, stranger);
});

test("the values for filters agree with the record", () => {
  for (const [i, record] of records.entries()) {
    const facts = data.facts(i);
    assert.equal(facts.id, record.id);
    assert.equal(facts.remote_id, record.remote_id);
    assert.equal(facts.first_name, record.first_name);
    assert.equal(facts.last_name, record.last_name);
    assert.deepEqual(
      facts.emails,
      (record.email_addresses ?? []).flatMap((item) => item.email_address ?? []),
    );
    assert.deepEqual(
      facts.job_ids,
      record.applications.flatMap((application) => application.job?.id ?? []),
    );
    assert.equal(new Date(facts.changed).toISOString(), record.changed_at);
    assert.equal(facts.deleted === null ? null : new Date(facts.deleted).toISOString(), record.remote_deleted_at);
    for (const { changed_at } of record.applications) assert.ok(facts.related >= Date.parse(changed_at));
    assert.ok(facts.changed <= epoch && facts.related <= epoch);
  }
});

for (const plain of [false, true]) {
  test(`a page of 250 is as large as a real one${plain ? ", plain" : ""}`, async () => {
    const response = await send(createSandbox({ plain }).fetch, { page_size: 250 });
    const { byteLength } = await response.arrayBuffer();
    assert.ok(byteLength >= 650_000 && byteLength <= 800_000, String(byteLength));
  });
}

test("a plain record has the parts that the size was computed with", () => {
  const record = createData({ seed: 1, epoch, plain: true }).candidate(30);
  assert.deepEqual(
    [
      record.applications.length,
      record.phone_numbers.length,
      record.email_addresses.length,
      record.social_media.length,
      Object.keys(record.custom_fields).length,
      record.integration_fields.length,
      record.tags.length,
    ],
    [2, 2, 1, 1, 10, 5, 1],
  );
});

test("the irregularities of real systems occur", () => {
  const has = (what, found) =>
    assert.ok(
      records.some((record) => {
        try {
          return found(record);
        } catch {
          return false;
        }
      }),
      what,
    );
  for (const field of ["phone_numbers", "email_addresses", "social_media"]) {
    has(`absent ${field}`, (r) => !Object.hasOwn(r, field));
    has(`null ${field}`, (r) => r[field] === null);
    has(`empty ${field}`, (r) => r[field].length === 0);
  }
  has("absent location", (r) => !Object.hasOwn(r, "location"));
  has("null location", (r) => r.location === null);
  has("partial location", (r) => Object.keys(r.location).length === 2);
  for (const field of ["company", "title", "confidential", "source", "first_name", "last_name", "remote_url", "custom_fields"])
    has(`null ${field}`, (r) => r[field] === null);
  has("no application", (r) => r.applications.length === 0);
  has("three applications", (r) => r.applications.length === 3);
  has("no job", (r) => r.applications[0].job === null);
  has("no stage", (r) => r.applications[0].current_stage === null);
  has("stage of nulls", (r) => r.applications[0].current_stage.index === null);
  has("no tag", (r) => r.tags.length === 0);
  has("nameless tag", (r) => r.tags[1].name === null);
  has("e-mail item without an address", (r) => r.email_addresses.some((item) => !Object.hasOwn(item, "email_address")));
  has("new outcome", (r) => r.applications[0].outcome === "ON_HOLD");
  has("new field type", (r) => r.integration_fields[0].type === "INHERITED");
  has("unknown field", (r) => r.x_ai_summary.notes.length === 2);
  has("unknown nested field", (r) => r.applications[0].x_owner.id === 7);
  has("unknown field of a location", (r) => r.location.x_geo.lat > 0);
  has("remote data", (r) => Object.keys(r.remote_data)[0].startsWith("/people/"));
  has("own __proto__ in custom_fields", (r) => Object.hasOwn(r.custom_fields, "__proto__"));
  has("own __proto__ in remote_data", (r) => Object.hasOwn(r.remote_data, "__proto__"));
  has("names of Object.prototype", (r) => Object.hasOwn(r.custom_fields, "hasOwnProperty"));
  has("deleted lately", (r) => epoch - Date.parse(r.remote_deleted_at) < 14 * 86_400_000);
  has("deleted long ago", (r) => r.remote_deleted_at !== null && epoch - Date.parse(r.remote_deleted_at) > 14 * 86_400_000);
  for (const text of AWKWARD) {
    has(`title ${JSON.stringify(text)}`, (r) => r.title === text);
    has(`key ${JSON.stringify(text)}`, (r) => Object.hasOwn(r.custom_fields, text));
  }
  const kinds = new Set(
    records.flatMap((r) =>
      (r.integration_fields ?? []).map((field) => (field.value === null ? "null" : Array.isArray(field.value) ? "array" : typeof field.value)),
    ),
  );
  assert.deepEqual([...kinds].sort(), ["array", "boolean", "null", "number", "object", "string", "undefined"]);
  assert.ok(records.some((record) => /[\u3000-\u9fff]/.test(record.first_name)));
});

test("a __proto__ key reaches the client", async () => {
  const sandbox = createSandbox();
  const { body } = await ask(sandbox.fetch, { page_size: 100 });
  const carriers = body.data.results.filter((record) => record.custom_fields && Object.hasOwn(record.custom_fields, "__proto__"));
  assert.ok(carriers.length > 0);
  assert.deepEqual(Object.getOwnPropertyDescriptor(carriers[0].custom_fields, "__proto__").value, { polluted: true });
});

test("a million candidates are available at once, the last one too", async () => {
  const sandbox = createSandbox({ candidates: 1_000_000 });
  const last = sandbox.of("workday:sandbox").data.facts(999_999);
  const { body } = await ask(sandbox.fetch, { ids: last.id });
  assert.deepEqual(ids(body.data.results), [last.id]);
  assert.equal((await ask(sandbox.fetch, { page_size: 250 })).body.data.results.length, 250);
});

test("each integration has its own records", () => {
  const sandbox = createSandbox({ candidates: 50 });
  const both = new Set([...ids(sandbox.truth({}, "lever:sandbox")), ...ids(sandbox.truth({}, "join:sandbox"))]);
  assert.equal(both.size, 2 * sandbox.truth({}, "join:sandbox").length);
});
