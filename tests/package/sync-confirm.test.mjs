// `confirmDeleted`: which ids are deleted, and that no doubtful answer decides it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { asked, failure, Kombo, never, page, play, record, rejection } from "./kit.mjs";
import { DAY, ID, Memory, setUp } from "./syncs.mjs";

const kombo = (fetch, more = {}) => new Kombo({ api_key: "k", integration_id: "workday:1", fetch, retry: false, ...more });
const idsOf = (request) => new URL(request.url).searchParams.get("ids").split(",");

/** A server that has these records, in pages of `size`. */
function server(present, { deleted = [], size = 100 } = {}) {
  return play((request) => {
    const { searchParams } = new URL(request.url);
    const there = idsOf(request).filter((id) => present.includes(id) || deleted.includes(id));
    const from = Number(searchParams.get("cursor") ?? 0);
    const some = there.slice(from, from + size).map((id) => record(id, deleted.includes(id) ? { remote_deleted_at: "2026-01-01T00:00:00.000Z" } : {}));
    return page(from + size < there.length ? `${from + size}` : null, some);
  });
}

const many = (count, name = "id") => Array.from({ length: count }, (_, n) => `${name}${n}`);

test("of the sandbox's candidates, the deleted, anonymised and unknown ones are gone, and the others are present", async (t) => {
  const { sandbox, client, pass } = setUp(t);
  const store = await new Memory().run(client());
  const [witness, here, deleted, anonymised] = store.applied();
  sandbox.of(ID).delete(anonymised);
  pass(15 * DAY);
  sandbox.of(ID).delete(deleted);
  const asked = sandbox.requests.length;
  const ids = [deleted, here, "unknown", anonymised, witness, here];
  assert.deepEqual(await client().ats.confirmDeleted(ids, { witness }), { gone: [deleted, "unknown", anonymised], present: [here, witness] });
  assert.deepEqual(
    sandbox.requests.slice(asked).map(({ query }) => query.include_deleted),
    ["true"],
  );
});

const gone = "nothing is decided";
/** Answers for `a` and `b` with the witness `w`: the decision, or the reason for none. */
const ANSWERS = {
  "both are there": [page(null, [record("a"), record("b"), record("w")]), { gone: [], present: ["a", "b"] }],
  "one is not": [page(null, [record("b"), record("w")]), { gone: ["a"], present: ["b"] }],
  "an empty answer": [page(null, []), /the witness did not come back/],
  "half an answer": [page(null, [record("a")]), /the witness did not come back/],
  "other records": [page(null, [record("x"), record("y")]), /not asked for/],
  "an answer to everything, as if there were no filter": [page(null, [record("a"), record("b"), record("w"), record("z")]), /not asked for/],
  "a record without an id": [page(null, [record("w"), { ...record("a"), id: undefined }]), /not asked for/],
  "the witness is deleted": [page(null, [record("w", { remote_deleted_at: "2026-01-01T00:00:00.000Z" })]), /the witness is deleted/],
  "the witness is anonymised": [
    page(null, [Object.fromEntries(Object.keys(record("w")).map((name) => [name, name === "id" ? "w" : null]))]),
    /the witness is deleted/,
  ],
  "an answer of two pages, the witness on the second": [page("2", [record("a")]), { gone: ["b"], present: ["a"] }, page(null, [record("w")])],
  "a cycle of pages": [page("2", [record("w")]), /repeated a cursor/, page("2", [])],
  "an error of Kombo's": [failure(500, "PLATFORM.UNKNOWN_ERROR"), /went wrong/],
};
for (const [what, [first, expected, ...others]] of Object.entries(ANSWERS)) {
  test(`${what}: ${expected instanceof RegExp ? gone : "it is decided"}`, async () => {
    const confirmed = kombo(play(first, ...others)).ats.confirmDeleted(["a", "b"], { witness: "w" });
    if (!(expected instanceof RegExp)) return assert.deepEqual(await confirmed, expected);
    const error = await rejection(confirmed);
    assert.equal(error.name, "KomboError");
    assert.match(error.message, expected);
  });
}

