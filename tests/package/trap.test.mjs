// Should the module ever trap: what is pending rejects, and the next call works.
//
// The package has no way to make itself trap, so a clock of the runtime that it calls does: the trap goes through the
// module's own frames and leaves them as any trap would, in the middle of everything.

import assert from "node:assert/strict";
import { test } from "node:test";
import { all, client, endless, never, page, play, record, rejection } from "./kit.mjs";

// (module (func (export "trap") unreachable))
const bytes = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 8, 1, 4, 116, 114, 97, 112, 0, 0, 10, 5, 1, 3, 0, 0, 11]);
const { trap } = new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports;

/** Runs `work` while `Math.random`, which has no business failing, traps at its next call. */
async function trapping(work) {
  const { random } = Math;
  Math.random = () => {
    Math.random = random;
    trap();
  };
  try {
    return await work();
  } finally {
    Math.random = random;
  }
}

const works = async (kombo) => assert.equal((await kombo.ats.getCandidates()).results.length, 1);

test("a trap rejects the pending call with an internal error, and the next call works", async () => {
  const kombo = client(endless(), { timeout_ms: 1000 });
  for (const round of [1, 2]) {
    const error = await trapping(() => rejection(kombo.ats.getCandidates()));
    assert.equal(error.kind, "internal", `round ${round}`);
    assert.ok(error.cause instanceof WebAssembly.RuntimeError);
    await works(kombo);
  }
});

test("walks that were under way end with the error, and nothing of theirs disturbs the new instance", async () => {
  const stuck = never();
  const pending = client(stuck, { timeout_ms: 1000 }).ats.getCandidates()[Symbol.asyncIterator]();
  const waiting = rejection(pending.next());
  const resting = client(endless(), { timeout_ms: 1000 }).ats.getCandidates()[Symbol.asyncIterator]();
  await resting.next();
  await stuck.called;
  const kombo = client(play(page(null, [record("1")])), { timeout_ms: 1000 });
  assert.equal((await trapping(() => rejection(kombo.ats.getCandidates()))).kind, "internal");
  assert.equal((await waiting).kind, "internal");
  assert.equal((await rejection(resting.next())).kind, "internal");
  for (const walk of [pending, resting]) {
    await walk.return();
    assert.deepEqual(await walk.next(), { done: true, value: undefined });
  }
  await works(kombo);
  assert.equal((await all(kombo.ats.getCandidates())).length, 1);
});
