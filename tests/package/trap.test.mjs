// If the module traps, the call that trapped rejects, the next call works, and walks that are under way continue.
//
// The package cannot make itself trap, so this test instantiates the module through its own `WebAssembly.Instance`, whose
// exports run into a real `unreachable` on demand.

import assert from "node:assert/strict";
import { test } from "node:test";

// (module (func (export "trap") unreachable))
const bytes = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 8, 1, 4, 116, 114, 97, 112, 0, 0, 10, 5, 1, 3, 0, 0, 11]);
const { Instance } = WebAssembly;
const { trap } = new Instance(new WebAssembly.Module(bytes)).exports;

/** The number of calls of exports before one traps, and the exports that trapped. */
let left = Infinity;
/** @type {string[]} */
const trapped = [];
let instances = 0;
WebAssembly.Instance = class {
  constructor(module, imports) {
    instances += 1;
    const guarded = ([name, value]) => [name, typeof value === "function" ? (...parameters) => ((left -= 1) < 0 ? fail(name) : value(...parameters)) : value];
    this.exports = Object.fromEntries(Object.entries(new Instance(module, imports).exports).map(guarded));
  }
};

function fail(name) {
  left = Infinity;
  trapped.push(name);
  trap();
}

const { all, client, endless, page, play, record, rejection } = await import("./kit.mjs");
const works = async (kombo) => assert.equal((await kombo.ats.getCandidates()).results.length, 1);

test("a trap in any call of a walk rejects it with an internal error, and the next walk works", async () => {
  const kombo = client(endless(), { timeout_ms: 1000 });
  await works(kombo);
  trapped.length = 0;
  for (let at = 0; ; at += 1) {
    left = at;
    const outcome = await kombo.ats.getCandidates().catch((error) => error);
    const reached = left === Infinity;
    left = Infinity;
    if (!reached) break;
    // The last call releases the memory of a page that has already arrived.
    assert.equal(outcome.kind, "internal", `call ${at}`);
    assert.ok(outcome.cause instanceof WebAssembly.RuntimeError);
    await works(kombo);
  }
  // In order: the options, the first command, the body and its response, and taking the page.
  assert.deepEqual(trapped, ["open", "reserve", "begin", "reserve", "resume", "reserve", "reserve", "resume", "reserve", "resume", "close"]);
});

test("a trap during the check of the options is an error, and the next client works", async () => {
  left = 0;
  assert.throws(() => client(endless()), { kind: "internal" });
  await works(client(endless()));
});

test("walks that are under way continue in another instance", async () => {
  const before = instances;
  let answer;
  const waiting = play(() => new Promise((resolve) => (answer = () => resolve(page(null, [record("mine")])))));
  const pending = client(waiting, { timeout_ms: 60_000 }).ats.getCandidates()[Symbol.asyncIterator]();
  const result = pending.next();
  while (!answer) await new Promise(setImmediate);
  const idle = client(endless(), { timeout_ms: 1000 }).ats.getCandidates()[Symbol.asyncIterator]();
  await idle.next();
  const kombo = client(play(page(null, [record("1")])), { timeout_ms: 1000 });
  left = 3;
  assert.equal((await rejection(kombo.ats.getCandidates())).kind, "internal");
  assert.equal((await idle.next()).value.results[0].id, "c2");
  await idle.return();
  const first = answer;
  first();
  while (answer === first) await new Promise(setImmediate);
  answer();
  assert.equal((await result).value.results[0].id, "mine", "its page is asked for once more");
  assert.equal((await pending.next()).done, true);
  assert.ok(instances > before);
  await works(kombo);
  assert.equal((await all(kombo.ats.getCandidates())).length, 1);
});
