// Walking: complete at any page size, cursors bound to their request, deletions, and what `updated_after` does and does
// not match.

import assert from "node:assert/strict";
import { test } from "node:test";
import { createSandbox } from "./sandbox.mjs";
import { source } from "./source.mjs";
import { ask, HEADERS, ids, walk } from "./testing.mjs";

const { DAY } = await source("testing/data");

for (const page_size of [1, 7, 250]) {
  test(`a walk is complete, in order and without repeats, at ${page_size} a page`, async () => {
    const sandbox = createSandbox({ candidates: 300 });
    const expected = sandbox.truth();
    assert.ok(expected.length > 251 && expected.length < 300);
    const pages = await walk(sandbox.fetch, { page_size });
    assert.deepEqual(ids(pages.flat()), ids(expected));
    assert.ok(pages.slice(0, -1).every((page) => page.length === page_size));
    assert.equal(pages.length, Math.ceil(expected.length / page_size));
  });
}

test("a page has 100 records by default", async () => {
  const { body } = await ask(createSandbox().fetch);
  assert.equal(body.data.results.length, 100);
});

test("the last page has no next, even when it is full", async () => {
  const sandbox = createSandbox({ candidates: 5 });
  const { body } = await ask(sandbox.fetch, { page_size: 5 });
  assert.equal(body.data.results.length, 5);
  assert.equal(body.data.next, null);
});

test("without records there is one empty page", async () => {
  assert.deepEqual(await walk(createSandbox({ candidates: 0 }).fetch), [[]]);
});

test("the page size may change during a walk", async () => {
  const sandbox = createSandbox({ candidates: 40 });
  const first = await ask(sandbox.fetch, { page_size: 3 });
  const second = await ask(sandbox.fetch, { page_size: 250, cursor: first.body.data.next });
  assert.deepEqual(ids([...first.body.data.results, ...second.body.data.results]), ids(sandbox.truth()));
});

test("a cursor is opaque, must be escaped in a query, and belongs to its filters and integration", async () => {
  const sandbox = createSandbox();
  const query = { page_size: 10, include_deleted: true, updated_after: "2024-01-01T00:00:00.000Z" };
  const cursor = (await ask(sandbox.fetch, query)).body.data.next;
  assert.match(cursor, /=$/);
  assert.equal((await ask(sandbox.fetch, { ...query, cursor })).status, 200);

  const refused = async (request, headers = HEADERS) => {
    const { status, body } = await ask(sandbox.fetch, request, { headers });
    assert.equal(status, 400);
    assert.equal(body.error.code, "PLATFORM.INPUT_INVALID");
  };
  await refused({ cursor });
  await refused({ ...query, include_deleted: false, cursor });
  await refused({ ...query, updated_after: "2024-01-01T00:00:00.001Z", cursor });
  await refused({ ...query, first_name: "Maria", cursor });
  await refused({ ...query, cursor }, { ...HEADERS, "x-integration-id": "lever:sandbox" });
  await refused({ ...query, cursor: cursor.slice(0, -2) });
  await refused({ ...query, cursor: (cursor[0] === "A" ? "B" : "A") + cursor.slice(1) });
});

test("some cursors contain a plus or a slash, which a careless client would not escape", async () => {
  const sandbox = createSandbox({ candidates: 60 });
  const seen = new Set();
  for (let cursor = null; ; ) {
    const { body } = await ask(sandbox.fetch, cursor ? { page_size: 1, cursor } : { page_size: 1 });
    if ((cursor = body.data.next) === null) break;
    for (const character of cursor) seen.add(character);
  }
  assert.ok(seen.has("+") && seen.has("/"));
});

test("deleted records are hidden by default, and lose everything but the id after 14 days", () => {
  const sandbox = createSandbox({ candidates: 400 });
  const visible = sandbox.truth();
  const all = sandbox.truth({ include_deleted: true });
  assert.ok(visible.every((record) => record.remote_deleted_at === null));
  assert.equal(all.length, 400);
  const deleted = all.filter((record) => !ids(visible).includes(record.id));
  const fresh = deleted.filter((record) => record.remote_deleted_at !== null);
  const anonymous = deleted.filter((record) => record.remote_deleted_at === null);
  assert.equal(fresh.length, 10);
  assert.equal(anonymous.length, 10);
  assert.ok(fresh.every((record) => record.remote_id !== null && Date.parse(record.remote_deleted_at) > sandbox.now - 14 * DAY));
  for (const record of anonymous) for (const [key, value] of Object.entries(record)) assert.equal(value === null, key !== "id", key);
});

