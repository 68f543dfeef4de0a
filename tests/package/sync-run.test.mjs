// The next request of a sync as a function of its state, the clock, the options and the last answer: tables without a network.

import assert from "node:assert/strict";
import { test } from "node:test";
import { source } from "./sources.mjs";

const { begin, isCircle, onError, onPage, pagesOfThisSize } = await source("sync/run.ts");
const { sorted } = await source("sync/batch.ts");
const { meaning, readOnce } = await source("sync/meaning.ts");
const { left } = await source("sync/budgets.ts");

const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000];
const T = Date.parse("2026-03-01T12:00:00.000Z");
const SCHEDULE = { overlap_ms: 5 * MINUTE, full_every_ms: 7 * DAY };
const iso = (ms) => new Date(ms).toISOString();

/** The only page of a run that begins now. */
const only = (more = {}) => ({ cursor: null, mark: null, began: T, elapsed_ms: 0, ...more });
/** A run that has ended. */
const ended = (at = T, more = {}) => onPage(begin(null, "asked", SCHEDULE, at), only({ began: at, date: at, ...more }), at);
/** An unfinished run, whose page came at this time. */
const middle = (at = T, last = null) => onPage(begin(last, "asked", SCHEDULE, at), only({ cursor: "next", mark: "m", began: at, date: at }), at);

test("a run is full or incremental by its schedule, and an incremental one starts at the watermark", () => {
  const table = [
    ["the first run", null, T, {}, null],
    ["a minute later", ended(), T + MINUTE, {}, iso(T - 5 * MINUTE)],
    ["another overlap", ended(), T + MINUTE, { overlap_ms: HOUR }, iso(T - HOUR)],
    ["no overlap", ended(), T + MINUTE, { overlap_ms: 0 }, iso(T)],
    ["an overlap that is longer than there has been time", ended(), T + MINUTE, { overlap_ms: 100 * 365 * DAY }, iso(0)],
    ["just before a week has passed", ended(), T + 7 * DAY - 1, {}, iso(T - 5 * MINUTE)],
    ["after a week", ended(), T + 7 * DAY, {}, null],
    ["every run is full", ended(), T, { full_every_ms: 0 }, null],
    ["a local clock that was ahead, without the server's", ended(T, { date: undefined }), T - 1, {}, null],
    ["the same with the server's clock, which is behind", ended(T, { date: T - HOUR }), T - MINUTE, {}, iso(T - HOUR - 5 * MINUTE)],
  ];
  for (const [what, last, now, options, after] of table) assert.equal(begin(last, "asked", { ...SCHEDULE, ...options }, now).after, after, what);
});

test("the watermark is the earlier of both clocks at the start of the run", () => {
  const table = [
    // What, the server's date (undefined: it cannot be read), how long the answer took, the watermark of the next run.
    ["both agree", T, 0, T],
    ["an answer that took a minute", T + MINUTE, MINUTE, T],
    ["a server an hour behind", T - HOUR + MINUTE, MINUTE, T - HOUR],
    ["a server an hour ahead", T + HOUR, 0, T],
    ["no clock of the server's", undefined, MINUTE, T],
    ["a part of a millisecond", T, 0.25, T - 1],
  ];
  for (const [what, date, elapsed_ms, watermark] of table) {
    const run = onPage(begin(null, "asked", SCHEDULE, T), only({ date, elapsed_ms }), T);
    assert.equal(begin(run, "asked", { ...SCHEDULE, overlap_ms: 0 }, T + HOUR).after, iso(watermark), what);
  }
});

test("only the first page of a run moves its watermark, and only its last page ends it", () => {
  const first = middle();
  const second = onPage(first, only({ cursor: "more", mark: "m2", began: T + DAY, date: T + DAY }), T + DAY);
  const third = onPage(second, only({ began: T + DAY, date: T + DAY }), T + DAY);
  assert.deepEqual(
    [first, second, third].map(({ done, watermark, cursor }) => [done, watermark, cursor]),
    [
      [false, T, "next"],
      [false, T, "more"],
      [true, T, null],
    ],
  );
  assert.equal(begin(second, "asked", SCHEDULE, T + 30 * DAY), second);
  assert.equal(third.last_full, T);
});

