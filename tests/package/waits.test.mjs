// The wait that a server's headers ask for: a duration, or a point in time by the server's own clock.

import assert from "node:assert/strict";
import { test } from "node:test";
import { client, failure, play, rejection, text } from "./kit.mjs";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const seconds = (ms) => String(Math.floor((Date.now() + ms) / 1000));
const milliseconds = (ms) => String(Date.now() + ms);
const date = (ms) => new Date(Date.now() + ms).toUTCString();
/** A date and seconds since 1970 have no fractions, and neither has the `Date` header that they are compared with. */
const ABOUT_2S = [500, 3500];
const NONE = [0, 0];

/**
 * The wait before the second attempt, read from the event without waiting; or the error instead of it.
 * @param {Record<string, string>} headers
 */
async function wait(headers, { status = 429, answer = () => text("", status, headers), deadline_ms } = {}) {
  const controller = new AbortController();
  const waits = [];
  const on_event = (event) => {
    if (event.type !== "retry") return;
    waits.push(event.wait_ms);
    controller.abort();
  };
  const fetch = play(answer);
  const kombo = client(fetch, { on_event });
  const error = await rejection(kombo.ats.getCandidates({}, { signal: controller.signal, deadline_ms }));
  return { waits, error, calls: fetch.requests.length };
}

const EACH = ["retry-after", "ratelimit-reset"];
/** What, headers (made when the test runs), and the wait in milliseconds: from, to. */
const WAITS = [
  ...EACH.flatMap((name) => [
    [`${name}: seconds`, () => ({ [name]: "2" }), [2000, 2000]],
    [`${name}: a fraction of seconds`, () => ({ [name]: "1.5" }), [1500, 1500]],
    [`${name}: an hour`, () => ({ [name]: "3600" }), [HOUR, HOUR]],
    [`${name}: Unix seconds`, () => ({ [name]: seconds(2000) }), ABOUT_2S],
    [`${name}: Unix milliseconds`, () => ({ [name]: milliseconds(2000) }), ABOUT_2S],
    [`${name}: Unix seconds with a fraction`, () => ({ [name]: `${seconds(2000)}.25` }), ABOUT_2S],
    [`${name}: Unix seconds that have passed`, () => ({ [name]: seconds(-60_000) }), NONE],
    [`${name}: Unix milliseconds that have passed`, () => ({ [name]: milliseconds(-60_000) }), NONE],
    [`${name}: a doubled value`, () => ({ [name]: "2, 2" }), [2000, 2000]],
    [`${name}: a doubled value without a space`, () => ({ [name]: "2,2" }), [2000, 2000]],
    [`${name}: doubled Unix seconds`, () => ({ [name]: `${seconds(2000)}, ${seconds(2000)}` }), ABOUT_2S],
    [`${name}: nonsense`, () => ({ [name]: "soon" }), NONE],
    [`${name}: nothing`, () => ({ [name]: "" }), NONE],
    [`${name}: NaN`, () => ({ [name]: "NaN" }), NONE],
    [`${name}: Infinity`, () => ({ [name]: "Infinity" }), NONE],
    [`${name}: negative`, () => ({ [name]: "-5" }), NONE],
    [`${name}: negative Unix seconds`, () => ({ [name]: `-${seconds(0)}` }), NONE],
    [`${name}: hexadecimal`, () => ({ [name]: "0x10" }), NONE],
    ...[HOUR, -HOUR].flatMap((off) => {
      const clock = `${name}, the server's clock an hour ${off > 0 ? "ahead" : "behind"}`;
      return [
        [`${clock}: seconds`, () => ({ date: date(off), [name]: "2" }), [2000, 2000]],
        [`${clock}: Unix seconds`, () => ({ date: date(off), [name]: seconds(off + 2000) }), ABOUT_2S],
        [`${clock}: Unix milliseconds`, () => ({ date: date(off), [name]: milliseconds(off + 2000) }), ABOUT_2S],
        [`${clock}: Unix seconds that have passed`, () => ({ date: date(off), [name]: seconds(off - 60_000) }), NONE],
      ];
    }),
    [`${name}: Unix seconds, with an invalid Date`, () => ({ date: "yesterday", [name]: seconds(2000) }), ABOUT_2S],
  ]),
  ["retry-after: a date", () => ({ "retry-after": date(2000) }), ABOUT_2S],
  ["retry-after: a date that has passed", () => ({ "retry-after": date(-60_000) }), NONE],
  ["retry-after: a date, doubled", () => ({ "retry-after": `${date(2000)}, ${date(2000)}` }), ABOUT_2S],
  ["retry-after: a date, the server's clock an hour ahead", () => ({ date: date(HOUR), "retry-after": date(HOUR + 2000) }), ABOUT_2S],
  ["retry-after: a date, the server's clock an hour behind", () => ({ date: date(-HOUR), "retry-after": date(2000 - HOUR) }), ABOUT_2S],
  ["retry-after: a date, with an invalid Date", () => ({ date: "yesterday", "retry-after": date(2000) }), ABOUT_2S],
  ["retry-after-ms: milliseconds", () => ({ "retry-after-ms": "7" }), [7, 7]],
  ["retry-after-ms: a doubled value", () => ({ "retry-after-ms": "7, 7" }), [7, 7]],
  ["retry-after-ms: negative", () => ({ "retry-after-ms": "-7" }), NONE],
  ["retry-after-ms: nonsense", () => ({ "retry-after-ms": "x" }), NONE],
];
for (const [what, headers, [least, most]] of WAITS) {
  test(`${what} causes a wait of ${least === most ? `${least} ms` : "about 2 s"}`, async () => {
    const { waits, calls } = await wait(headers());
    assert.equal(waits.length, 1);
    assert.ok(waits[0] >= least && waits[0] <= most, `${waits[0]} ms`);
    assert.equal(calls, 1);
  });
}

