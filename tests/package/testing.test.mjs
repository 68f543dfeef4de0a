// `kombo-edge/testing` with a client: every error code and every fault, own candidates and changes to them, the clock, and
// the messages about wrong use.

import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { load } from "./install.mjs";
import { all, isKomboError, KOMBO_ERROR_CODES, Kombo, rejection } from "./kit.mjs";

const { createSandbox, FAULTS, ODD_ENVELOPES, ODD_RECORDS, STATES } = await load("testing.js");
const FAST = { retry: { base_ms: 0 } };

/** A client of a sandbox. @param {any} sandbox @param {Record<string, unknown>} [options] */
const clientOf = (sandbox, options) => new Kombo({ ...sandbox.options, ...FAST, ...options });

/** All records of a walk. @param {any} sandbox @param {object} [request] @param {object} [options] */
async function walked(sandbox, request = {}, options = {}) {
  const pages = await all(clientOf(sandbox, options).ats.getCandidates({ page_size: 20, ...request }));
  return {
    records: pages.flatMap(({ results }) => results),
    issues: pages.flatMap(({ issues }) => issues),
    attempts: pages.reduce((sum, { meta }) => sum + meta.attempts, 0),
  };
}

test("a walk returns the records of sandbox.candidates()", async () => {
  const sandbox = createSandbox({ candidates: 130 });
  for (const request of [{}, { include_deleted: true }, { updated_after: new Date("2025-05-01") }, { first_name: "jane" }]) {
    const { records, issues } = await walked(sandbox, request);
    assert.deepEqual(records, sandbox.candidates(request));
    assert.deepEqual(issues, []);
  }
  assert.ok(sandbox.candidates().length > 100);
  assert.equal(sandbox.requests[0].query.page_size, "20");
  assert.doesNotMatch(JSON.stringify(sandbox.requests), /sandbox-key/);
});

test("the same seed gives the same candidates and cursors, another seed gives others", async () => {
  const [one, two, other] = await Promise.all(
    [5, 5, 6].map(async (seed) => {
      const sandbox = createSandbox({ seed, candidates: 50 });
      const page = await clientOf(sandbox).ats.getCandidates({ page_size: 20 });
      return [page.cursor, page.results];
    }),
  );
  assert.deepEqual(one, two);
  assert.notDeepEqual(one, other);
});

for (const code of KOMBO_ERROR_CODES) {
  test(`the fault code:${code} gives this error`, async () => {
    const sandbox = createSandbox({ candidates: 5, faults: `code:${code}` });
    const error = await rejection(walked(sandbox, {}, { retry: false }));
    assert.deepEqual([error.kind, error.code, sandbox.requests[0].faults], ["api", code, [`code:${code}`]]);
  });
}

for (const [state, code] of Object.entries(STATES)) {
  test(`an integration in the state ${state} responds with ${code}`, async () => {
    const error = await rejection(walked(createSandbox(), {}, { integration_id: `lever:${state}`, retry: false }));
    assert.equal(error.code, code);
  });
}

/** The outcome of a walk that fails. @param {Record<string, unknown>} fields of the error @param {Record<string, unknown>} [options] */
const fails = (fields, options) => ({ fails: fields, options });
/** The outcome of a complete walk. @param {number} attempts */
const whole = (attempts) => ({ attempts });
const NO_RETRY = { retry: false };

