// Every query parameter, alone and combined, compared with a naive filter over the records.

import assert from "node:assert/strict";
import { test } from "node:test";
import { createSandbox } from "./sandbox.mjs";
import { ask, HEADERS, ids, walk } from "./testing.mjs";

const sandbox = createSandbox({ candidates: 1200 });
const store = sandbox.of("workday:sandbox");
/** All records as they are sent, deleted ones included. */
const all_records = Array.from({ length: 1200 }, (_, i) => store.served(i));
const isDeleted = (i) => store.data.facts(i).deleted !== null;

/** The contract's filters, implemented a second time, naively. */
function naive(request) {
  const split = (text) => (text === undefined ? undefined : text.split(","));
  const lower = (text) => (text === undefined || text === null ? text : text.toLowerCase());
  return all_records.filter((record, i) => {
    if (isDeleted(i) && request.include_deleted !== "true") return false;
    if (request.updated_after !== undefined) {
      const { changed, related } = store.data.facts(i);
      const after = Date.parse(request.updated_after);
      if (!(changed >= after) && !(related >= after)) return false;
    }
    if (request.ids !== undefined && !split(request.ids).includes(record.id)) return false;
    if (request.remote_ids !== undefined && !split(request.remote_ids).includes(record.remote_id)) return false;
    if (request.job_ids !== undefined && !(record.applications ?? []).some((a) => a.job !== null && split(request.job_ids).includes(a.job.id))) return false;
    if (request.email !== undefined && !(record.email_addresses ?? []).some((item) => lower(item.email_address) === lower(request.email))) return false;
    if (request.first_name !== undefined && lower(record.first_name) !== lower(request.first_name)) return false;
    if (request.last_name !== undefined && lower(record.last_name) !== lower(request.last_name)) return false;
    return true;
  });
}

const jobs = store.data.jobs.map((job) => job.id);
const [, one, two, three] = all_records;
const twin = all_records.findIndex((_, i) => i % 29 === 8 && !isDeleted(i) && !isDeleted(i - 1));
const gone = all_records.findIndex((_, i) => i % 40 === 7);
const anonymous = all_records.findIndex((_, i) => i % 40 === 27);

/** The request, and whether it selects any record: a filter that never matches proves nothing. */
const CASES = [
  [{}, true],
  [{ include_deleted: "false" }, true],
  [{ include_deleted: "true" }, true],
  [{ ids: one.id }, true],
  [{ ids: [three.id, one.id, one.id, "26vafvWSRmbhNcxJYqjCzuJg"].join() }, true],
  [{ ids: "26vafvWSRmbhNcxJYqjCzuJg" }, false],
  [{ ids: all_records[gone].id }, false],
  [{ ids: all_records[gone].id, include_deleted: "true" }, true],
  [{ ids: all_records[anonymous].id, include_deleted: "true" }, true],
  [{ remote_ids: one.remote_id }, true],
  [{ remote_ids: `${two.remote_id},nope,${one.remote_id}` }, true],
  [{ remote_ids: "nope" }, false],
  [{ remote_ids: store.data.facts(anonymous).remote_id, include_deleted: "true" }, false],
  [{ job_ids: jobs[4] }, true],
  [{ job_ids: `${jobs[4]},${jobs[9]},unknown` }, true],
  [{ job_ids: "unknown" }, false],
  [{ email: one.email_addresses[0].email_address }, true],
  [{ email: one.email_addresses[0].email_address.toUpperCase() }, true],
  [{ email: all_records[twin].email_addresses[0].email_address.toLowerCase() }, true],
  [{ email: all_records[5].email_addresses[1].email_address }, true],
  [{ email: "nobody@example.com" }, false],
  [{ first_name: "maria" }, true],
  [{ first_name: "ŁUKASZ" }, true],
  [{ first_name: "美咲" }, true],
  [{ first_name: "Mar" }, false],
  [{ last_name: "GARCÍA MÁRQUEZ" }, true],
  [{ last_name: "o'connor" }, true],
  [{ last_name: "петрова" }, true],
  [{ last_name: "null" }, false],
  [{ updated_after: "2020-01-01T00:00:00.000Z" }, true],
  [{ updated_after: "2025-05-01T00:00:00.000Z" }, true],
  [{ updated_after: "2025-05-01T00:00:00.000Z", include_deleted: "true" }, true],
  [{ updated_after: "2025-06-02T00:00:00.000Z" }, false],
  [{ ignore_unsupported_filters: "true" }, true],
  [{ ids: `${one.id},${two.id}`, remote_ids: `${two.remote_id},${three.remote_id}` }, true],
  [{ ids: one.id, remote_ids: two.remote_id }, false],
  [{ job_ids: `${jobs[0]},${jobs[1]},${jobs[2]},${jobs[3]},${jobs[4]}`, updated_after: "2025-01-01T00:00:00.000Z" }, true],
  [{ job_ids: jobs.slice(0, 20).join(), first_name: "noah", updated_after: "2024-06-01T00:00:00.000Z", include_deleted: "true" }, true],
  [
    {
      first_name: two.first_name,
      last_name: two.last_name,
      email: two.email_addresses[0].email_address,
      ids: two.id,
      remote_ids: two.remote_id,
      job_ids: two.applications[0].job.id,
      updated_after: "2001-01-01T00:00:00.000Z",
      include_deleted: "true",
      ignore_unsupported_filters: "false",
    },
    true,
  ],
];

