// Thousands of damaged pages from a seed, in one process. The oracle is JSON.parse: a page that it accepts, with a valid
// envelope, gives the same records except for repairs; every other page gives one typed error. No page traps the module or
// hangs, and the same module continues.

import assert from "node:assert/strict";
import { test } from "node:test";
import { DOCUMENTS } from "./corpus.mjs";
import { application, client, isKomboError, record } from "./kit.mjs";

const ROUNDS = 2_000;

/** A reproducible random generator of numbers below 1. */
function random(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const rich = (id) =>
  record(id, {
    title: "é 语 😀 \u2028",
    email_addresses: [{ email_address: "a@example.com", type: "WORK" }],
    custom_fields: { a: { b: [1, 2.5, null, true, "x"] } },
    remote_data: { n: 9007199254740991 },
    applications: [application({ job: { id: "j", remote_id: "r", name: "n" } })],
    tags: [{ id: "t", name: "n", remote_id: null }],
  });
const PAGES = [
  { status: "success", data: { next: "cursor", results: [rich("1"), rich("2"), rich("3")] } },
  { status: "error", error: { code: "PLATFORM.INPUT_INVALID", title: "t", message: "m", log_url: "https://example.com" } },
].map((value) => Buffer.from(JSON.stringify(value)));

/** The material of a damage: bytes with a meaning for a parser, and documents of every kind. */
const PIECES = [
  "{",
  "}",
  "[",
  "]",
  ",",
  ":",
  '"',
  "\\",
  "\\u",
  "\\ud800",
  "null",
  "1e400",
  "-",
  "9".repeat(30),
  "{},".repeat(50),
  "[".repeat(600),
  "\u0000",
  "\ufeff",
  "\u2028",
  "x".repeat(70_000),
]
  .map((text) => Buffer.from(text))
  .concat([[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe8, 0xaf]].map((list) => Buffer.from(list)))
  .concat(DOCUMENTS.map(({ doc }) => Buffer.from(doc)));

/** A page with one to three damages: bytes replaced, removed, duplicated, cut off or inserted. */
function damaged(next) {
  const below = (limit) => Math.floor(next() * limit);
  let body = PAGES[below(10) === 0 ? 1 : 0];
  for (let damages = 1 + below(3); damages > 0; damages -= 1) {
    const from = below(body.length + 1);
    const to = Math.min(body.length, from + below(40));
    const piece = PIECES[below(PIECES.length)];
    const [before, middle, rest] = [body.subarray(0, from), body.subarray(from, to), body.subarray(to)];
    body = Buffer.concat(
      [
        [before, piece, rest],
        [before, rest],
        [before, middle, middle, rest],
        [before],
        [before, piece, middle, rest],
        [before, Buffer.from([below(256)]), rest],
      ][below(6)],
    );
  }
  return body;
}

/** A page that stays valid JSON: some values are changed or removed. */
function changed(next) {
  const below = (limit) => Math.floor(next() * limit);
  const values = [null, true, 5, -1.5, 1e300, "text", "\ud800", "", [], {}, [{}], [[]], { a: 1 }, "x".repeat(300)];
  const value = JSON.parse(PAGES[0]);
  for (let changes = 1 + below(5); changes > 0; changes -= 1) {
    // Mostly inside the records, since all faults of the envelope give the same error.
    let at = below(20) > 0 ? value.data?.results : undefined;
    if (typeof at !== "object" || at === null || Object.keys(at).length === 0) at = value;
    for (;;) {
      const names = Object.keys(at);
      const name = names[below(names.length)];
      const child = at[name];
      if (typeof child === "object" && child !== null && Object.keys(child).length > 0 && below(4) > 0) at = child;
      else {
        if (name === undefined) at.a = 1;
        else if (below(3) === 0) delete at[name];
        else at[name] = structuredClone(values[below(values.length)]);
        break;
      }
    }
  }
  return Buffer.from(JSON.stringify(value));
}

/** The value of JSON.parse; undefined when the bytes are not UTF-8, not JSON, or not a page. */
function parsed(body) {
  try {
    const page = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
    const { next, results } = page.status === "success" && page.data;
    return Array.isArray(results) && (next === null || (typeof next === "string" && next !== "")) ? page : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a member may be a repair: null or an empty list. */
const isRepair = (value) => value === null || (Array.isArray(value) && value.length === 0);
const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** Whether the value equals the sent one except for added repairs. */
function same(value, sent) {
  if (Array.isArray(sent)) return Array.isArray(value) && value.length === sent.length && sent.every((item, index) => same(value[index], item));
  if (!isObject(sent)) return Object.is(value, sent) || (value === 0 && sent === 0);
  const names = Object.keys(sent);
  return (
    isObject(value) &&
    names.every((name) => Object.hasOwn(value, name) && same(value[name], sent[name])) &&
    Object.keys(value).every((name) => Object.hasOwn(sent, name) || isRepair(value[name]))
  );
}

/** The expected records of a page. */
function wanted(records, { select, on_invalid }, issues) {
  const faulty = new Set(issues.filter(({ expected }) => !expected.includes("JavaScript")).map(({ index }) => index));
  const kept = on_invalid === "skip" ? records.filter((_, index) => !faulty.has(index)) : records;
  const chosen = (record) => (select && isObject(record) ? Object.fromEntries(Object.entries(record).filter(([name]) => select.includes(name))) : record);
  return kept.map(chosen);
}

/** Both ways to read a page's records, each with the issues. */
const MODES = {
  full: async (pages) => {
    const { results, issues } = await pages;
    return { results, issues };
  },
  lines: async (pages) => {
    const issues = [];
    const reader = pages.ndjson({ on_issues: (found) => void issues.push(...found) }).getReader();
    const { value } = await reader.read();
    await reader.cancel();
    const lines = Buffer.from(value ?? [])
      .toString()
      .split("\n");
    assert.equal(lines.pop(), "");
    assert.ok(!lines.some((line) => /[\r\u2028\u2029]/.test(line)));
    return { results: lines.map((line) => JSON.parse(line)), issues };
  },
};
const CALLS = [{}, { select: ["id", "tags"] }, { on_invalid: "skip" }, { on_invalid: "throw" }];
const KINDS = ["decode", "api", "http"];
/** Why a page that JSON.parse accepts may still be refused. */
const REFUSED = /nested beyond 512|repairs|more than 10000|64 KiB|contract is broken/;

test(`${ROUNDS} damaged pages each give a page or one typed error`, async () => {
  const next = random(12);
  const tally = {};
  for (let round = 0; round < ROUNDS; round += 1) {
    const body = round % 2 ? damaged(next) : changed(next);
    const [mode, walk] = Object.entries(MODES)[round % 3 === 0 ? 1 : 0];
    const call = CALLS[round % CALLS.length];
    const status = round % 11 === 0 ? 400 : 200;
    // Sometimes one byte per chunk, since the package joins chunks.
    const chunks = round % 101 === 0 && body.length < 9_000 ? [...body].map((byte) => Uint8Array.of(byte)) : [body];
    const fetch = async () =>
      new Response(new ReadableStream({ pull: (stream) => (chunks.length > 0 ? stream.enqueue(chunks.shift()) : stream.close()) }), { status });
    const { page, error } = await walk(client(fetch, { retry: false, timeout_ms: 5_000 }).ats.getCandidates({}, { ...call, max_pages: 1 })).then(
      (page) => ({ page }),
      (error) => ({ error }),
    );
    const kind = page ? "page" : isKomboError(error) ? error.kind : String(error);
    tally[kind] = (tally[kind] ?? 0) + 1;
    const label = `round ${round}, ${mode} ${JSON.stringify(call)}: ${kind} ${error?.message}: ${JSON.stringify(body.toString("latin1").slice(0, 2_000))}`;
    assert.ok(page || KINDS.includes(kind), label);
    const sent = status === 200 ? parsed(body) : undefined;
    if (page) assert.ok(sent && same(page.results, wanted(sent.data.results, call, page.issues)), label);
    else assert.ok(!sent || REFUSED.test(error.message), label);
  }
  // The damages work: both outcomes occur.
  assert.ok(tally.page > ROUNDS / 10 && tally.api > 0 && tally.decode > ROUNDS / 10, JSON.stringify(tally));
});
