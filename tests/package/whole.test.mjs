// Completeness: 10,000 candidates come exactly once each, in order, equal to the sandbox's data, in every way to
// walk.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { createSandbox } from "../sandbox/sandbox.mjs";
import { serve } from "../sandbox/server.mjs";
import { load } from "./install.mjs";
import { assertWhole, expected } from "./truth.mjs";

const SIZE = 10_000;
const ALL = { include_deleted: true };
const large = createSandbox({ candidates: SIZE });
const truth = expected(large, ALL);
const small = createSandbox({ candidates: 701, seed: 7 });
const few = expected(small, ALL);
const { Kombo } = await load();
/** @type {{ url: string, close: () => Promise<void> }} */
let server;
before(async () => void (server = await serve(large)));
after(() => server?.close());

/** @param {import("../sandbox/sandbox.mjs").Sandbox} sandbox */
function client(sandbox) {
  return new Kombo({ api_key: "sandbox-key", integration_id: "workday:sandbox", server_url: "http://localhost/v1", fetch: sandbox.fetch, retry: false });
}

/** Checks a page; returns its records. @param {any} page @param {number} [most] */
function recordsOf(page, most = 250) {
  assert.deepEqual(page.issues, []);
  assert.equal(page.results, page.result.data.results);
  assert.equal(page.cursor, page.result.data.next);
  assert.deepEqual({ ...page.result, data: Object.keys(page.result.data).sort() }, { status: "success", data: ["next", "results"] });
  assert.ok(page.cursor === null ? page.results.length <= most : page.results.length === most, `${page.results.length} records`);
  return page.results;
}

/** @param {AsyncIterable<any>} iterable */
async function collect(iterable) {
  const all = [];
  for await (const one of iterable) all.push(one);
  return all;
}

test("the data set contains every value that is easily lost", () => {
  assert.equal(truth.length, SIZE);
  assert.equal(new Set(truth.map(({ id }) => id)).size, SIZE);
  const has = (/** @type {(record: any) => unknown} */ what) => assert.ok(truth.some(what), String(what));
  has((r) => r.custom_fields && Object.hasOwn(r.custom_fields, "__proto__") && r.custom_fields.__proto__.polluted === true);
  has((r) => r.remote_data && Object.hasOwn(r.remote_data, "__proto__"));
  has((r) => r.remote_data && !Object.hasOwn(r.remote_data, "__proto__") && Object.keys(r.remote_data).length > 0);
  has((r) => r.x_ai_summary?.notes.includes("später"));
  has((r) => r.applications?.some((/** @type {any} */ a) => a.x_owner?.id === 7));
  has((r) => r.applications?.some((/** @type {any} */ a) => a.outcome === "ON_HOLD"));
  has((r) => r.integration_fields?.some((/** @type {any} */ f) => typeof f.value === "object" && f.value !== null));
  has((r) => r.integration_fields?.some((/** @type {any} */ f) => !Object.hasOwn(f, "value")));
  has((r) => r.first_name === null && r.applications === null && r.custom_fields === null);
  const raw = JSON.parse(JSON.stringify(large.truth(ALL)));
  for (const name of ["phone_numbers", "email_addresses", "social_media", "location"]) {
    assert.ok(
      raw.some((/** @type {any} */ record) => !Object.hasOwn(record, name)),
      `${name} is absent somewhere`,
    );
    assert.ok(
      raw.some((/** @type {any} */ record) => record[name] === null),
      `${name} is null somewhere`,
    );
  }
});

test("the comparison detects a lost __proto__ key, a changed value and a swapped pair", () => {
  const index = truth.findIndex((record) => record.custom_fields && Object.hasOwn(record.custom_fields, "__proto__"));
  const spoil = (/** @type {(copy: any[]) => void} */ change) => {
    // Not structuredClone: V8's keeps an own `__proto__`, but the standard does not require it.
    const copy = JSON.parse(JSON.stringify(truth.slice(index, index + 3)));
    change(copy);
    return () => assertWhole(copy, truth.slice(index, index + 3));
  };
  spoil(() => {})();
  assert.throws(spoil(([record]) => delete record.custom_fields["__proto__"]));
  assert.throws(spoil(([record]) => (record.custom_fields["__proto__"].polluted = false)));
  assert.throws(spoil((copy) => copy.reverse()));
  assert.throws(spoil((copy) => copy.pop()));
  assert.throws(spoil((copy) => copy.push(copy[0])));
});