test("the clock anonymises a record that was deleted before", () => {
  const sandbox = createSandbox({ candidates: 20 });
  const [{ id }] = sandbox.truth();
  const read = () => sandbox.truth({ ids: id, include_deleted: true })[0];
  sandbox.of("workday:sandbox").delete(id);
  assert.equal(sandbox.truth({ ids: id }).length, 0);
  assert.equal(read().remote_deleted_at, new Date(sandbox.now).toISOString());
  assert.ok(read().company !== undefined && read().remote_id !== null);
  sandbox.now += 14 * DAY - 1;
  assert.notEqual(read().remote_id, null);
  sandbox.now += 1;
  assert.equal(read().remote_id, null);
  // The other records are unchanged: moving the clock does not generate new data.
  assert.deepEqual(sandbox.truth(), createSandbox({ candidates: 20 }).truth().slice(1));
});

/** Change, whether it moves `changed_at`, whether `updated_after` matches it. */
const TABLE = [
  ["the record itself", true, true, (store, id, at) => store.update(id, { title: "Gardener" }, at)],
  ["its deletion", true, true, (store, id, at) => store.delete(id, at)],
  ["an application added", false, true, (store, id, at) => store.addApplication(id, {}, at)],
  ["an application removed", false, true, (store, id, at, record) => store.removeApplication(id, record.applications[0].id, at)],
  ["an application record", false, true, (store, id, at, record) => store.touchApplication(id, record.applications[0].id, { outcome: "HIRED" }, at)],
  ["a tag added", false, true, (store, id, at) => store.addTag(id, undefined, at)],
  ["a tag removed", false, true, (store, id, at, record) => store.removeTag(id, record.tags[0].id, at)],
  ["a tag renamed", false, false, (store, _id, _at, record) => store.rename(record.tags[0].id, "renamed")],
  ["a job renamed", false, false, (store, _id, _at, record) => store.rename(record.applications[0].job.id, "renamed")],
  ["a stage renamed", false, false, (store, _id, _at, record) => store.rename(record.applications[0].current_stage.id, "renamed")],
];
for (const [what, moves, matched, change] of TABLE) {
  test(`updated_after ${matched ? "matches" : "does not match"} ${what}`, async () => {
    const sandbox = createSandbox({ candidates: 30 });
    const store = sandbox.of("workday:sandbox");
    const before = sandbox.truth()[2];
    const at = sandbox.now + 5000;
    change(store, before.id, at, before);
    const query = { include_deleted: true, ids: before.id };
    const [after] = (await ask(sandbox.fetch, query)).body.data.results;
    assert.notDeepEqual(after, before, "the change shows");
    assert.equal(after.changed_at, moves ? new Date(at).toISOString() : before.changed_at);
    const hits = async (ms) => (await ask(sandbox.fetch, { include_deleted: true, updated_after: new Date(ms).toISOString() })).body.data.results;
    assert.deepEqual(ids(await hits(at)), matched ? [before.id] : []);
    assert.deepEqual(ids(await hits(at + 1)), []);
  });
}

test("a moved application has its own date, and filters see the change", () => {
  const sandbox = createSandbox({ candidates: 30 });
  const store = sandbox.of("workday:sandbox");
  const [{ id }] = sandbox.truth();
  const job = { id: "job-of-its-own", name: "Pilot", remote_id: "1" };
  const application = store.addApplication(id, { job }, sandbox.now);
  assert.deepEqual(ids(sandbox.truth({ job_ids: job.id })), [id]);
  store.removeApplication(id, application);
  assert.deepEqual(sandbox.truth({ job_ids: job.id }), []);
  store.update(id, { first_name: "Zarathustra", email_addresses: [{ email_address: "z@example.com", type: null }] });
  assert.deepEqual(ids(sandbox.truth({ first_name: "zarathustra", email: "Z@example.com" })), [id]);
});

test("a created candidate comes last, and filters find it", async () => {
  const sandbox = createSandbox({ candidates: 8 });
  const id = sandbox.of("workday:sandbox").create({ first_name: "New" }, sandbox.now + 1);
  assert.equal(ids((await walk(sandbox.fetch, { page_size: 3 })).flat()).at(-1), id);
  assert.deepEqual(ids(sandbox.truth({ first_name: "new" })), [id]);
  assert.deepEqual(ids(sandbox.truth({ ids: id })), [id]);
  assert.deepEqual(ids(sandbox.truth({ updated_after: new Date(sandbox.now + 1) })), [id]);
});

test("a change in one integration does not affect the others", () => {
  const sandbox = createSandbox({ candidates: 10 });
  const [{ id }] = sandbox.truth();
  const other = sandbox.truth({}, "lever:sandbox");
  sandbox.of("workday:sandbox").delete(id);
  assert.deepEqual(sandbox.truth({}, "lever:sandbox"), other);
  assert.throws(() => sandbox.of("lever:sandbox").delete(id), /no candidate/);
});
