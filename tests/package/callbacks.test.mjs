// Every callback of a caller's × everything that it may do: its walk ends in the documented way, and no other walk of the
// process notices.

import assert from "node:assert/strict";
import { test } from "node:test";
import { DEEDS, MODES, RETURNS, THROWS, cell, server, wrong } from "./callbacks.mjs";
import { KEY, record } from "./kit.mjs";

const onEvent = (type) => (hit) => ({ client: { on_event: (event) => (event.type === type ? hit(() => {}) : undefined) } });

/** A response by shape, of which one part is the caller's. `more` is its members, made of what an answer holds. */
const response = (more) => (hit) => {
  const fetch = server();
  return {
    client: {
      async fetch(...parameters) {
        const real = await fetch(...parameters);
        const { status, headers } = real;
        const bytes = new Uint8Array(await real.arrayBuffer());
        const plain = { status, headers: { get: (name) => headers.get(name) }, arrayBuffer: async () => bytes.slice().buffer };
        return Object.defineProperties(plain, Object.getOwnPropertyDescriptors(more(hit, { status, headers, bytes })));
      },
    },
  };
};
/** A reader of these bytes. */
function reader(bytes, { read = (normal) => normal(), cancel = (normal) => normal() }) {
  let at = 0;
  const chunk = () => (at < bytes.length ? { done: false, value: bytes.slice(at, (at += 200)) } : { done: true });
  return { read: async () => read(chunk), cancel: async () => cancel(() => {}), releaseLock() {} };
}
const body = (how) => response((hit, { bytes }) => ({ body: { getReader: () => reader(bytes, how(hit)), cancel: async () => {} } }));

// What may come of it: when it throws, when it returns nonsense. A page that fails the first time is tried again.
const NOTHING = { thrown: ["whole"], returned: ["whole"] };
const BAD_ANSWER = { thrown: ["whole", "network"], returned: ["whole", "network", "decode", "http", "timeout"] };
const PLACES = {
  "on_event at request": [onEvent("request"), NOTHING],
  "on_event at response": [onEvent("response"), NOTHING],
  "on_event at retry": [onEvent("retry"), NOTHING],
  "on_event at page": [onEvent("page"), NOTHING],
  api_key: [(hit) => ({ client: { api_key: () => hit(() => KEY) } }), { thrown: ["input"], returned: ["input", "timeout", "whole"] }],
  "api_key, later": [
    (hit) => ({ client: { api_key: async () => (await null, hit(() => KEY)) } }),
    { thrown: ["input"], returned: ["input", "timeout", "whole"] },
  ],
  fetch: [(hit, _, fetch = server()) => ({ client: { fetch: (...parameters) => hit(() => fetch(...parameters)) } }), BAD_ANSWER],
  "fetch, later": [
    (hit, _, fetch = server()) => ({ client: { fetch: async (...parameters) => (await null, hit(() => fetch(...parameters))) } }),
    BAD_ANSWER,
  ],
  "a response's status": [response((hit, { status }) => ({ get status() { return hit(() => status); } })), BAD_ANSWER],
  "a response's headers": [response((hit, { headers }) => ({ get headers() { return hit(() => headers); } })), BAD_ANSWER],
  "a response's headers.get": [response((hit, { headers }) => ({ headers: { get: (name) => hit(() => headers.get(name)) } })), BAD_ANSWER],
  "a response's arrayBuffer": [response((hit, { bytes }) => ({ arrayBuffer: () => hit(() => bytes.slice().buffer) })), BAD_ANSWER],
  "a response's body": [response((hit, { bytes }) => ({ get body() { return hit(() => ({ getReader: () => reader(bytes, {}) })); } })), BAD_ANSWER],
  "a body's getReader": [response((hit, { bytes }) => ({ body: { getReader: () => hit(() => reader(bytes, {})) } })), BAD_ANSWER],
  "a reader's read": [body((hit) => ({ read: hit })), BAD_ANSWER],
  "a chunk's value": [
    body((hit) => ({ read: (normal) => { const { done, value } = normal(); return { done, get value() { return hit(() => value); } }; } })),
    BAD_ANSWER,
  ],
  "a chunk's done": [
    body((hit) => ({ read: (normal) => { const { done, value } = normal(); return { value, get done() { return hit(() => done); } }; } })),
    BAD_ANSWER,
  ],
};

