// `select` and `ndjson()` return the same records as the full page, field by field, whatever faults the records have.

import assert from "node:assert/strict";
import { test } from "node:test";
import { all, application, client, endless, failure, KEY, never, page, play, record, rejection, text } from "./kit.mjs";

const FIELDS = Object.keys(record("x"));

/** A reproducible random generator of numbers below 1. */
function random(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const VALUES = ["null", "true", "5", "2.5", '"text"', "[]", "{}", '[{"id":1},2]', '{"a":{"b":["\\u00e9\\n\\ud83d\\ude00"]}}', '"中文 é"'];
const spaces = ["", "", " ", "\n", "\r\n\t"];

/** A page as text: fields in any order, some missing, duplicated, misspelt, escaped or of a wrong type, with random white space. */
function oddPage(next) {
  const pick = (list) => list[Math.floor(next() * list.length)];
  const space = () => pick(spaces);
  const good = (name, id) =>
    JSON.stringify(record(id, { applications: [application({ outcome: "NEW", more: 1 })], custom_fields: JSON.parse('{"__proto__":1}') })[name]);
  const key = (name) => (next() < 0.1 ? `"\\u00${name.charCodeAt(0).toString(16)}${name.slice(1)}"` : `"${name}"`);
  const object = (id) => {
    const names = [...FIELDS, "unknown", "__proto__", pick(FIELDS)].toSorted(() => next() - 0.5);
    const members = names
      .filter(() => next() < 0.95)
      .map((name) => `${key(name)}${space()}:${space()}${next() < 0.85 && FIELDS.includes(name) ? good(name, id) : pick(VALUES)}`);
    return `{${space()}${members.join(`${space()},${space()}`)}${space()}}`;
  };
  const records = Array.from({ length: Math.floor(next() * 6) }, (_, index) => (next() < 0.9 ? object(`r${index}`) : pick(VALUES)));
  return `{"status":"success","more":[1],"data":{"results":[${space()}${records.join(`${space()},`)}${space()}],"next":null,"count":3}}`;
}

/** A record reduced to these fields. */
function reduced(full, select) {
  if (typeof full !== "object" || full === null || Array.isArray(full)) return full;
  return Object.fromEntries(Object.entries(full).filter(([name]) => select.includes(name)));
}

async function lines(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  const whole = new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(chunks));
  assert.ok(whole === "" || whole.endsWith("\n"));
  return whole.split("\n").slice(0, -1);
}

test("on pages with every kind of fault, select and ndjson() return the same as the full page", async () => {
  const next = random(7);
  let faulty = 0;
  for (let round = 0; round < 400; round += 1) {
    const body = oddPage(next);
    const on_invalid = round % 2 ? "report" : "skip";
    const select = round % 3 ? FIELDS.filter(() => next() < 0.3).concat("id") : undefined;
    const ask = (options) => client(play(text(body))).ats.getCandidates({}, { on_invalid, ...options });
    const full = await ask();
    faulty += full.issues.length;
    const wanted = select ? full.results.map((one) => reduced(one, select)) : full.results;
    const chosen = await ask({ select });
    assert.deepEqual(chosen.results, wanted, body);
    assert.deepEqual(chosen.issues, full.issues);
    assert.deepEqual({ ...chosen.result.data, results: 0 }, { ...full.result.data, results: 0 });
    assert.deepEqual(
      (await lines(ask({ select }).ndjson())).map((line) => JSON.parse(line)),
      wanted,
      body,
    );
  }
  assert.ok(faulty > 1000, `${faulty} faults`);
});

test("select returns only these fields, defaults included, and still checks the others", async () => {
  const { email_addresses, tags, ...rest } = record("a");
  const answer = () => play(page(null, [{ ...rest, title: 5, new_field: 1 }]));
  const one = await client(answer()).ats.getCandidates({}, { select: ["id", "email_addresses", "tags"] });
  assert.deepEqual(one.results, [{ id: "a", email_addresses: [], tags: [] }]);
  assert.deepEqual(
    one.issues.map(({ path }) => path),
    ["$.title", "$.tags"],
  );
});