test("the error for a doubtful answer says whether asking again may help", async () => {
  for (const [answer, retryable] of [
    [page(null, []), true],
    [page(null, [record("w", { remote_deleted_at: "2026-01-01T00:00:00.000Z" })]), false],
  ]) {
    const error = await rejection(kombo(play(answer)).ats.confirmDeleted(["a"], { witness: "w" }));
    assert.deepEqual([error.kind, error.retryable, error.status], ["decode", retryable, 200]);
  }
});

test("one doubtful portion decides nothing for all ids", async () => {
  const good = server(["w"]);
  const fetch = play((request) => (idsOf(request).includes("id150") ? page(null, []) : good(request)));
  assert.match((await rejection(kombo(fetch).ats.confirmDeleted(many(300), { witness: "w" }))).message, /nothing is decided/);
});

test("a thousand ids are asked for in portions of 99 and the witness, each to its last page", async () => {
  const ids = many(1000);
  const present = ids.filter((_, n) => n % 7 === 0);
  const fetch = server([...present, "w"], { size: 9 });
  assert.deepEqual(await kombo(fetch).ats.confirmDeleted(ids, { witness: "w" }), { gone: ids.filter((_, n) => n % 7 !== 0), present });
  const portions = fetch.requests.filter(({ url }) => !new URL(url).searchParams.has("cursor")).map(idsOf);
  assert.deepEqual(
    portions.map((list) => list.length),
    [...Array(10).fill(100), 11],
  );
  assert.ok(portions.every((list) => list.includes("w")));
  assert.deepEqual(
    portions.flat().filter((id) => id !== "w"),
    ids,
  );
});

test("with long ids every URL stays below 8 KB, and an id that is too long for a URL is present", async () => {
  const ids = [...many(40, "x".repeat(700)), ...many(20, "ü".repeat(100)), "y".repeat(3000), "z".repeat(3001), "m".repeat(5_000_000)];
  const fetch = server(["w".repeat(2900)]);
  const { gone, present } = await kombo(fetch).ats.confirmDeleted(ids, { witness: "w".repeat(2900) });
  assert.deepEqual([gone, present], [ids.slice(0, -2), ids.slice(-2)]);
  for (const { url } of fetch.requests) assert.ok(url.length < 8000, `${url.length}`);
});

test("ids that no request can hold unambiguously are present, and not asked for", async () => {
  const odd = ["", " ", ",", "a,b", " a", "a ", "a b", "a\u0000", "a\n", "\u200ba", "\ud800", "a\udc00b"];
  const fetch = server(["w"]);
  const { gone, present } = await kombo(fetch).ats.confirmDeleted([...odd, "ä", "é", "😀"], { witness: "w" });
  assert.deepEqual([gone, present], [["ä", "é", "😀"], odd]);
  assert.deepEqual(fetch.requests.map(idsOf), [["ä", "é", "😀", "w"]]);
});

test("duplicate ids are asked for once, an empty list causes no request, and the witness may be the only id", async () => {
  const fetch = server(["w"]);
  assert.deepEqual(await kombo(fetch).ats.confirmDeleted(["a", "a", "w", "w"], { witness: "w" }), { gone: ["a"], present: ["w"] });
  assert.deepEqual(idsOf(fetch.requests[0]), ["a", "w"]);
  for (const ids of [[], ["a,b"]]) assert.deepEqual(await kombo(fetch).ats.confirmDeleted(ids, { witness: "w" }), { gone: [], present: ids });
  assert.equal(fetch.requests.length, 1);
  assert.deepEqual(await kombo(fetch).ats.confirmDeleted(["w"], { witness: "w" }), { gone: [], present: ["w"] });
});

test("a budget that ends early omits the ids that were not asked for", async () => {
  const ids = many(300);
  const two = await kombo(server(["w"])).ats.confirmDeleted(ids, { witness: "w", max_requests: 2 });
  assert.deepEqual(two, { gone: ids.slice(0, 198), present: [] });
  // A portion without its last page is undecided.
  const half = await kombo(server(["w", ...ids], { size: 60 })).ats.confirmDeleted(ids, { witness: "w", max_requests: 3 });
  assert.deepEqual(half, { gone: [], present: ids.slice(0, 99) });
  const none = await kombo(server(["w", ...ids], { size: 60 })).ats.confirmDeleted(ids, { witness: "w", max_requests: 1 });
  assert.deepEqual(none, { gone: [], present: [] });
});

