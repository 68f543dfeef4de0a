// The worst pages of some megabytes that a server could send, and the expected result of each.

import { application, record } from "./kit.mjs";

const MB = 1_000_000;
const encoder = new TextEncoder();
const around = (results, next = "null") => `{"status":"success","data":{"next":${next},"results":[${results}]}}`;
/** A record whose changed fields are given as JSON. */
const raw = (changes) => {
  const { ...fields } = Object.fromEntries(Object.entries(record("r")).map(([name, value]) => [name, JSON.stringify(value)]));
  return `{${Object.entries({ ...fields, ...changes })
    .map(([name, text]) => `"${name}":${text}`)
    .join()}}`;
};
const one = (changes) => around(raw(changes));
/** A page of one record with this JSON in a field that may be any JSON. */
const any = (text) => one({ remote_data: `{"a":${text}}` });
/** A list that repeats `text` up to `bytes`. */
const list = (text, bytes) =>
  `[${Array(Math.floor(bytes / (text.length + 1)))
    .fill(text)
    .join()}]`;
const long = (text, bytes) => text.repeat(Math.floor(bytes / encoder.encode(text).length));
const error = (fields) => JSON.stringify({ status: "error", error: { title: "t", message: "m", log_url: null, ...fields } });

/** Replaces the first "~" with bytes. */
function spoilt(text, ...bytes) {
  const [before, after] = text.split("~");
  return Buffer.concat([Buffer.from(before), Buffer.from(bytes), Buffer.from(after)]);
}

// The expected result: a page (the number of records, and of all issues), or an error.
const page = (results, issues) => ({ results, issues });
/** Any page. */
const SOME = page();
const decode = (message, more = {}) => ({ kind: "decode", message, ...more });
const never = { retryable: false };
const REPAIRS = decode(/repair/i, never);
const RECORDS = decode(/\b10[,_]?000\b/, never);
const CURSOR = decode(/cursor.*(64|65,?536)/is, never);
const UTF8 = decode(/UTF-8/);
const api = (code) => ({ kind: "api", code });

/**
 * By name: the body, the expected result, the ways to walk (`modes`) and its `status`.
 * @typedef {[() => string | Uint8Array, any, { modes?: string[], status?: number }?]} Row
 */

/** Length times number: ids, faults, repairs, records, members. Their cost in memory is measured. @type {Record<string, Row>} */
const MULTIPLIED = {
  "an id of 2 MB and a million faults": [
    () => one({ id: JSON.stringify(long("x", 2 * MB)), tags: list("1", 2 * MB) }),
    page(1, MB),
    { modes: ["full", "lines"] },
  ],
  "an id of 5 MB, and every field lacking": [() => around(`{"id":"${long("x", 5 * MB)}"}`), page(1, 17)],
  "ids of 1 KB, and 8,000 records that lack everything else": [
    () => around(list(`{"id":"${"x".repeat(1000)}"}`, 8 * MB).slice(1, -1)),
    page(7920, 7920 * 17),
    { modes: ["full", "skip", "lines"] },
  ],
  "an id of escapes, 3 MB": [() => one({ id: `"${long("\\ud83d\\ude00", 3 * MB)}"`, title: "5" }), page(1, 1)],
  "records that are {}, 3 million": [() => around(list("{}", 9 * MB).slice(1, -1)), RECORDS, { modes: ["full", "lines", "select"] }],
  "records that are {}, 10,000": [() => around(list("{}", 30_000).slice(1, -1)), REPAIRS, { modes: ["full", "lines"] }],
  "records that are numbers, 10,000": [() => around(list("1", 20_000).slice(1, -1)), page(10_000, 10_000), { modes: ["full", "lines"] }],
  "records that are numbers, 10,001": [() => around(list("1", 20_002).slice(1, -1)), RECORDS],
  "applications that are {}, 3 million": [() => one({ applications: list("{}", 9 * MB) }), REPAIRS, { modes: ["full", "lines"] }],
  "tags that are {}, 3 million": [() => one({ tags: list("{}", 9 * MB) }), REPAIRS],
  "integration fields that are {}, a million": [() => one({ integration_fields: list("{}", 3 * MB) }), REPAIRS],
  "e-mail addresses that are {}, 3 million": [() => one({ email_addresses: list("{}", 9 * MB) }), undefined],
  "jobs that are {}, in 20,000 applications": [() => one({ applications: list(JSON.stringify({ ...application(), job: {} }), 5 * MB) }), page(1)],
  "faults of every record, 10,000 × 20": [() => around(list(raw({ id: '"r"', title: "5", source: "[]", tags: '{"a":1}' }), 4 * MB).slice(1, -1)), SOME],
  "the same member a million times": [
    () =>
      around(
        `{${Array(MB / 2)
          .fill('"title":5')
          .join()},"id":"a"}`,
      ),
    page(1),
  ],
  "the same member, wrong each time but the last": [
    () =>
      around(
        raw({
          title: `${Array(MB / 2)
            .fill("5")
            .join(',"title":')},"title":"right"`,
        }),
      ),
    page(1, 0),
  ],
  "a million unknown members": [
    () =>
      around(
        raw({})
          .slice(0, -1)
          .concat(",", Array.from({ length: 500_000 }, (_, n) => `"k${n}":1`).join(), "}"),
      ),
    page(1, 0),
  ],
  "a key of 5 MB": [() => one({ [long("k", 5 * MB)]: "1" }), page(1, 0)],
  "a key of 5 MB, whose value is lost": [() => any(`{"${long("k", 5 * MB)}":1e400}`), page(1, 1)],
  "the envelope's members a million times": [
    () =>
      `{${Array(MB / 2)
        .fill('"status":"no"')
        .join()},${around("").slice(1)}`,
    page(0, 0),
  ],
  "results twice, the first of 5 MB": [() => `{"status":"success","data":{"results":${list("{}", 5 * MB)},"next":null,"results":[]}}`, undefined],
  "a cursor of 9 MB": [() => around("", JSON.stringify("c".repeat(9 * MB))), CURSOR],
  "an error's message of 9 MB": [() => error({ code: "PLATFORM.INPUT_INVALID", message: long("é", 9 * MB) }), api("PLATFORM.INPUT_INVALID")],
  "escapes only, 9 MB": [() => one({ title: `"${long("\\u0041", 9 * MB)}"` }), page(1, 0)],
  "Chinese only, 9 MB": [() => one({ title: `"${long("语", 9 * MB)}"` }), page(1, 0), { modes: ["full", "lines"] }],
  "separators of lines only, 9 MB": [() => one({ title: `"${long("\u2028", 9 * MB)}"` }), page(1, 0), { modes: ["lines"] }],
  "a million numbers that lose digits": [() => any(list("9007199254740993", 5 * MB)), page(1, 1), { modes: ["full", "lines"] }],
};

