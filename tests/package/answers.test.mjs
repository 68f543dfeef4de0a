// "Answers": the envelope is validated strictly, records are checked one by one, and no data of the response is lost.

import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { application, client, json, page, play, record, rejection, text } from "./kit.mjs";

const get = (answer, options) => client(play(answer), { retry: false }).ats.getCandidates({}, options);

const ENVELOPES = [
  ["no JSON", "<!doctype html>", /not JSON at byte 0/],
  ["nothing", "", /not JSON/],
  ["cut off", '{"status":"success","data":{"next":null,"results":[{"id":"1"', /at byte 60/],
  ["something behind", '{"status":"success","data":{"next":null,"results":[]}} x', /not JSON/],
  ["another status", '{"status":"ok","data":{"next":null,"results":[]}}', /\$\.status/],
  ["no data", '{"status":"success"}', /\$\.data: .*nothing/],
  ["no results", '{"status":"success","data":{"next":null}}', /\$\.data\.results: .*nothing/],
  ["results that are not an array", '{"status":"success","data":{"next":null,"results":{}}}', /\$\.data\.results: .*object/],
  ["a missing next", '{"status":"success","data":{"results":[]}}', /\$\.data\.next: .*nothing/],
  ["an empty next", '{"status":"success","data":{"next":"","results":[]}}', /\$\.data\.next/],
  ["a next that is a number", '{"status":"success","data":{"next":1,"results":[]}}', /\$\.data\.next: .*number/],
  ["an array", "[]", /\$: .*array/],
  ["null", "null", /\$: .*null/],
  ["too deep", `{"status":"success","data":{"next":null,"results":[${"[".repeat(600)}${"]".repeat(600)}]}}`, /512/],
];
for (const [what, body, message] of ENVELOPES) {
  test(`an envelope with ${what} is a decode error that gives the place`, async () => {
    const error = await rejection(get(text(body)));
    assert.equal(error.kind, "decode");
    assert.match(error.message, message);
    assert.equal(error.status, 200);
  });
}

test("bytes that are not UTF-8 are a decode error", async () => {
  const bytes = new TextEncoder().encode(JSON.stringify({ status: "success", data: { next: null, results: [record("~")] } }));
  bytes[bytes.indexOf("~".charCodeAt(0))] = 0xff;
  const error = await rejection(get(text(bytes)));
  assert.deepEqual([error.kind, /UTF-8/.test(error.message)], ["decode", true]);
});

test("a body larger than max_body_bytes is an error, with and without a Content-Length", async () => {
  const body = JSON.stringify({ status: "success", data: { next: null, results: [] } });
  const within = client(play(text(body)), { max_body_bytes: body.length });
  assert.equal((await within.ats.getCandidates()).meta.bytes, body.length);
  const beyond = client(play(text(body)), { max_body_bytes: body.length - 1 });
  const error = await rejection(beyond.ats.getCandidates());
  assert.deepEqual([error.kind, error.retryable], ["decode", false]);
  assert.match(error.message, /max_body_bytes/);
});

// Each row: the record that the server sends, the record that the caller gets, and the issues as [path, expected, found].
const same = Symbol("as it was sent");
const REPORTED = [
  ["an unknown outcome", record("1", { applications: [application({ outcome: "ON_HOLD" })] }), same, []],
  ["an unknown field", record("1", { shoe_size: { eu: 43 } }), same, []],
  ["an unknown nested field", record("1", { applications: [application({ x: [1] })] }), same, []],
  ["all fields null", Object.fromEntries(Object.keys(record("1")).map((name) => [name, name === "id" ? "1" : null])), same, []],
  [
    "any JSON as a value",
    record("1", { integration_fields: [null, 1, "x", true, { a: [] }, []].map((value) => ({ id: "i", key: "k", type: "CUSTOM", value, label: null })) }),
    same,
    [],
  ],
  ["an e-mail item without its address", record("1", { email_addresses: [{ type: null }] }), same, []],
  ["a wrong type", record("1", { first_name: 5 }), same, [["$.first_name", "string or null", "number"]]],
  [
    "a wrong nested type",
    record("1", { applications: [application({ job: { id: 1, name: null, remote_id: "r" } })] }),
    same,
    [["$.applications[0].job.id", "string", "number"]],
  ],
  ["a null id", record(null), same, [["$.id", "string", "null"]]],
  ["a list that is an object", record("1", { tags: {} }), same, [["$.tags", "array or null", "object"]]],
  ["a list element that is a string", record("1", { tags: ["x"] }), same, [["$.tags[0]", "object", "string"]]],
  ["no object at all", "x", same, [["$", "object", "string"]]],
];
for (const [what, given, expected, issues] of REPORTED) {
  test(`a record with ${what}`, async () => {
    const { results, issues: found } = await get(page(null, [record("0"), given, record("2")]));
    assert.deepEqual(results, [record("0"), expected === same ? given : expected, record("2")]);
    assert.deepEqual(
      found.map(({ path, expected, found }) => [path, expected, found]),
      issues,
    );
    assert.ok(found.every((issue) => issue.index === 1));
  });
}