test("an incremental run does not change the time of the last full one", () => {
  const incremental = onPage(begin(ended(), "asked", SCHEDULE, T + DAY), only({ began: T + DAY }), T + DAY);
  assert.deepEqual([incremental.last_full, incremental.watermark], [T, T + DAY]);
  assert.equal(begin(incremental, "asked", SCHEDULE, T + 7 * DAY).after, null);
});

test("no two runs in a row start at the same time", () => {
  const first = ended();
  const second = begin(first, "asked", SCHEDULE, T);
  assert.notEqual(second.started, first.started);
});

/** Failures, and the decision at once, after an hour and after a day. */
const FAILURES = {
  "a refused cursor, the contract's code": [{ kind: "api", code: "PLATFORM.INPUT_INVALID", status: 400 }, "cursor", "cursor", "cursor"],
  "a bare 400": [{ kind: "http", status: 400 }, "cursor", "cursor", "cursor"],
  "a bare 410": [{ kind: "http", status: 410 }, "cursor", "cursor", "cursor"],
  "a bare 422": [{ kind: "http", status: 422 }, "cursor", "cursor", "cursor"],
  "410 in an envelope without a code": [{ kind: "api", status: 410 }, "cursor", "cursor", "cursor"],
  "a new code that names the cursor": [{ kind: "api", code: "PLATFORM.CURSOR_EXPIRED", status: 400 }, "cursor", "cursor", "cursor"],
  "a circle": [{ kind: "pagination" }, "circle", "circle", "circle"],
  "404 from elsewhere": [{ kind: "http", status: 404 }, null, null, "age"],
  "403 in HTML": [{ kind: "http", status: 403 }, null, null, "age"],
  502: [{ kind: "http", status: 502 }, null, null, "age"],
  "a redirect": [{ kind: "http", status: 302 }, null, null, "age"],
  "an unknown error of Kombo's": [{ kind: "api", code: "PLATFORM.UNKNOWN_ERROR", status: 500 }, null, null, "age"],
  "an invalid page": [{ kind: "decode" }, null, null, "age"],
  "no whole answer in time": [{ kind: "timeout" }, null, null, "age"],
  "broken records with on_invalid: throw": [{ kind: "decode", issues: [{}] }, null, null, null],
  "a wrong key": [{ kind: "api", code: "PLATFORM.AUTHENTICATION_INVALID", status: 401 }, null, null, null],
  "an integration that needs a person": [{ kind: "api", code: "INTEGRATION.PERMISSION_MISSING", status: 403 }, null, null, null],
  "a model that is not there, with status 400": [{ kind: "api", code: "INTEGRATION.MODEL_NOT_AVAILABLE", status: 400 }, null, null, null],
  "the other system refuses": [{ kind: "api", code: "REMOTE.INPUT_INVALID", status: 400 }, null, null, null],
  "a rate limit": [{ kind: "api", code: "PLATFORM.RATE_LIMIT_EXCEEDED", status: 429 }, null, null, null],
  "a connection that breaks": [{ kind: "network" }, null, null, "age"],
  "a new code that names the cursor, with 404": [{ kind: "api", code: "X.CURSOR_GONE", status: 404 }, "cursor", "cursor", "cursor"],
  "a code that is not of the contract": [{ kind: "api", code: "PLATFORM.OTHER", status: 400 }, null, null, "age"],
  "the deadline": [{ kind: "deadline" }, null, null, null],
  "wrong options": [{ kind: "input" }, null, null, null],
  "a defect": [{ kind: "internal" }, null, null, null],
};
const failure = (more) => ({ code: null, status: null, cursor: "next", issues: [], message: "", ...more });

for (const [what, [error, ...reasons]] of Object.entries(FAILURES)) {
  test(`${what} leads to the same decision for the same state`, () => {
    for (const [at, [when, later]] of [
      ["at once", 1],
      ["an hour later", HOUR + MINUTE],
      ["a day later", DAY + HOUR],
    ].entries()) {
      const next = onError(middle(), failure(error), 100, T + later);
      assert.equal(next?.reason ?? null, reasons[at], when);
      if (!next) continue;
      // Restarts from its own watermark, as a new run, and not again within an hour.
      const { after, cursor, watermark, started, done } = next.run;
      assert.deepEqual([after, cursor, watermark, started, done], [null, null, null, iso(T + later), false], when);
      const again = (ms) => onError({ ...middle(T + later), restarted: next.run.restarted }, failure(error), 100, T + later + ms)?.reason ?? null;
      assert.equal(again(MINUTE), null, when);
      assert.equal(again(DAY + HOUR), reasons.at(-1), when);
    }
  });
}