test("every candidate comes once over a socket, page by page, 250 records each", async () => {
  const kombo = new Kombo({ api_key: "sandbox-key", integration_id: "workday:sandbox", server_url: `${server.url}/v1` });
  const since = large.requests.length;
  const pages = await collect(kombo.ats.getCandidates({ ...ALL, page_size: 250 }));
  assert.equal(pages.length, 40);
  assert.equal(large.requests.length - since, 40);
  assertWhole(
    pages.flatMap((page) => recordsOf(page)),
    truth,
  );
});

test("every candidate comes once, record by record", async () => {
  assertWhole(
    await collect(
      client(large)
        .ats.getCandidates({ ...ALL, page_size: 250 })
        .items(),
    ),
    truth,
  );
});

test("every candidate comes once, in one list", async () => {
  assertWhole(
    await client(large)
      .ats.getCandidates({ ...ALL, page_size: 250 })
      .toArray({ limit: SIZE + 1 }),
    truth,
  );
});

test("every candidate that is not deleted comes once", async () => {
  const present = expected(small);
  assert.ok(present.length > 600 && present.length < few.length);
  assertWhole(await collect(client(small).ats.getCandidates({ page_size: 250 }).items()), present);
});

test("every candidate comes once, page by page, 7 records each", async () => {
  const pages = await collect(client(small).ats.getCandidates({ ...ALL, page_size: 7 }));
  assert.equal(pages.length, 101);
  assertWhole(
    pages.flatMap((page) => recordsOf(page, 7)),
    few,
  );
});

test("every candidate comes once, from each page to the next", async () => {
  const records = [];
  for (let page = await client(small).ats.getCandidates({ ...ALL, page_size: 7 }); page; page = await page.next()) records.push(...recordsOf(page, 7));
  assertWhole(records, few);
});

test("every candidate comes once, from an awaited page", async () => {
  const first = await client(small).ats.getCandidates({ ...ALL, page_size: 50 });
  const second = await first.next();
  assertWhole(
    (await collect(second)).flatMap((page) => recordsOf(page, 50)),
    few.slice(50),
  );
  assertWhole(
    (await collect(first)).flatMap((page) => recordsOf(page, 50)),
    few,
  );
});

for (const limit of [1, 249, 250, 251, 700, 701, 702]) {
  test(`one list of at most ${limit} has the first candidates`, async () => {
    assertWhole(
      await client(small)
        .ats.getCandidates({ ...ALL, page_size: 250 })
        .toArray({ limit }),
      few.slice(0, limit),
    );
  });
}

test("every candidate comes once when another client resumes from the cursor with another page size", async () => {
  for (const [after, page_size] of [
    [1, 250],
    [3, 7],
    [28, 1],
  ]) {
    const pages = client(small).ats.getCandidates({ ...ALL, page_size: 25 });
    const records = [];
    for await (const page of pages) {
      records.push(...recordsOf(page, 25));
      if (records.length === after * 25) break;
    }
    assert.equal(typeof pages.cursor, "string");
    const rest = client(small).ats.getCandidates({ ...ALL, page_size, cursor: pages.cursor });
    for await (const page of rest) records.push(...recordsOf(page, page_size));
    assert.deepEqual([rest.cursor, rest.stopped], [null, "end"]);
    assertWhole(records, few);
  }
});

test("every candidate comes once in budgets of three pages, each resumed where the last one stopped", async () => {
  const records = [];
  let cursor;
  let walks = 0;
  do {
    const pages = client(small).ats.getCandidates({ ...ALL, page_size: 40, cursor }, { max_pages: 3 });
    for await (const page of pages) records.push(...recordsOf(page, 40));
    assert.equal(pages.stopped, pages.cursor === null ? "end" : "max_pages");
    cursor = pages.cursor;
    walks++;
  } while (cursor !== null);
  assert.equal(walks, 6);
  assertWhole(records, few);
});

test("every candidate comes once with one byte per chunk, so that characters and tokens are split", async () => {
  const sandbox = createSandbox({ candidates: 24, faults: "bytewise:1" });
  assertWhole(
    await collect(
      client(sandbox)
        .ats.getCandidates({ ...ALL, page_size: 12 })
        .items(),
    ),
    expected(sandbox, ALL),
  );
});

test("an empty integration gives one empty page", async () => {
  const pages = await collect(client(createSandbox({ candidates: 0 })).ats.getCandidates(ALL));
  assert.deepEqual(
    pages.map((page) => recordsOf(page)),
    [[]],
  );
});
