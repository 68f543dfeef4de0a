// `forget` of `kombo-edge/testing`: a candidate that is gone without a trace, for walks and for a sync.

import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./install.mjs";
import { Kombo } from "./kit.mjs";

const { createSandbox } = await load("testing.js");

/** All records of a walk. @param {any} sandbox @param {object} [request] */
const walked = (sandbox, request = {}) => new Kombo(sandbox.options).ats.getCandidates(request).toArray({ limit: 100 });

test("a forgotten candidate is in no response any more: no filter finds it, and its id is free", async () => {
  const sandbox = createSandbox({ candidates: [{ id: "ada" }, { id: "jane" }, {}] });
  const people = sandbox.of();
  const made = sandbox.candidates()[2].id;
  const start = await new Kombo(sandbox.options).ats.getCandidates({ page_size: 1 });
  sandbox.advance(1_000);
  for (const id of ["jane", made]) people.forget(id);
  for (const request of [{}, { include_deleted: true, updated_after: new Date(0) }, { ids: ["ada", "jane", made], include_deleted: true }]) {
    const records = await walked(sandbox, request);
    assert.deepEqual([records.map(({ id }) => id), records], [["ada"], sandbox.candidates(request)]);
  }
  assert.equal(await start.next().then((page) => page?.results.length), 0, "a walk that has begun goes on past it");
  for (const method of ["forget", "delete"]) assert.throws(() => people[method]("jane"), /no candidate with the id "jane"/);
  for (const id of ["jane", made]) people.create({ id });
  assert.deepEqual(
    (await walked(sandbox)).map(({ id }) => id),
    ["ada", "jane", made],
  );
});

test("a sync learns of a forgotten candidate in its next full run, and only from `confirmDeleted`", async () => {
  const sandbox = createSandbox({ candidates: [{ id: "ada" }, { id: "jane" }], now: new Date() });
  const { ats } = new Kombo(sandbox.options);
  let state = null;
  const kinds = [];
  const sync = async (/** @type {object} */ options) => {
    for await (const batch of ats.syncCandidates({}, { state, ...options })) {
      kinds.push([batch.kind, batch.upserts.map(({ id }) => id), batch.deletions.length]);
      state = batch.state;
    }
  };
  await sync({});
  sandbox.advance(3_600_000);
  sandbox.of().forget("jane");
  await sync({});
  await sync({ full_every_ms: 0 });
  assert.deepEqual(kinds, [
    ["full", ["ada", "jane"], 0],
    // Also what is younger than the overlap of five minutes.
    ["incremental", ["ada"], 0],
    ["full", ["ada"], 0],
  ]);
  assert.deepEqual((await ats.confirmDeleted(["jane"], { witness: "ada" })).gone, ["jane"]);
});