/** Other bodies that are long, deep, or not text. @type {Record<string, Row>} */
const OTHERS = {
  // Depth.
  "depth of 500": [() => any("[".repeat(500) + "]".repeat(500)), page(1, 0)],
  "depth of 513": [() => any("[".repeat(513) + "]".repeat(513)), decode(/512/)],
  "depth of 5 million": [() => any("[".repeat(5 * MB)), decode(/512/)],
  "depth of 3 million objects": [() => any('{"a":'.repeat(2 * MB)), decode(/512/)],
  "depth, in a field that is not selected": [() => any("[".repeat(5 * MB)), decode(/512/), { modes: ["select"] }],
  // Cursors.
  "a cursor of 64 KiB": [() => around(raw({}), JSON.stringify("c".repeat(65_536))), page(1, 0)],
  "a cursor of 64 KiB and 1": [() => around(raw({}), JSON.stringify("c".repeat(65_537))), CURSOR, { modes: ["full", "lines"] }],
  "a cursor of 64 KiB less 1": [() => around(raw({}), JSON.stringify("c".repeat(65_535))), page(1, 0)],
  // Errors of the server.
  "an error's code of 5 MB": [() => error({ code: long("X", 5 * MB) }), api(null)],
  "an error's title and log_url of 4 MB each": [
    () => error({ code: "NEW.CODE_1-2", title: long("t", 4 * MB), log_url: long("u", 4 * MB) }),
    api("NEW.CODE_1-2"),
  ],
  "an error of 9 MB with a 503": [() => error({ code: long("X", 9 * MB) }), { kind: ["http", "api"], code: null }, { status: 503 }],
  "a code of 128 characters": [() => error({ code: "X".repeat(128) }), api("X".repeat(128))],
  "a code of 129 characters": [() => error({ code: "X".repeat(129) }), api(null)],
  "a code with lower case": [() => error({ code: "Platform.INPUT" }), api(null)],
  "a code with a space": [() => error({ code: "PLATFORM INPUT" }), api(null)],
  "a code with a line end": [() => error({ code: "PLATFORM\n" }), api(null)],
  "a code that is empty": [() => error({ code: "" }), api(null)],
  // Text.
  "back-slashes only, 9 MB": [() => one({ title: `"${long("\\\\", 9 * MB)}"` }), page(1, 0)],
  "emoji only, 9 MB": [() => one({ title: `"${long("😀", 9 * MB)}"` }), page(1, 0)],
  "white space only, 9 MB": [() => around(" ".repeat(9 * MB)), page(0, 0)],
  "lone surrogates, 3 MB": [() => one({ title: `"${long("\\ud800", 3 * MB)}"` }), page(1, 0)],
  "empty lists, 3 million": [() => any(list("[]", 6 * MB)), page(1, 0)],
  "a byte order mark": [() => `\ufeff${around(raw({}))}`, page(1, 0)],
  "two byte order marks": [() => `\ufeff\ufeff${around(raw({}))}`, decode(/JSON/)],
  "a NUL in a text": [() => one({ title: '"\u0000"' }), decode(/JSON/)],
  "a NUL after the end": [() => `${one({})}\u0000`, decode(/JSON/)],
  "9 MB of NUL": [() => new Uint8Array(9 * MB), decode(/JSON/)],
  "9 MB of 0xff": [() => new Uint8Array(9 * MB).fill(0xff), decode(/JSON|UTF-8/)],
  // Numbers.
  "a number of 1 MB": [() => any(long("9", MB)), page(1, 1), { modes: ["full", "lines"] }],
  "a fraction of 1 MB": [() => any(`0.${long("3", MB)}`), page(1, 0)],
  "an exponent of 1 MB": [() => any(`1e${long("0", MB)}5`), page(1, 0)],
  "1e400": [() => any("1e400"), page(1, 1)],
  // Bytes that are not UTF-8, in every place.
  "invalid UTF-8 in a text": [() => spoilt(one({ title: '"~"' }), 0xff), UTF8, { modes: ["full", "lines", "select", "skip"] }],
  "invalid UTF-8 in an unknown key": [() => spoilt(one({ "k~": "1" }), 0xc0, 0x80), UTF8, { modes: ["full", "lines", "select"] }],
  "invalid UTF-8 in a record that is skipped": [
    () => spoilt(around(`${raw({ title: "5", source: '"~"' })},${raw({})}`), 0xed, 0xa0, 0x80),
    UTF8,
    { modes: ["skip", "lines", "select"] },
  ],
  "invalid UTF-8 beside the records": [
    () => spoilt(`{"status":"success","more":"~",${around("").slice(20)}`, 0xf8),
    UTF8,
    { modes: ["full", "lines", "select"] },
  ],
  "invalid UTF-8 at the end of 9 MB": [() => spoilt(one({ title: `"${long("语", 9 * MB)}~"` }), 0xe8, 0xaf), UTF8],
};

