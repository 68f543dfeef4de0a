// Every callback of the caller × every way in which it can misbehave: the walk ends in a documented way, and no other walk
// in the process is affected.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ACTIONS, cell, MODES, RETURNS, server, THROWS, wrong } from "./callbacks.mjs";
import { KEY, record } from "./kit.mjs";

const onEvent = (type) => (hit) => ({ client: { on_event: (event) => (event.type === type ? hit(() => {}) : undefined) } });

/** A response by shape, with one part by the caller. `more` makes its members from the values of a normal response. */
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
/** A reader that returns these bytes. */
function reader(bytes, { read = (normal) => normal(), cancel = (normal) => normal() }) {
  let at = 0;
  const chunk = () => (at < bytes.length ? { done: false, value: bytes.slice(at, (at += 200)) } : { done: true });
  return { read: async () => read(chunk), cancel: async () => cancel(() => {}), releaseLock() {} };
}
const body = (how) => response((hit, { bytes }) => ({ body: { getReader: () => reader(bytes, how(hit)), cancel: async () => {} } }));

// The allowed ends when the callback throws and when it returns nonsense. A page that fails the first time is retried.
const NOTHING = { thrown: ["whole"], returned: ["whole"] };
const BAD_ANSWER = { thrown: ["whole", "network"], returned: ["whole", "network", "decode", "http", "timeout"] };
const PLACES = {
  "on_event at request": [onEvent("request"), NOTHING],
  "on_event at response": [onEvent("response"), NOTHING],
  "on_event at retry": [onEvent("retry"), NOTHING],
  "on_event at page": [onEvent("page"), NOTHING],
  api_key: [(hit) => ({ client: { api_key: () => hit(() => KEY) } }), { thrown: ["whole", "network"], returned: ["input", "network", "timeout", "whole"] }],
  "api_key, later": [
    (hit) => ({ client: { api_key: async () => (await null, hit(() => KEY)) } }),
    { thrown: ["whole", "network"], returned: ["input", "network", "timeout", "whole"] },
  ],
  fetch: [(hit, _, fetch = server()) => ({ client: { fetch: (...parameters) => hit(() => fetch(...parameters)) } }), BAD_ANSWER],
  "fetch, later": [(hit, _, fetch = server()) => ({ client: { fetch: async (...parameters) => (await null, hit(() => fetch(...parameters))) } }), BAD_ANSWER],
  "a response's status": [
    response((hit, { status }) => ({
      get status() {
        return hit(() => status);
      },
    })),
    BAD_ANSWER,
  ],
  "a response's headers": [
    response((hit, { headers }) => ({
      get headers() {
        return hit(() => headers);
      },
    })),
    BAD_ANSWER,
  ],
  "a response's headers.get": [response((hit, { headers }) => ({ headers: { get: (name) => hit(() => headers.get(name)) } })), BAD_ANSWER],
  "a response's arrayBuffer": [response((hit, { bytes }) => ({ arrayBuffer: () => hit(() => bytes.slice().buffer) })), BAD_ANSWER],
  "a response's body": [
    response((hit, { bytes }) => ({
      get body() {
        return hit(() => ({ getReader: () => reader(bytes, {}) }));
      },
    })),
    BAD_ANSWER,
  ],
  "a body's getReader": [response((hit, { bytes }) => ({ body: { getReader: () => hit(() => reader(bytes, {})) } })), BAD_ANSWER],
  "a reader's read": [body((hit) => ({ read: hit })), BAD_ANSWER],
  "a chunk's value": [
    body((hit) => ({
      read: (normal) => {
        const { done, value } = normal();
        return {
          done,
          get value() {
            return hit(() => value);
          },
        };
      },
    })),
    BAD_ANSWER,
  ],
  "a chunk's done": [
    body((hit) => ({
      read: (normal) => {
        const { done, value } = normal();
        return {
          value,
          get done() {
            return hit(() => done);
          },
        };
      },
    })),
    BAD_ANSWER,
  ],
};