for (const [request, selects] of CASES) {
  test(`selects the expected records: ${JSON.stringify(request).slice(0, 120)}`, async () => {
    const expected = naive(request);
    assert.equal(expected.length > 0, selects, "the case does not test what it says");
    assert.deepEqual((await walk(sandbox.fetch, { ...request, page_size: 250 })).flat(), JSON.parse(JSON.stringify(expected)));
    assert.deepEqual(sandbox.truth(request), expected);
  });
}

test("each case selects a part of all records, and the parts differ", () => {
  const sizes = CASES.map(([request]) => naive(request).length);
  assert.ok(new Set(sizes).size > 12, sizes.join());
  assert.equal(naive({ email: all_records[twin].email_addresses[0].email_address }).length, 2);
});

test("updated_after includes its own instant, and accepts dates in every form of the contract", async () => {
  const { changed, related } = store.data.facts(1);
  const last = Math.max(changed, related);
  const finds = async (updated_after) => ids((await ask(sandbox.fetch, { ids: one.id, updated_after })).body.data.results).length;
  assert.equal(await finds(new Date(last).toISOString()), 1);
  assert.equal(await finds(new Date(last + 1).toISOString()), 0);
  const day = new Date(last).toISOString().slice(0, 10);
  for (const form of [day, `${day}Z`, `${day}T00:00:00`, `${day}T00:00:00Z`, `${day}T00:00:00.0`, `${day}T00:00:00.000000Z`])
    assert.equal(await finds(form), 1, form);
});

const BAD = [
  ["page_size=0"],
  ["page_size=251"],
  ["page_size=-1"],
  ["page_size=1.5"],
  ["page_size=1e1"],
  ["page_size="],
  ["page_size=%2010"],
  ["page_size=ten"],
  ["updated_after=yesterday"],
  ["updated_after=2025-02-30"],
  ["updated_after=2025-13-01T00:00:00Z"],
  ["updated_after=2025-01-01T25:00:00Z"],
  ["updated_after=2025-01-01T24:00:00Z"],
  ["updated_after=2025-01-01T00:00:00%2B02:00"],
  ["updated_after=2025-01-01T00:00"],
  ["updated_after=1735689600000"],
  ["updated_after="],
  ["include_deleted=1"],
  ["include_deleted=TRUE"],
  ["include_deleted="],
  ["ignore_unsupported_filters=yes"],
  ["ids="],
  ["ids=a,,b"],
  ["ids=,"],
  ["remote_ids="],
  ["remote_ids=a,"],
  ["job_ids="],
  ["email="],
  ["email=nobody"],
  ["email=a@b"],
  ["email=a%20b@example.com"],
  ["first_name="],
  ["last_name="],
  ["cursor="],
  ["cursor=nonsense"],
  ["nope=1"],
  ["pageSize=10"],
  ["ids=a&ids=b"],
  ["__proto__=1"],
];
for (const [query] of BAD) {
  test(`refuses ${query}`, async () => {
    const response = await sandbox.fetch(`http://sandbox.test/v1/ats/candidates?${query}`, { headers: HEADERS });
    assert.equal(response.status, 400);
    assert.equal((await response.json()).error.code, "PLATFORM.INPUT_INVALID");
  });
}

test("a filter that the connector does not support empties the result, unless it is ignored", async () => {
  const headers = { ...HEADERS, "x-integration-id": "recruitee:sandbox" };
  const count = async (query) => (await walk(sandbox.fetch, { ...query, page_size: 250 }, { headers })).flat().length;
  const all = await count({});
  assert.ok(all > 1000);
  assert.equal(await count({ first_name: "Maria" }), 0);
  assert.equal(await count({ first_name: "Maria", ignore_unsupported_filters: false }), 0);
  assert.equal(await count({ first_name: "Maria", ignore_unsupported_filters: true }), all);
  // The filters that it supports still apply.
  const [job] = sandbox.of("recruitee:sandbox").data.jobs;
  const withJob = await count({ job_ids: job.id });
  assert.ok(withJob > 0 && withJob < all);
  assert.equal(await count({ job_ids: job.id, last_name: "Rossi", ignore_unsupported_filters: true }), withJob);
  assert.equal(sandbox.truth({ first_name: "Maria", ignore_unsupported_filters: true }, "recruitee:sandbox").length, all);
  assert.equal(sandbox.truth({ first_name: "Maria" }, "recruitee:sandbox").length, 0);
});