/** The outcome of each fault for a client that walks three pages. @type {Record<string, [string, any]>} */
const OUTCOMES = {
  429: ["429x1", whole(4)],
  "429-retry-after": ["429-retry-after:0@2", whole(4)],
  "429-retry-after-date": ["429-retry-after-date:0x1", whole(4)],
  "429-retry-after-ms": ["429-retry-after-ms:1x1", whole(4)],
  "429-ratelimit-reset": ["429-ratelimit-reset:0x1", whole(4)],
  503: ["503x2", whole(5)],
  html502: ["html404", fails({ kind: "http", status: 404 })],
  code: ["code:SOME.NEW_CODE:418@2", fails({ kind: "api", code: "SOME.NEW_CODE", status: 418 })],
  "echo-key": ["echo-key", fails({ kind: "api", code: "PLATFORM.AUTHENTICATION_INVALID" })],
  "expired-cursor": ["expired-cursor@2", fails({ kind: "api", code: "PLATFORM.INPUT_INVALID" })],
  redirect: ["redirect:307", fails({ kind: "http", status: 307 })],
  drop: ["drop@2", whole(4)],
  hang: ["hang", fails({ kind: "timeout" }, { ...NO_RETRY, timeout_ms: 30 })],
  "empty-body": ["empty-bodyx1", whole(4)],
  "empty-page": ["empty-page@2", whole(4)],
  cycle: ["cycle@2", fails({ kind: "pagination" })],
  "missing-next": ["missing-next@3", fails({ kind: "decode" })],
  "odd-envelope": ["odd-envelope:null-results", fails({ kind: "decode" })],
  "odd-record": ["odd-record:wrong-type@2", { attempts: 3, issues: 1 }],
  "not-utf8": ["not-utf8", fails({ kind: "decode" }, NO_RETRY)],
  deep: ["deep", fails({ kind: "decode" }, NO_RETRY)],
  cut: ["cut@3", whole(4)],
  short: ["short:0.9x1", whole(4)],
  "hang-body": ["hang-body", fails({ kind: "timeout" }, { ...NO_RETRY, timeout_ms: 30 })],
  "slow-headers": ["slow-headers:1", whole(3)],
  "slow-body": ["slow-body:1x1", whole(3)],
  bytewise: ["bytewise:7", whole(3)],
  huge: ["huge:1", fails({ kind: "decode" }, { max_body_bytes: 500_000 })],
  "huge-announced": ["huge-announced:1", fails({ kind: "decode" }, { max_body_bytes: 500_000 })],
  bom: ["bom", whole(3)],
  "no-content-type": ["no-content-type", whole(3)],
};
/** Small pages, and the largest ones. A walk has three of them. */
const SIZES = [20, 250];
const CASES = Object.entries(OUTCOMES).flatMap(([name, outcome]) => SIZES.map((size) => ({ name, size, outcome })));
for (const {
  name,
  size,
  outcome: [spec, { fails: fields, options, attempts, issues = 0 }],
} of CASES) {
  test(`the fault ${name} has its outcome in a client: ${spec} with pages of ${size}`, async () => {
    const sandbox = createSandbox({ candidates: 3 * size, faults: spec });
    const walk = walked(sandbox, { page_size: size }, options);
    if (fields) {
      const error = await rejection(walk);
      assert.ok(isKomboError(error), String(error));
      for (const [field, value] of Object.entries(fields)) assert.equal(error[field], value, field);
    } else {
      const outcome = await walk;
      assert.deepEqual([outcome.attempts, outcome.issues.length], [attempts, issues]);
      if (issues === 0) assert.deepEqual(outcome.records, sandbox.candidates());
    }
    assert.ok(sandbox.requests.some(({ faults }) => faults.includes(spec)));
  });
}

test("the table has every fault", () => assert.deepEqual(Object.keys(OUTCOMES).sort(), Object.keys(FAULTS).sort()));

for (const kind of ODD_ENVELOPES) {
  test(`the envelope ${kind} has its outcome in a client`, async () => {
    const error = await rejection(walked(createSandbox({ candidates: 3, faults: `odd-envelope:${kind}` }), {}, NO_RETRY));
    assert.ok(["decode", "api", "http"].includes(error.kind), error.message);
  });
}

/** Odd records that do not break the contract. */
const IN_ORDER = ["bad-date", "null-lists", "all-null", "new-outcome", "lone-surrogate", "duplicate-key", "hostile"];
for (const kind of ODD_RECORDS) {
  test(`the record ${kind} has its outcome in a client`, async () => {
    const sandbox = createSandbox({ candidates: 3, plain: true, faults: `odd-record:${kind}` });
    if (kind === "not-utf8") return assert.equal((await rejection(walked(sandbox, {}, NO_RETRY))).kind, "decode");
    const { records, issues } = await walked(sandbox);
    assert.equal(records.length, 3);
    assert.equal(issues.length > 0, !IN_ORDER.includes(kind), JSON.stringify(issues));
  });
}