/** The second page is fetched while the caller holds the first, so the third call is about that page. */
const TIMES = [1, 2, 3];

for (const [what, [place, ways]] of Object.entries(PLACES)) {
  for (const [mode, walk] of Object.entries(MODES)) {
    test(`${what} that misbehaves ends the walk in a documented way, walking by ${mode}`, async () => {
      const failures = {};
      const expect = async (action, at, act, allowed) => {
        const outcome = await cell(place, act, at, walk);
        // A cell with fewer calls never ran the act.
        const complaint = wrong(outcome, outcome.cell.called < at ? ["whole"] : allowed);
        if (complaint) failures[`${action}, call ${at}`] = complaint;
      };
      for (const at of TIMES) {
        for (const [thrown, value] of Object.entries(THROWS))
          await expect(
            `throws ${thrown}`,
            at,
            () => {
              throw value();
            },
            ways.thrown,
          );
        for (const [action, act] of Object.entries(ACTIONS)) {
          const allowed = { aborts: ["reason"], "leaves the walk": ["left"] }[action] ?? ["whole"];
          await expect(action, at, (own, normal) => (act(own), normal()), allowed);
        }
      }
      for (const [returned, value] of Object.entries(RETURNS)) await expect(`returns ${returned}`, 2, value, ways.returned);
      assert.deepEqual(failures, {});
    });
  }
}

test("a reader's cancel that misbehaves has no effect", async () => {
  // The first response is too long, so it is cancelled.
  const place = (hit) => {
    const bytes = new TextEncoder().encode(JSON.stringify({ status: "success", data: { next: null, results: [record("c".repeat(9000))] } }));
    const getReader = () => reader(bytes, { cancel: hit });
    return { client: { max_body_bytes: 1_000, fetch: async () => ({ status: 200, headers: { get: () => null }, body: { getReader } }) } };
  };
  const failures = {};
  const acts = {
    ...Object.fromEntries(
      Object.entries(THROWS).map(([name, value]) => [
        `throws ${name}`,
        () => {
          throw value();
        },
      ]),
    ),
    ...Object.fromEntries(Object.entries(RETURNS).map(([name, value]) => [`returns ${name}`, value])),
    ...ACTIONS,
  };
  for (const [action, act] of Object.entries(acts)) {
    const outcome = await cell(place, act, 1, MODES.pages);
    const complaint = wrong(outcome, action === "aborts" ? ["decode", "reason"] : action === "leaves the walk" ? ["decode", "left"] : ["decode"]);
    if (complaint || outcome.cell.called === 0) failures[action] = complaint ?? "was not called";
  }
  assert.deepEqual(failures, {});
});

test("on_issues that misbehaves does not affect other walks", async () => {
  const failures = {};
  // This walk has one page with an issue, so it ends before the page count of the others: "left".
  const lines = (own) => (pages) => {
    const stream = pages.ndjson({ on_issues: () => own.hit(() => {}) }).getReader();
    return { next: async () => (await stream.read()).done, leave: () => stream.cancel() };
  };
  const flawed = JSON.stringify({ status: "success", data: { next: null, results: [record("c1", { title: 5 })] } });
  const fetch = async () => new Response(flawed);
  const acts = {
    ...Object.fromEntries(
      Object.entries(THROWS).map(([name, value]) => [
        `throws ${name}`,
        () => {
          throw value();
        },
      ]),
    ),
    ...Object.fromEntries(Object.entries(RETURNS).map(([name, value]) => [`returns ${name}`, value])),
    ...ACTIONS,
  };
  for (const [action, act] of Object.entries(acts)) {
    const own = {};
    const outcome = await cell((hit) => ((own.hit = hit), { client: { fetch } }), act, 1, lines(own));
    // An error that it throws is ignored or fails the stream. It is never reported as an error of the module.
    const complaint = wrong(outcome, action === "aborts" ? ["left", "reason"] : ["left", "threw"]);
    if (complaint || outcome.cell.called === 0) failures[action] = complaint ?? "was not called";
  }
  assert.deepEqual(failures, {});
});