test("without a cursor the request is at fault, and an incremental run restarts from its own watermark", () => {
  assert.equal(onError(begin(null, "asked", SCHEDULE, T), failure({ kind: "http", status: 400, cursor: undefined }), 100, T), undefined);
  const { run } = onError(middle(T + DAY, ended()), failure({ kind: "http", status: 410 }), 100, T + DAY);
  assert.equal(run.after, iso(T - 5 * MINUTE));
});

test("pages that are too large are asked for in half the size, also after a restart", () => {
  const error = failure({ kind: "decode", message: "the body is longer than …: ask for smaller pages with `page_size`" });
  const sizes = [];
  let run = middle();
  for (let next; (next = onError(run, error, undefined, T)); run = next.run) {
    assert.equal(next.reason, undefined);
    assert.equal(next.run.cursor, "next");
    sizes.push(next.run.page_size);
  }
  assert.deepEqual(sizes, [50, 25, 12, 6, 3, 1]);
  assert.equal(onError(middle(), error, 7, T).run.page_size, 3);
  const again = onError(run, failure({ kind: "http", status: 410 }), undefined, T);
  assert.deepEqual([again.reason, again.run.page_size], ["cursor", 1]);
  assert.equal(onPage(run, only(), T).page_size, null);
});

test("every eight pages a reduced page size doubles, until it is the usual one", () => {
  const table = [
    // The reduced size, that of the options, the sizes of the next 40 pages in eights.
    [1, 7, [1, 2, 4, 7, 7]],
    [12, undefined, [12, 24, 48, 96, 100]],
    [50, undefined, [50, 100, 100, 100, 100]],
    [64, 250, [64, 128, 250, 250, 250]],
  ];
  for (const [reduced, page_size, sizes] of table) {
    let run = { ...begin(null, "asked", SCHEDULE, T), page_size: reduced };
    for (const size of sizes) {
      const usual = size === (page_size ?? 100);
      for (let left = 8; left > 0; left -= 1) {
        assert.equal(run.page_size, usual ? null : size);
        assert.equal(pagesOfThisSize(run), usual ? Infinity : left);
        run = onPage(run, only({ cursor: "next", mark: `${run.pages}`, page_size }), T);
      }
    }
  }
});

test("a cycle of any length is detected, however short the calls are", () => {
  for (const [before, length] of [
    [0, 1],
    [0, 2],
    [1, 3],
    [5, 7],
    [100, 1],
    [3, 64],
  ]) {
    let run = begin(null, "asked", SCHEDULE, T);
    let page = 0;
    for (; ; page += 1) {
      const mark = `${page < before ? page : before + ((page - before) % length)}`;
      if (isCircle(run, mark)) break;
      run = onPage(run, only({ cursor: mark, mark }), T);
      assert.ok(page < 4 * (before + length) + 4, `${before} ${length}`);
    }
    assert.ok(page >= length, `${before} ${length}`);
  }
});

test("each id of a page occurs once, as a record or as deleted", () => {
  const date = "2026-01-01T00:00:00.000Z";
  const empty = { remote_id: null, first_name: null, emails: [], custom_fields: null, remote_deleted_at: null };
  const full = { ...empty, first_name: "Ada" };
  const table = [
    ["kept", [{ id: "a", ...full }], ["a"], []],
    ["deleted", [{ id: "a", ...full, remote_deleted_at: date }], [], [{ id: "a", remote_deleted_at: date }]],
    ["anonymised", [{ id: "a", ...empty }], [], [{ id: "a", remote_deleted_at: null }]],
    [
      "anonymised, all lists and objects empty, and its date of change left",
      [{ id: "a", ...empty, custom_fields: {}, changed_at: date }],
      [],
      [{ id: "a", remote_deleted_at: null }],
    ],
    ["anonymised with a date", [{ id: "a", ...empty, remote_deleted_at: date }], [], [{ id: "a", remote_deleted_at: date }]],
    ["nothing left but an id of the other system", [{ id: "a", ...empty, remote_id: "7" }], ["a"], []],
    ["a field that is new in the contract", [{ id: "a", ...empty, rating: 0 }], ["a"], []],
    [
      "changed and then deleted",
      [
        { id: "a", ...full },
        { id: "b", ...full },
        { id: "a", ...full, remote_deleted_at: date },
      ],
      ["b"],
      [{ id: "a", remote_deleted_at: date }],
    ],
    [
      "deleted and then back",
      [
        { id: "a", ...full, remote_deleted_at: date },
        { id: "a", ...full },
      ],
      ["a"],
      [],
    ],
    ["no date", [{ id: "a", ...full, remote_deleted_at: "soon" }], ["a"], []],
    [
      "texts that engines accept as a date",
      [
        { id: "a", ...full, remote_deleted_at: "never 1" },
        { id: "b", ...full, remote_deleted_at: "0" },
      ],
      ["a", "b"],
      [],
    ],
    ["no id, or an id that is not a text", [{ ...full }, { id: 7, ...full }, null], [], []],
  ];
  for (const [what, records, kept, gone] of table) {
    const { upserts, deletions } = sorted({ results: records, issues: [], meta: {} });
    assert.deepEqual([upserts.map(({ id }) => id), deletions], [kept, gone], what);
  }
});