test("faults can be added and removed during a walk", async () => {
  const sandbox = createSandbox({ candidates: 5 });
  const ask = async () => (await clientOf(sandbox).ats.getCandidates({})).meta.attempts;
  sandbox.faults.push("503x1", { fault: "429", on: 2 });
  assert.deepEqual([await ask(), await ask()], [3, 1]);
  sandbox.faults.push({ fault: "code:INTEGRATION.INACTIVE", on: ({ url }) => url.includes("page_size=7") });
  assert.equal(await ask(), 1);
  assert.equal((await rejection(walked(sandbox, { page_size: 7 }))).code, "INTEGRATION.INACTIVE");
  sandbox.faults.clear();
  assert.equal((await walked(sandbox, { page_size: 7 })).attempts, 1);
});

test("own candidates keep their order and ids, and the other fields are generated", async () => {
  const sandbox = createSandbox({
    plain: true,
    candidates: [
      { id: "jane", first_name: "Jane", email_addresses: [{ email_address: "jane@example.com", type: "WORK" }] },
      { first_name: "Joe", x_own: { any: "thing" }, company: undefined },
      { id: "gone", remote_deleted_at: "2025-05-30T00:00:00.000Z", changed_at: "2025-05-30T00:00:00.000Z" },
    ],
  });
  const { records } = await walked(sandbox, { include_deleted: true });
  assert.deepEqual(
    [records.map(({ id }) => id).toSpliced(1, 1), records.map(({ first_name }) => first_name).slice(0, 2)],
    [
      ["jane", "gone"],
      ["Jane", "Joe"],
    ],
  );
  assert.deepEqual(records[1].x_own, { any: "thing" });
  assert.equal(records[1].company, null);
  assert.equal(typeof records[0].custom_fields, "object");
  const found = async (/** @type {object} */ request) => (await walked(sandbox, request)).records.map(({ id }) => id);
  assert.deepEqual(await found({ ids: ["gone", "jane"] }), ["jane"]);
  assert.deepEqual(await found({ email: "JANE@example.com" }), ["jane"]);
  assert.equal((await found({})).length, 2);
  // Each integration has its own copy of them.
  sandbox.of("lever:sandbox").update("jane", { first_name: "Janet" });
  assert.deepEqual(
    [sandbox.of(), "lever:sandbox"].map(
      (of) => (of === "lever:sandbox" ? sandbox.candidates({ ids: "jane" }, of) : sandbox.candidates({ ids: "jane" }))[0].first_name,
    ),
    ["Jane", "Janet"],
  );
});

test("`updated_after` finds added, changed and deleted records; deleted ones are anonymised after 14 days", async () => {
  const sandbox = createSandbox({ candidates: 30, plain: true });
  const [first, second, third] = sandbox.candidates();
  sandbox.advance(60_000);
  const since = new Date(sandbox.now);
  sandbox.advance(1_000);
  const people = sandbox.of();
  const ada = people.create({ first_name: "Ada" });
  people.update(first.id, { title: "Countess" });
  people.delete(second.id);
  const application = people.addApplication(third.id, { outcome: "HIRED" });
  const { records } = await walked(sandbox, { updated_after: since, include_deleted: true });
  assert.deepEqual(
    records.map(({ id }) => id),
    [first.id, second.id, third.id, ada],
  );
  assert.deepEqual([records[0].title, records[1].remote_deleted_at, records[3].first_name], ["Countess", new Date(sandbox.now).toISOString(), "Ada"]);
  assert.equal(records[2].applications.at(-1).id, application);
  assert.equal(records[2].changed_at, third.changed_at);
  sandbox.advance(14 * 86_400_000);
  const [anonymous] = (await walked(sandbox, { ids: second.id, include_deleted: true })).records;
  assert.deepEqual([anonymous.id, anonymous.first_name, anonymous.remote_deleted_at], [second.id, null, null]);
});