for (const [select, complaint] of [
  [[], /`select` is an empty list/],
  [["name"], /`name`, which is no such field \(see `Candidate`\): give/],
  [["id", "frist_name"], /`frist_name`, which is no such field \(did you mean `first_name`\?\)/],
  [["emailAddresses"], /did you mean `email_addresses`\?/],
  ["id", /`select` is a string/],
  [[5], /a list with a number/],
]) {
  test(`select: ${JSON.stringify(select)} is refused before any request`, async () => {
    const fetch = endless();
    const error = await rejection(client(fetch).ats.getCandidates({}, { select }));
    assert.deepEqual([error.kind, fetch.requests.length], ["input", 0]);
    assert.match(error.message, complaint);
  });
}

test("ndjson() sends nothing before the first read, and then fetches at most one page ahead", async () => {
  const fetch = endless();
  const pages = client(fetch).ats.getCandidates();
  const reader = pages.ndjson().getReader();
  const turns = async () => {
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  };
  await turns();
  assert.equal(fetch.requests.length, 0);
  for (const [read, sent] of [
    [1, 1],
    [2, 3],
    [3, 4],
  ]) {
    const { value } = await reader.read();
    assert.equal(JSON.parse(Buffer.from(value)).id, `c${read}`);
    assert.equal(pages.cursor, String(read));
    await turns();
    assert.equal(fetch.requests.length, sent);
  }
  await reader.cancel();
});

test("cancelling aborts the pending request", async () => {
  const fetch = never();
  const reader = client(fetch).ats.getCandidates().ndjson().getReader();
  const reading = reader.read();
  await fetch.called;
  await reader.cancel();
  assert.deepEqual([(await reading).done, fetch.aborted], [true, 1]);
});

test("resuming from the cursor after a failure returns the rest, and nothing twice", async () => {
  const good = (next, id) => page(next, [record(id), record(`${id}${id}`)]);
  const first = client(play(good("1", "a"), good("2", "b"), failure(400, "PLATFORM.INPUT_INVALID"))).ats.getCandidates();
  const seen = [];
  const error = await rejection(
    (async () => {
      for await (const chunk of first.ndjson()) seen.push(...Buffer.from(chunk).toString().trim().split("\n"));
    })(),
  );
  assert.deepEqual([error.kind, error.cursor, first.cursor], ["api", "2", "2"]);
  const fetch = play(good(null, "c"));
  const rest = await lines(client(fetch).ats.getCandidates({ cursor: first.cursor }).ndjson());
  assert.equal(new URL(fetch.requests[0].url).searchParams.get("cursor"), "2");
  assert.deepEqual(
    [...seen, ...rest].map((line) => JSON.parse(line).id),
    ["a", "aa", "b", "bb", "c", "cc"],
  );
});

test("empty pages give no chunk and do not end the stream; on_issues is called before the lines", async () => {
  const issues = [];
  const fetch = play(page("1"), page("2", [record("a", { title: 5 })]), page("3"), page(null));
  const stream = client(fetch)
    .ats.getCandidates()
    .ndjson({ on_issues: (some) => issues.push(...some) });
  assert.equal((await lines(stream)).length, 1);
  assert.deepEqual(
    issues.map(({ path }) => path),
    ["$.title"],
  );
});

test("bytes that are not UTF-8 are an error, although ndjson() does not decode them", async () => {
  const body = Buffer.from(JSON.stringify({ status: "success", data: { next: null, results: [record("a?")] } }));
  body[body.indexOf("?")] = 0xff;
  const error = await rejection(
    lines(
      client(play(new Response(body)), { retry: false })
        .ats.getCandidates()
        .ndjson(),
    ),
  );
  assert.deepEqual([error.kind, error.status], ["decode", 200]);
  assert.match(error.message, /UTF-8/);
});

test("a Response can be made from the stream", async () => {
  const pages = client(play(page("1", [record("a")]), page(null, [record("b")]))).ats.getCandidates();
  const body = await new Response(pages.ndjson()).text();
  assert.deepEqual(
    body
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line).id),
    ["a", "b"],
  );
  assert.deepEqual([pages.cursor, pages.stopped, body.includes(KEY)], [null, "end", false]);
});

test("budgets end the stream as they end a walk", async () => {
  const pages = client(endless()).ats.getCandidates({}, { max_pages: 2 });
  assert.equal((await lines(pages.ndjson())).length, 2);
  assert.deepEqual([pages.cursor, pages.stopped], ["2", "max_pages"]);
  assert.equal((await all(pages)).length, 2);
});