test("a deadline after the first portion omits the other ids; before it, it is an error", async () => {
  const ids = many(150);
  const answers = server(["w"]);
  const hang = () => new Promise(() => {});
  const slow = (count) => play(...Array(count).fill((request) => answers(request)), hang);
  assert.deepEqual((await kombo(slow(1)).ats.confirmDeleted(ids, { witness: "w", deadline_ms: 1000 })).gone, ids.slice(0, 99));
  assert.equal((await rejection(kombo(slow(0)).ats.confirmDeleted(ids, { witness: "w", deadline_ms: 1000 }))).kind, "deadline");
});

test("an abort rejects with the signal's reason, and ends the pending request", async () => {
  const fetch = never();
  const controller = new AbortController();
  const confirmed = kombo(fetch).ats.confirmDeleted(["a"], { witness: "w", signal: controller.signal });
  await fetch.called;
  controller.abort(new Error("mine"));
  await assert.rejects(confirmed, /mine/);
  assert.equal(fetch.aborted, 1);
});

test("an answer that is too large is asked for again in smaller pages", async () => {
  const ids = many(99);
  const fetch = play((request) => {
    const size = Number(new URL(request.url).searchParams.get("page_size"));
    return server(["w", ...ids], { size })(request);
  });
  assert.deepEqual(await kombo(fetch, { max_body_bytes: 20_000 }).ats.confirmDeleted(ids, { witness: "w" }), { gone: [], present: ids });
});

test("after an answer that was too large, later ids are asked for in larger pages again", async () => {
  const ids = many(5 * 99);
  const sizes = [];
  const fetch = play((request) => {
    const url = new URL(request.url);
    const size = Number(url.searchParams.get("page_size"));
    sizes.push(size);
    // Some candidate of the first portion is large.
    if (sizes.length <= 2) return new Response(" ".repeat(1_000_001));
    return server(["w", ...ids], { size })(request);
  });
  assert.deepEqual(await kombo(fetch, { max_body_bytes: 1_000_000 }).ats.confirmDeleted(ids, { witness: "w" }), { gone: [], present: ids });
  assert.deepEqual(sizes, [100, 50, ...Array(4).fill(25), 50, 50, 100, 100, 100]);
});

test("another integration and more headers work as in a walk", async () => {
  const headers = [];
  const fetch = (url, init) => {
    headers.push([init.headers["x-integration-id"], init.headers["x-mine"]]);
    return server(["w"])(asked(url, init));
  };
  await kombo(fetch).ats.confirmDeleted(["a"], { witness: "w", integration_id: "lever:2", headers: { "x-mine": "1" } });
  assert.deepEqual(headers, [["lever:2", "1"]]);
});

const WRONG = {
  "no ids": [undefined, { witness: "w" }, /`ids`/],
  "one id as text": ["a", { witness: "w" }, /`ids`/],
  "an id that is not a text": [["a", 7], { witness: "w" }, /`ids`/],
  "no options": [["a"], undefined, /`witness`/],
  "no witness": [["a"], {}, /`witness`/],
  "an empty witness": [["a"], { witness: "" }, /`witness`/],
  "a witness with a comma": [["a"], { witness: "a,b" }, /`witness`/],
  "a selection": [["a"], { witness: "w", select: ["id"] }, /`select`/],
  "a number of pages": [["a"], { witness: "w", max_pages: 1 }, /`max_pages`/],
  "records that are left out": [["a"], { witness: "w", on_invalid: "skip" }, /`on_invalid`/],
  "an unknown option": [["a"], { witness: "w", witnesses: [] }, /`witnesses`/],
  "a wrong budget": [["a"], { witness: "w", max_requests: 0 }, /`max_requests`/],
};
for (const [what, [ids, options, message]] of Object.entries(WRONG)) {
  test(`${what} is refused before any request`, async () => {
    const fetch = server(["w"]);
    const error = await rejection(kombo(fetch).ats.confirmDeleted(ids, options));
    assert.deepEqual([error.kind, message.test(error.message), fetch.requests.length], ["input", true, 0], error.message);
  });
}