test("every response has the sandbox's time, and a sync uses it", async () => {
  const now = new Date(Math.floor(Date.now() / 1_000) * 1_000);
  const sandbox = createSandbox({ candidates: 30, now });
  const dates = async () =>
    Promise.all(
      ["sandbox-key", "wrong"].map(async (key) =>
        (
          await sandbox.fetch("http://127.0.0.1/v1/ats/candidates", { headers: { authorization: `Bearer ${key}`, "x-integration-id": "workday:sandbox" } })
        ).headers.get("date"),
      ),
    );
  assert.deepEqual(await dates(), Array(2).fill(now.toUTCString()));
  const kombo = clientOf(sandbox);
  let state = null;
  const run = async () => {
    const batches = [];
    for await (const batch of kombo.ats.syncCandidates({}, { state })) batches.push(batch), (state = batch.state);
    return batches;
  };
  const [
    {
      kind,
      upserts: [first, second, ...others],
    },
  ] = await run();
  assert.deepEqual([kind, others.length > 20], ["full", true]);
  // The test's clock stands still, so the sync has to use the server's.
  sandbox.advance(3_600_000);
  sandbox.of().update(first.id, { title: "Countess" });
  sandbox.of().delete(second.id);
  const [later, ...more] = await run();
  assert.deepEqual(
    [later.kind, later.upserts.map(({ id, title }) => [id, title]), later.deletions.map(({ id }) => id), more],
    ["incremental", [[first.id, "Countess"]], [second.id], []],
  );
  assert.equal((await dates())[0], new Date(now.getTime() + 3_600_000).toUTCString());
});

test("the sandbox works as the handler of a server", async () => {
  const { fetch: handler } = createSandbox({ candidates: 3 });
  const headers = { authorization: "Bearer sandbox-key", "x-integration-id": "workday:sandbox" };
  const response = await handler(new Request("http://127.0.0.1/v1/ats/candidates", { headers }));
  assert.equal((await response.json()).data.results.length, 3);
  assert.equal((await handler(new Request("http://127.0.0.1/v1/ats/candidates"))).status, 401);
});

/** @type {[object, RegExp][]} */
const WRONG = [
  [{ candidate: 5 }, /no option "candidate"; there are candidates/],
  [{ candidates: -1 }, /candidates has to be a whole number from 0/],
  [{ candidates: "many" }, /candidates has to be a number or a list/],
  [{ seed: 0.5 }, /seed/],
  [{ keys: [] }, /keys has to be a list of texts/],
  [{ integrations: [""] }, /integrations/],
  [{ now: "soon" }, /now has to be a date/],
  [{ plain: 1 }, /plain/],
  [{ rate_limit: { limit: 1 } }, /rate_limit.window_ms/],
  [{ faults: "nope" }, /unknown fault "nope": one of 429, /],
  [{ faults: "odd-record:nope" }, /"odd-record:nope": KIND has to be one of missing-field/],
  [{ faults: "bytewise:0" }, /"bytewise:0": N has to be a whole number from 1/],
  [{ faults: 5 }, /faults has to be a text, such as 503x2/],
  [{ faults: ["cut"] }, /faults has to be a text, such as 503x2/],
  [null, /the options have to be an object/],
  [5, /the options have to be an object/],
  [{ now: "2026-02-30" }, /now has to be a date/],
  [{ now: "2026-02-30T08:00:00Z" }, /now has to be a date/],
  [{ now: 8.64e15 }, /now has to be a date/],
  [{ now: -8.64e15 }, /now has to be a date/],
  [{ now: {} }, /now has to be a date/],
  [{ latency_ms: 2 ** 31 }, /latency_ms has to be a whole number from 0 to 2147483647/],
  [{ rate_limit: 0 }, /rate_limit.limit/],
  [{ candidates: [{ id: "a" }, {}, { id: "a" }] }, /candidates\[2\]\.id has to be another one than that of candidates\[0\]/],
  [{ candidates: [{ changed_at: "x" }] }, /candidates\[0\]\.changed_at has to be a date/],
  [{ candidates: [{}, { changed_at: 5 }] }, /candidates\[1\]\.changed_at has to be a date/],
  [{ candidates: [{}, { custom_fields: { n: 1n } }] }, /candidates\[1\]\.custom_fields has to be a value of JSON/],
  [{ candidates: [null] }, /candidates\[0\] has to be an object/],
  [{ candidates: [[]] }, /candidates\[0\] has to be an object/],
  [{ candidates: ["jane"] }, /candidates\[0\] has to be an object/],
  [{ candidates: [{ id: 5 }] }, /candidates\[0\]\.id has to be a text/],
  [{ candidates: [{ id: "" }] }, /candidates\[0\]\.id has to be a text/],
];
for (const [options, message] of WRONG) {
  test(`createSandbox refuses ${inspect(options)} and says what is wrong`, () => {
    assert.throws(
      () => createSandbox(options),
      (error) => error instanceof TypeError && message.test(error.message),
    );
  });
}