test("every missing field gets the contract's default where there is one", async () => {
  const optional = { phone_numbers: [], email_addresses: [], social_media: [], location: null };
  for (const name of Object.keys(record("1"))) {
    const { [name]: _, ...given } = record("1");
    const { results, issues } = await get(page(null, [given]));
    if (name === "id") {
      assert.deepEqual(results, [given]);
      assert.deepEqual(issues, [{ index: 0, id: null, path: "$.id", expected: "string", found: "nothing" }]);
    } else if (name in optional) {
      assert.deepEqual(results, [{ ...given, [name]: optional[name] }]);
      assert.deepEqual(issues, [], name);
    } else {
      const list = Array.isArray(record("1")[name]);
      assert.deepEqual(results, [{ ...given, [name]: list ? [] : null }]);
      assert.deepEqual(
        issues.map(({ path, id, found }) => [path, id, found]),
        [[`$.${name}`, "1", "nothing"]],
      );
    }
  }
});

test("skip leaves out a broken record and reports it; throw ends the walk with all issues", async () => {
  const answer = page("c", [record("0"), record("1", { title: 1, source: [] }), record("2"), 7]);
  const skipped = await get(answer, { on_invalid: "skip" });
  assert.deepEqual(
    skipped.results.map((one) => one.id),
    ["0", "2"],
  );
  assert.deepEqual(
    skipped.issues.map(({ index, path }) => [index, path]),
    [
      [1, "$.title"],
      [1, "$.source"],
      [3, "$"],
    ],
  );
  const kombo = client(play(page("first"), answer), { retry: false });
  const walk = kombo.ats.getCandidates({}, { on_invalid: "throw" })[Symbol.asyncIterator]();
  await walk.next();
  const error = await rejection(walk.next());
  assert.deepEqual([error.kind, error.cursor, error.issues], ["decode", "first", skipped.issues]);
  assert.deepEqual(await walk.next(), { done: true, value: undefined });
});

test("a __proto__ key is ordinary data", async () => {
  const body = '{"status":"success","data":{"next":null,"results":[{"id":"1","custom_fields":{"__proto__":{"x":1}},"__proto__":5}]}}';
  const [candidate] = (await get(text(body))).results;
  assert.ok(Object.hasOwn(candidate.custom_fields, "__proto__") && Object.hasOwn(candidate, "__proto__"));
  assert.equal(JSON.stringify(candidate.custom_fields), '{"__proto__":{"x":1}}');
  assert.equal({}.x, undefined);
});

test("a page has the shape of the response, survives structuredClone, and its aliases return the same values", async () => {
  const one = await get(page("next", [record("1")], { "x-request-id": "r-1", "ratelimit-limit": "10", "ratelimit-reset": "2" }));
  assert.deepEqual(one.result, { status: "success", data: { next: "next", results: [record("1")] } });
  assert.equal(one.results, one.result.data.results);
  assert.equal(one.cursor, "next");
  assert.deepEqual(structuredClone(one.results), one.results);
  const { duration_ms, timing, issues, ...meta } = one.meta;
  assert.equal(typeof duration_ms, "number");
  assert.deepEqual(meta, {
    status: 200,
    attempts: 1,
    bytes: JSON.stringify(one.result).length,
    rate_limit: { limit: 10, remaining: null, reset_ms: 2000 },
    request_id: "r-1",
  });
});

test("unknown members of the envelope are kept", async () => {
  const one = await get(json({ status: "success", data: { next: null, results: [], total: 5 }, more: true }));
  assert.deepEqual(one.result, { status: "success", data: { next: null, results: [], total: 5 }, more: true });
});

test("printed objects have their class names", async () => {
  const kombo = client(play(page(null)));
  const pages = kombo.ats.getCandidates();
  const printed = [kombo, pages, await pages].map((value) => inspect(value, { depth: 0 }).split(" ")[0]);
  assert.deepEqual(printed, ["Kombo", "CandidatePages", "CandidatePage"]);
});

test("more issues than are listed drop no record, and no faulty record counts as valid", async () => {
  const bad = record("bad", { tags: Array.from({ length: 1_001 }, () => 1) });
  const answer = () => play(page(null, [record("a"), bad, record("b"), record("worse", { id: 5 })]));
  const ids = ({ results }) => results.map(({ id }) => id);
  const kept = await client(answer()).ats.getCandidates();
  assert.deepEqual([ids(kept), kept.issues.length, kept.meta.issues], [["a", "bad", "b", 5], 1_000, 1_002]);
  const skipped = await client(answer()).ats.getCandidates({}, { on_invalid: "skip" });
  assert.deepEqual(ids(skipped), ["a", "b"]);
  assert.match((await rejection(client(answer()).ats.getCandidates({}, { on_invalid: "throw" }))).message, /\(2\)/);
});