/** One row for each way to walk. @param {Record<string, Row>} table */
const rows = (table) =>
  Object.entries(table).flatMap(([name, [body, expected, { modes = ["full"], status = 200 } = {}]]) =>
    modes.map((mode) => ({ name, mode, status, expected, body: () => Buffer.from(body()) })),
  );
export const MULTIPLIED_ROWS = rows(MULTIPLIED);
export const OTHER_ROWS = rows(OTHERS);

/** The difference between an outcome of outcome.mjs and the expected one, if any. */
export function complaint(outcome, expected, mode) {
  const wrong = [];
  const check = (right, what) => right || wrong.push(what);
  const { kind, message = "" } = outcome;
  check(outcome.normal, `the same module walks a normal page afterwards: ${outcome.after}`);
  check(kind === undefined || kind !== "internal", `internal: ${message}`);
  if (expected?.kind !== undefined) {
    check([expected.kind].flat().includes(kind), `${kind ?? "a page"} instead of ${expected.kind}: ${message.slice(0, 200)}`);
    if (expected.message) check(expected.message.test(message), `a message that is not ${expected.message}: ${message.slice(0, 200)}`);
    if ("code" in expected) check(outcome.code === expected.code, `code ${String(outcome.code).slice(0, 50)}`);
    if ("retryable" in expected) check(outcome.retryable === expected.retryable, `retryable: ${outcome.retryable}`);
    return wrong;
  }
  if (expected === undefined) return wrong;
  check(kind === undefined, `${kind}: ${message.slice(0, 200)}`);
  if (kind !== undefined) return wrong;
  // Lines keep every digit, and do not count issues.
  if (mode === "full" && expected.issues !== undefined) {
    // The count is needed only when not all are listed.
    check((outcome.meta_issues ?? outcome.issues) === expected.issues, `meta.issues is ${outcome.meta_issues} instead of ${expected.issues}`);
    check(outcome.issues === Math.min(expected.issues, 1000), `${outcome.issues} issues listed`);
  }
  if (mode !== "skip" && expected.results !== undefined)
    check(outcome.results === expected.results, `${outcome.results} records instead of ${expected.results}`);
  check(outcome.longest_id <= 256, `an issue's id of ${outcome.longest_id} characters`);
  check(outcome.issues <= 1000, `${outcome.issues} issues listed`);
  return wrong;
}