/** The second page is fetched while the caller has the first: the third call is about it. */
const TIMES = [1, 2, 3];

for (const [what, [place, ways]] of Object.entries(PLACES)) {
  for (const [mode, walk] of Object.entries(MODES)) {
    test(`${what} that misbehaves, walking by ${mode}`, async () => {
      const failures = {};
      const expect = async (deed, at, act, allowed) => {
        const outcome = await cell(place, act, at, walk);
        // Not called so often: there is nothing to see.
        const complaint = wrong(outcome, outcome.cell.called < at ? ["whole"] : allowed);
        if (complaint) failures[`${deed}, call ${at}`] = complaint;
      };
      for (const at of TIMES) {
        for (const [thrown, value] of Object.entries(THROWS)) await expect(`throws ${thrown}`, at, () => { throw value(); }, ways.thrown);
        for (const [deed, act] of Object.entries(DEEDS)) {
          const allowed = { aborts: ["reason"], "leaves the walk": ["left"] }[deed] ?? ["whole"];
          await expect(deed, at, (own, normal) => (act(own), normal()), allowed);
        }
      }
      for (const [returned, value] of Object.entries(RETURNS)) await expect(`returns ${returned}`, 2, value, ways.returned);
      assert.deepEqual(failures, {});
    });
  }
}

test("a reader's cancel that misbehaves changes nothing", async () => {
  // The first answer is too long, and is given up.
  const place = (hit) => {
    const bytes = new TextEncoder().encode(JSON.stringify({ status: "success", data: { next: null, results: [record("c".repeat(9000))] } }));
    const getReader = () => reader(bytes, { cancel: hit });
    return { client: { max_body_bytes: 1_000, fetch: async () => ({ status: 200, headers: { get: () => null }, body: { getReader } }) } };
  };
  const failures = {};
  const acts = {
    ...Object.fromEntries(Object.entries(THROWS).map(([name, value]) => [`throws ${name}`, () => { throw value(); }])),
    ...Object.fromEntries(Object.entries(RETURNS).map(([name, value]) => [`returns ${name}`, value])),
    ...DEEDS,
  };
  for (const [deed, act] of Object.entries(acts)) {
    const outcome = await cell(place, act, 1, MODES.pages);
    const complaint = wrong(outcome, deed === "aborts" ? ["decode", "reason"] : deed === "leaves the walk" ? ["decode", "left"] : ["decode"]);
    if (complaint || outcome.cell.called === 0) failures[deed] = complaint ?? "was not called";
  }
  assert.deepEqual(failures, {});
});

test("on_issues that misbehaves touches no other walk", async () => {
  const failures = {};
  // One page with an issue is the walk, so it ends before all the pages that other walks have: "left".
  const lines = (own) => (pages) => {
    const stream = pages.ndjson({ on_issues: () => own.hit(() => {}) }).getReader();
    return { next: async () => (await stream.read()).done, leave: () => stream.cancel() };
  };
  const flawed = JSON.stringify({ status: "success", data: { next: null, results: [record("c1", { title: 5 })] } });
  const fetch = async () => new Response(flawed);
  const acts = {
    ...Object.fromEntries(Object.entries(THROWS).map(([name, value]) => [`throws ${name}`, () => { throw value(); }])),
    ...Object.fromEntries(Object.entries(RETURNS).map(([name, value]) => [`returns ${name}`, value])),
    ...DEEDS,
  };
  for (const [deed, act] of Object.entries(acts)) {
    const own = {};
    const outcome = await cell((hit) => ((own.hit = hit), { client: { fetch } }), act, 1, lines(own));
    // A throw of it either changes nothing or is what the stream fails with; it is never the module's.
    const complaint = wrong(outcome, deed === "aborts" ? ["left", "reason"] : ["left", "threw"]);
    if (complaint || outcome.cell.called === 0) failures[deed] = complaint ?? "was not called";
  }
  assert.deepEqual(failures, {});
});