test("a record whose missing fields were filled with null is not an anonymised one", () => {
  const empty = { id: "a", first_name: null, tags: [] };
  const missing = { index: 0, id: "a", path: "$.first_name", expected: "string or null", found: "nothing" };
  const table = [
    [[missing], {}, ["a"]],
    [[{ ...missing, index: 1 }], {}, []],
    [[{ ...missing, found: "number" }], {}, []],
    // More issues than are listed.
    [[], { issues: 2_000 }, ["a"]],
  ];
  for (const [issues, meta, kept] of table) {
    assert.deepEqual(
      sorted({ results: [empty], issues, meta }).upserts.map(({ id }) => id),
      kept,
    );
  }
  assert.equal(
    sorted({ results: [{ ...empty, remote_deleted_at: "2024-01-01T00:00:00.000Z" }], issues: [missing], meta: {} }).deletions.length,
    1,
    "a date says so",
  );
});

test("requests are compared by their meaning", () => {
  const of = (request, id = "workday:1") => meaning(readOnce(request), id);
  const same = [
    [{}, { job_ids: undefined }, { page_size: 7 }, { ignore_unsupported_filters: false }],
    [
      { job_ids: ["a", "b"] },
      { job_ids: ["b", "a"] },
      { job_ids: "a,b" },
      { job_ids: "b,a" },
      { job_ids: ["a", "b", "a"] },
      { job_ids: new Set(["b", "a"]) },
      { job_ids: ["a", "b"].values() },
    ],
    [{ ids: "a" }, { ids: ["a"] }],
    [{ email: "Jo@example.com" }, { email: "jo@EXAMPLE.com" }],
    [
      { first_name: "Jo", last_name: "Roe" },
      { last_name: "ROE", first_name: "jo" },
    ],
    [{ ignore_unsupported_filters: true }],
    [{ job_ids: ["a"] }],
    [{ remote_ids: ["a"] }],
    // The client sends its values untrimmed.
    [{ job_ids: [" a", "b"] }],
  ];
  const texts = same.map((requests) => [...new Set(requests.map((request) => of(request)))]);
  for (const [at, list] of texts.entries()) assert.equal(list.length, 1, JSON.stringify(same[at]));
  assert.equal(new Set(texts.flat()).size, same.length);
  assert.notEqual(of({}, "workday:1"), of({}, "workday:2"));
  // Wrong values are refused elsewhere, and must not throw here.
  for (const job_ids of [null, 7, 7n, Symbol("a"), [7n, null], {}]) assert.equal(typeof of({ job_ids }), "string");
});

test("budgets count for the whole call", () => {
  const spent = { max_pages: 2, max_requests: 3, since: performance.now() };
  assert.deepEqual(left({ max_pages: 5, max_requests: 3 }, spent), { max_pages: 3, max_requests: 0 });
  assert.deepEqual(left({}, spent), {});
  assert.ok(left({ deadline_ms: 1000 }, spent).deadline_ms <= 1000);
  // With nothing used up, the values are passed unchanged to the usual check.
  assert.deepEqual(left({ max_pages: "5" }, { ...spent, max_pages: 0, max_requests: 0 }), {});
});