test("the sandbox shares no object with its caller, and no integration with another", () => {
  const fixture = [{ id: "jane", applications: [{ id: "a", outcome: "PENDING", current_stage: null, job: null }], custom_fields: { level: 1 } }];
  const before = structuredClone(fixture);
  const sandbox = createSandbox({ candidates: fixture, integrations: ["x:1", "x:2"] });
  const outcomes = () => ["x:1", "x:2"].map((of) => sandbox.candidates({}, of)[0].applications[0].outcome);
  sandbox.of("x:2").touchApplication("jane", "a", { outcome: "HIRED" });
  assert.deepEqual(outcomes(), ["PENDING", "HIRED"]);
  assert.deepEqual(fixture, before);
  fixture[0].applications[0].outcome = "DECLINED";
  assert.deepEqual(outcomes(), ["PENDING", "HIRED"]);
  // The same holds for what a change gives.
  const people = sandbox.of("x:1");
  const custom_fields = { level: 2 };
  const job = { id: "j", name: "Nurse", remote_id: null };
  people.update("jane", { custom_fields });
  const joe = people.create({ custom_fields });
  const application = people.addApplication(joe, { job });
  Object.assign(custom_fields, { level: 3 });
  Object.assign(job, { name: "Cook" });
  assert.deepEqual(
    sandbox.candidates({}, "x:1").map((record) => record.custom_fields),
    [{ level: 2 }, { level: 2 }],
  );
  assert.equal(sandbox.candidates({ ids: joe }, "x:1")[0].applications.find(({ id }) => id === application).job.name, "Nurse");
});

test("a field named `__proto__` is kept as a field, however it is given", async () => {
  const fields = JSON.parse('{"__proto__":{"polluted":true},"custom_fields":{"__proto__":1}}');
  const sandbox = createSandbox({ candidates: [fields, {}, {}] });
  const people = sandbox.of();
  const [, second, third] = sandbox.truth().map(({ id }) => id);
  people.update(second, fields);
  const application = people.addApplication(third, fields);
  people.touchApplication(third, application, JSON.parse('{"__proto__":2}'));
  people.create(fields);
  const texts = sandbox.truth().map((record) => JSON.stringify(record));
  for (const n of [0, 1, 3]) assert.match(texts[n], /"__proto__":\{"polluted":true\}.*/);
  assert.match(texts[2], /"__proto__":2/);
  for (const text of texts.toSpliced(2, 1)) assert.match(text, /"custom_fields":\{"__proto__":1\}/);
});

test("a change of a record that does not exist throws an error", () => {
  const sandbox = createSandbox({ candidates: 3 });
  assert.throws(() => sandbox.of("nope:sandbox"), /no integration "nope:sandbox"/);
  assert.throws(() => sandbox.of().update("nope", {}), /no candidate with the id "nope"/);
  assert.throws(() => sandbox.of().create({ id: sandbox.truth()[0].id }), /already/);
  assert.throws(() => sandbox.advance(Number.NaN), /date/);
  assert.throws(() => sandbox.advance(8.64e15), /date/);
  assert.throws(() => sandbox.of().create(/** @type {any} */ ({ id: 5 })), {
    name: "TypeError",
    message: "create: the candidate.id has to be a text that is not empty",
  });
  assert.throws(() => sandbox.of().update(sandbox.truth()[0].id, { n: 1n }), {
    name: "TypeError",
    message: "update: the candidate.n has to be a value of JSON",
  });
});