test("a 503 is followed by the same wait as a 429", async () => {
  const { waits } = await wait({ "ratelimit-reset": "9", "retry-after": seconds(2000) }, { status: 503 });
  assert.ok(waits[0] >= ABOUT_2S[0] && waits[0] <= ABOUT_2S[1], `${waits[0]} ms`);
});

const TOO_LONG = [
  ["seconds", () => ({ "retry-after": "3601" }), 3_601_000],
  ["seconds until a reset", () => ({ "ratelimit-reset": "7200" }), 2 * HOUR],
  ["milliseconds", () => ({ "retry-after-ms": "3600001" }), HOUR + 1],
  ["Unix seconds", () => ({ "ratelimit-reset": seconds(2 * HOUR) }), 2 * HOUR],
  ["Unix milliseconds", () => ({ "retry-after": milliseconds(2 * HOUR) }), 2 * HOUR],
  ["a date", () => ({ "retry-after": date(2 * HOUR) }), 2 * HOUR],
  ["a date by a clock an hour ahead", () => ({ date: date(HOUR), "retry-after": date(3 * HOUR) }), 2 * HOUR],
];
const near = (ms, wanted) => assert.ok(Math.abs(ms - wanted) <= 1500, `${ms} ms, not ${wanted}`);
for (const [what, headers, ms] of TOO_LONG) {
  test(`more than an hour (${what}) fails at once, and the error has the wait`, async () => {
    const { waits, error, calls } = await wait(headers());
    assert.deepEqual([waits, error.kind, error.status, error.attempts, calls], [[], "http", 429, 1, 1]);
    near(error.retry_after_ms, ms);
  });

  test(`more than an hour (${what}) is waited when deadline_ms allows it`, async () => {
    const { waits, calls } = await wait(headers(), { deadline_ms: 4 * HOUR });
    assert.deepEqual([waits.length, calls], [1, 1]);
    near(waits[0], ms);
  });

  test(`more than an hour (${what}) fails at once when deadline_ms would pass first`, async () => {
    const { waits, error, calls } = await wait(headers(), { deadline_ms: HOUR });
    assert.deepEqual([waits, error.status, calls], [[], 429, 1]);
    near(error.retry_after_ms, ms);
  });
}

test("an api error has the wait, too", async () => {
  const answer = () => failure(429, "PLATFORM.RATE_LIMIT_EXCEEDED", "slow down", { "ratelimit-reset": seconds(5 * HOUR) });
  const { waits, error, calls } = await wait({}, { answer });
  assert.deepEqual([waits, error.kind, error.code, calls], [[], "api", "PLATFORM.RATE_LIMIT_EXCEEDED", 1]);
  near(error.retry_after_ms, 5 * HOUR);
});

test("a wait longer than a timer's maximum is reported in full", async () => {
  for (const [headers, days] of [
    [{ "retry-after": String((30 * DAY) / 1000) }, 30],
    [{ "ratelimit-reset": seconds(60 * DAY) }, 60],
  ]) {
    for (const deadline_ms of [undefined, 20 * DAY]) {
      const { waits, error, calls } = await wait(headers, { deadline_ms });
      assert.deepEqual([waits, calls], [[], 1]);
      near(error.retry_after_ms, days * DAY);
    }
  }
});
