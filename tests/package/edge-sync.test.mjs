// examples/edge-sync in workerd: what is stored is what Kombo has, whatever Kombo answers in between.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ID, start } from "./edge-syncs.mjs";

/** Every run fetches everything; the slices are of three pages. @type {Awaited<ReturnType<typeof start>>} */
let full;
/** After the first one, runs fetch what changed. @type {Awaited<ReturnType<typeof start>>} */
let at;
before(async () => {
  [full, at] = await Promise.all([start({ integrations: [ID, "lever:sandbox"], variables: { FULL_EVERY_MS: 0 } }), start({ integrations: Array.from({ length: 12 }, (_, n) => `workday:${n}`).concat(ID) })]);
});
after(() => Promise.all([full?.stop(), at?.stop()]));

/** Nothing is known yet; the first run is over. */
async function afresh(one, id = ID) {
  one.onRequest(undefined);
  await one.api("DELETE", one.path(id));
  await one.add(id);
  return one.rest(id);
}

/** A page whose records are changed, and its cursor. @param {(results: any[]) => any[]} change */
async function changed(answer, change, next = undefined) {
  const page = await answer.json();
  page.data.results = change(page.data.results);
  if (next !== undefined) page.data.next = next;
  return Response.json(page);
}

/** These are not in any answer, as if they had never been. */
const hide = (one, ids, also = async (_, answer) => answer) => async (request) => {
  const answer = await one.sandbox.fetch(request);
  return answer.status === 200 ? also(request, await changed(answer, (results) => results.filter(({ id }) => !ids.has(id)))) : answer;
};

const alive = (one, id = ID) => one.truth(id).filter(({ deleted_at }) => deleted_at === null).map((row) => row.id);

test("the first run in slices, then changes of every kind, some of them while it runs", async () => {
  await afresh(at);
  await at.assertTrue();
  const kombo = at.sandbox.of(ID);
  for (let run = 0; run < 3; run += 1) {
    const people = (await at.stored()).filter(({ data }) => data?.applications?.length > 0 && data.tags.length > 0);
    for (const { id } of people.slice(0, 350)) kombo.update(id, { title: `Changed ${run}` }, Date.now());
    at.onRequest((_, n) => {
      const [a, b, c, d] = people.slice(360 + 10 * (run + n));
      kombo.touchApplication(a.id, a.data.applications[0].id, { outcome: "HIRED" }, Date.now());
      kombo.delete(b.id, Date.now());
      kombo.addTag(c.id, { id: `tag-${run}-${n}`, name: `Tag ${run} ${n}`, remote_id: null }, Date.now());
      kombo.update(d.id, { company: `Moved ${run} ${n}` }, Date.now());
      kombo.create({ first_name: `New ${run} ${n}` }, Date.now());
    });
    await at.run();
    at.onRequest(undefined);
    await at.run();
    await at.assertTrue(ID, `run ${run}`);
  }
});

test("a run without changes is one request", async () => {
  const { totals } = await afresh(at, "workday:5");
  const { totals: later } = await at.run("workday:5");
  assert.deepEqual([later.requests - totals.requests, later.runs - totals.runs], [1, 1]);
});

test("a full run without changes writes no row of a candidate", async () => {
  const { totals, candidates } = await afresh(full);
  assert.ok(totals.rows_written >= candidates);
  const { totals: later } = await full.run();
  // A page's checkpoint, what it has seen and forgets, and the object's own row and alarm.
  assert.ok(later.rows_written - totals.rows_written <= 5 * 7, `${later.rows_written - totals.rows_written} rows`);
});

/** Full runs whose answer lacks far more than is believable. */
const LIES = {
  "an empty answer": (request, answer) => changed(answer, () => [], null),
  "half an answer": (request, answer) => changed(answer, (results) => results.slice(0, results.length / 2), null),
  "an answer of other records": async (request) => full.sandbox.fetch(new Request(request.url, { headers: { authorization: "Bearer sandbox-key", "x-integration-id": "lever:sandbox" } })),
};
for (const [what, lie] of Object.entries(LIES)) {
  test(`${what} in a full run deletes nothing; a person is asked, syncing goes on, and a full run that finds them lifts it`, async () => {
    const before = await afresh(full);
    full.onRequest(async (request) => (new URL(request.url).searchParams.has("ids") ? undefined : lie(request, await full.sandbox.fetch(request))));
    const told = await full.run();
    const there = new Map((await full.stored()).map((row) => [row.id, row]));
    for (const row of full.truth()) assert.deepEqual(there.get(row.id)?.data, row.data);
    assert.ok(told.doubt.missing > 20 && told.doubt.of >= before.candidates, JSON.stringify(told.doubt));
    const { attention } = await full.api("GET", "/status");
    assert.deepEqual(attention.map(({ id, why }) => [id, /candidates are missing/.test(why)]), [[ID, true]]);
    full.onRequest(undefined);
    const [id] = alive(full);
    full.sandbox.of(ID).update(id, { title: what }, Date.now());
    const { doubt } = await full.run();
    assert.equal((await full.stored()).find((row) => row.id === id).data.title, what);
    // Records of another integration are here now, and missing there.
    if (doubt !== null) {
      assert.equal(what, "an answer of other records");
      await full.order("settle", ID, { missing: "gone" });
    }
    const own = new Set(full.truth().map((row) => row.id));
    await full.assertTrue(ID, what, (await full.stored()).filter((row) => own.has(row.id) || row.data !== null));
  });
}

test("a person says that they are gone, or that they stay", async () => {
  for (const missing of ["gone", "keep"]) {
    await afresh(full);
    const hidden = new Set(alive(full).slice(0, 100));
    full.onRequest(hide(full, hidden));
    assert.equal((await full.run()).doubt.missing, 100);
    for (const body of [undefined, {}, { missing: "all" }, null, []]) assert.equal((await full.order("settle", ID, body)).status, 400);
    assert.equal((await full.order("settle", ID, { missing })).doubt, null);
    const deleted = async () => (await full.stored()).filter((row) => hidden.has(row.id) && row.deleted_at).length;
    assert.equal(await deleted(), missing === "gone" ? 100 : 0);
    // What stays is not asked about again.
    assert.equal((await full.run()).doubt, null, missing);
    assert.equal(await deleted(), missing === "gone" ? 100 : 0);
    assert.equal((await full.order("settle", ID, { missing })).status, 409);
    // And what comes back is there.
    full.onRequest(undefined);
    await full.run();
    await full.assertTrue(ID, missing);
  }
});

test("few that are missing are asked for by id, with a witness, and become tombstones; what is there stays", async () => {
  await afresh(full);
  const ids = alive(full);
  const [gone, shy] = [new Set(ids.slice(0, 40)), new Set(ids.slice(40, 60))];
  const asked = [];
  full.onRequest(async (request) => {
    const names = new URL(request.url).searchParams.get("ids")?.split(",");
    if (names) asked.push(names);
    return hide(full, new Set([...gone, ...(names ? [] : shy)]))(request);
  });
  const told = await full.run();
  assert.deepEqual([told.doubt, told.error], [null, null]);
  assert.deepEqual(asked.map((names) => names.length), [61]);
  const [witness] = asked[0].filter((id) => !gone.has(id) && !shy.has(id));
  assert.ok(ids.includes(witness));
  for (const { id, data, deleted_at } of await full.stored()) if (ids.includes(id)) assert.equal(data === null && deleted_at !== null, gone.has(id), id);
});

test("many that are missing are asked for 99 at a time", async () => {
  const big = await start({ candidates: 3000, variables: { FULL_EVERY_MS: 0, SLICE_PAGES: 50 } });
  try {
    await afresh(big);
    const gone = new Set(alive(big).slice(0, 250));
    const asked = [];
    big.onRequest(async (request) => {
      const names = new URL(request.url).searchParams.get("ids")?.split(",");
      if (names) asked.push(names.length);
      return hide(big, gone)(request);
    });
    assert.equal((await big.run()).doubt, null);
    assert.deepEqual(asked, [100, 100, 53]);
    assert.equal((await big.stored()).filter((row) => gone.has(row.id) && row.deleted_at).length, 250);
  } finally {
    await big.stop();
  }
});

test("confirming, when the answer does not count: nothing is deleted, it is tried again, then a person is asked; syncing goes on", async () => {
  const lies = {
    "the witness does not come": (_, answer) => changed(answer, () => []),
    "what was not asked for comes": (_, answer) => changed(answer, (results) => [...results, { ...results[0], id: "other" }]),
    "it is refused": () => Response.json({ status: "error", error: { code: "PLATFORM.INPUT_INVALID", title: null, message: "no", log_url: null } }, { status: 400 }),
  };
  for (const [what, lie] of Object.entries(lies)) {
    await afresh(full);
    const gone = new Set(alive(full).slice(0, 5));
    let asked = 0;
    full.onRequest(hide(full, gone, (request, answer) => (new URL(request.url).searchParams.has("ids") ? ((asked += 1), lie(request, answer)) : answer)));
    await full.order("resume");
    const told = await full.until(({ doubt }) => doubt !== null);
    assert.deepEqual([told.doubt.missing, asked], [5, 3], what);
    assert.equal((await full.stored()).filter((row) => gone.has(row.id) && row.deleted_at).length, 0, what);
    full.onRequest(undefined);
    await full.until(({ doubt, reason }) => doubt === null && reason === "schedule");
    await full.assertTrue(ID, what);
  }
});

test("confirming, when what fails passes: however often, it is no doubt", async () => {
  await afresh(full);
  const gone = new Set(alive(full).slice(0, 5));
  const asked = [];
  full.onRequest(hide(full, gone, (request, answer) => {
    asked.push(new URL(request.url).searchParams.has("ids") ? "ids" : "page");
    return asked.filter((what) => what === "ids").length <= 4 && asked.at(-1) === "ids" ? new Response("", { status: 503 }) : answer;
  }));
  const told = await full.run();
  assert.equal(told.doubt, null);
  assert.deepEqual(asked.slice(asked.indexOf("ids")), Array(5).fill("ids"), "a doubt is followed by another full run");
  assert.equal((await full.stored()).filter((row) => gone.has(row.id) && row.deleted_at).length, 5);
});

test("an integration of few candidates whose answer is empty: nobody can be asked, so a person is", async () => {
  const small = await start({ candidates: 5, variables: { FULL_EVERY_MS: 0 } });
  try {
    await afresh(small);
    small.onRequest(async (request) => changed(await small.sandbox.fetch(request), () => [], null));
    assert.equal((await small.run()).doubt.missing, alive(small).length);
    assert.ok(alive(small).length > 0);
    small.onRequest(undefined);
    await small.run();
    await small.assertTrue();
  } finally {
    await small.stop();
  }
});

test("anonymised before it was first seen, and after: a tombstone, with the date that is known", async () => {
  await afresh(full);
  const [a, b, c] = alive(full);
  const empty = (record) => Object.fromEntries(Object.keys(record).map((name) => [name, name === "id" ? record.id : null]));
  const anonymise = (...ids) => async (request) => changed(await full.sandbox.fetch(request), (results) => results.map((record) => (ids.includes(record.id) ? empty(record) : record)));
  const row = async (id) => (await full.stored()).find((one) => one.id === id);
  const date = Date.now() - 1000;
  full.sandbox.of(ID).delete(a, date);
  await full.run();
  assert.equal((await row(a)).deleted_at, new Date(date).toISOString());
  full.onRequest(anonymise(a, b));
  await full.run();
  assert.equal((await row(a)).deleted_at, new Date(date).toISOString(), "the date that Kombo gave stays");
  const { data, deleted_at } = await row(b);
  assert.ok(data === null && Date.parse(deleted_at) <= Date.now());
  await full.run();
  assert.equal((await row(b)).deleted_at, deleted_at);
  await full.api("DELETE", full.path());
  full.onRequest(anonymise(c));
  await full.add();
  await full.rest();
  assert.ok((await row(c)).deleted_at);
});

test("tombstones are purged after their time", async () => {
  const short = await start({ candidates: 60, variables: { FULL_EVERY_MS: 0, TOMBSTONE_MS: 1 } });
  try {
    await afresh(short);
    const [id] = alive(short);
    short.onRequest(hide(short, new Set([id])));
    await short.run();
    assert.equal((await short.stored()).find((row) => row.id === id)?.deleted_at !== null, true);
    await short.run();
    await short.run();
    assert.ok(!(await short.stored()).some((row) => row.id === id));
  } finally {
    await short.stop();
  }
});

test("clocks an hour off on either side, and records that are seen four minutes late: nothing is lost", async () => {
  for (const ahead of [-3_600_000, 3_600_000]) {
    const off = await start({ candidates: 60, variables: { OVERLAP_MS: 300_000 } });
    try {
      const late = new Set();
      off.onRequest(async (request) => {
        off.sandbox.now = Date.now() + ahead;
        const answer = await hide(off, late)(request);
        return new Response(answer.body, { status: answer.status, headers: { ...Object.fromEntries(answer.headers), date: new Date(Date.now() + ahead).toUTCString() } });
      });
      await off.add();
      await off.rest();
      const [a, b] = alive(off);
      off.sandbox.of(ID).update(a, { title: "now" }, Date.now() + ahead);
      off.sandbox.of(ID).update(b, { title: "late" }, Date.now() + ahead - 240_000);
      late.add(b);
      await off.run();
      late.clear();
      await off.run();
      await off.assertTrue(ID, String(ahead));
    } finally {
      await off.stop();
    }
  }
});

test("what a store cannot hold stops nobody: a candidate of megabytes, ids that are too long or broken; NUL and half characters stay", async () => {
  await afresh(at);
  const kombo = at.sandbox.of(ID);
  const [big, odd] = alive(at);
  kombo.update(big, { title: "long ".repeat(500_000) }, Date.now());
  kombo.update(odd, { title: "a\0b \ud83d c", company: "\u2028" }, Date.now());
  at.onRequest(async (request) => changed(await at.sandbox.fetch(request), (results) => [...results, { ...results[0], id: "x".repeat(3_000_000) }, { ...results[0], id: "" }, { ...results[0], id: "a\0b" }]));
  await at.run();
  at.onRequest(undefined);
  const row = async (id) => (await at.stored()).find((one) => one.id === id);
  assert.deepEqual(await row(big), { id: big, data: null, deleted_at: null });
  assert.equal((await row(odd)).data.title, "a\0b \ud83d c");
  assert.ok(!(await at.stored()).some(({ id }) => id === "" || id.length > 500));
  kombo.update(big, { title: "short" }, Date.now());
  await at.run();
  await at.assertTrue();
});

const ODD = {
  "403 with HTML": ["html403", "HTTP.403"],
  "404 without a code": ["404", "HTTP.404"],
  "a redirect": ["redirect", "HTTP.302"],
  "520 from a proxy": ["520", "HTTP.520"],
  "64 MB": ["huge:64", "DECODE.200"],
  "a code that nobody knows": ["code:JANE.ROE:418", "API.418"],
  "no JSON": ["html200", "DECODE.200"],
  "an empty body": ["empty-body", "DECODE.200"],
};
test("odd answers for one integration: it tries again by itself, shows a code of ours, and the others go on", async () => {
  for (const [what, [fault, code]] of Object.entries(ODD)) {
    const odd = "workday:0";
    for (const id of [odd, "workday:1"]) await at.api("DELETE", at.path(id));
    at.onRequest(undefined);
    at.sandbox.faults.clear();
    at.sandbox.faults.push({ fault, on: (request) => request.headers.get("x-integration-id") === odd });
    await at.add(odd);
    const told = await at.until(({ error, history }) => error !== null && (history[0].times ?? 1) > 1, odd);
    assert.equal(told.error, code, what);
    await at.add("workday:1");
    await at.rest("workday:1");
    await at.assertTrue("workday:1", what);
    const { stopped, closed_until } = await at.api("GET", "/status");
    assert.deepEqual([stopped, closed_until], [null, null], what);
    at.sandbox.faults.clear();
    // A sync that was answered with too much asks for ever smaller pages, and stays with the smallest until its run is over.
    if (what === "64 MB") await afresh(at, odd);
    assert.equal((await at.rest(odd)).error, null);
    await at.assertTrue(odd, what);
  }
});

test("what waits for a person says so, and an event or a person wakes it", async () => {
  const broken = "lever:inactive";
  await at.add(broken);
  const told = await at.until(({ reason }) => reason === "person", broken);
  assert.deepEqual([told.error, Math.round((Date.parse(told.until) - Date.now()) / 60_000)], ["INTEGRATION.INACTIVE", 60]);
  const { attention } = await at.api("GET", "/status");
  assert.ok(attention.some(({ id, why }) => id === broken && why === "INTEGRATION.INACTIVE"));
  const { totals } = told;
  assert.equal(await at.event(broken), 204);
  const again = await at.until(({ totals: { requests }, reason }) => requests > totals.requests && reason === "person", broken);
  assert.equal(Math.round((Date.parse(again.until) - Date.now()) / 60_000), 120);
  await at.order("resume", broken);
  const last = await at.until(({ totals: { requests }, reason }) => requests > again.totals.requests && reason === "person", broken);
  assert.equal(Math.round((Date.parse(last.until) - Date.now()) / 60_000), 60);
});

test("a 429 closes the gate for all until it is over", async () => {
  await Promise.all(["workday:0", "workday:1"].map((id) => afresh(at, id)));
  at.sandbox.faults.push("429-retry-after:1x1");
  const asked = at.sandbox.requests.length;
  await at.order("resume", "workday:0");
  await at.until(({ error }) => error === "PLATFORM.RATE_LIMIT_EXCEEDED", "workday:0");
  const { closed_until } = await at.api("GET", "/status");
  assert.ok(Date.parse(closed_until) > Date.now());
  await at.order("resume", "workday:1");
  await at.until(({ reason }) => reason === "line", "workday:1");
  assert.equal(at.sandbox.requests.length, asked + 1);
  await Promise.all(["workday:0", "workday:1"].map((id) => at.rest(id)));
  assert.ok(Date.now() >= Date.parse(closed_until));
});

test("a wrong key: one request each of those that were running, then silence but for one that tries; all are back when it is right", async () => {
  const ids = Array.from({ length: 12 }, (_, n) => `workday:${n}`);
  for (const id of ids) await afresh(at, id);
  let right = false;
  const asked = new Map();
  at.onRequest((request) => {
    if (right) return undefined;
    const id = request.headers.get("x-integration-id");
    asked.set(id, (asked.get(id) ?? 0) + 1);
    return at.sandbox.fetch(new Request(request.url, { headers: { ...Object.fromEntries(request.headers), authorization: "Bearer wrong" } }));
  });
  await Promise.all(ids.map((id) => at.order("resume", id)));
  for (const id of ids) await at.until(({ reason }) => reason === "fleet", id);
  const running = asked.size;
  assert.ok([...asked.values()].every((times) => times === 1), JSON.stringify([...asked]));
  // It outlives the process.
  await at.kill();
  const { stopped, attention } = await at.api("GET", "/status");
  assert.equal(stopped.code, "PLATFORM.AUTHENTICATION_INVALID");
  assert.ok(!attention.some(({ id }) => ids.includes(id)), "one cause, not one line an integration");
  const probes = () => [...asked.values()].reduce((sum, times) => sum + times, 0);
  const before = probes();
  await at.until(() => probes() >= before + 2, ids[0]);
  assert.ok(probes() - running <= 12, String(probes()));
  right = true;
  for (const id of ids) assert.equal((await at.until(({ reason, error }) => reason === "schedule" && error === null, id)).error, null);
  assert.equal((await at.api("GET", "/status")).stopped, null);
});

test("paused under events and removed under events: both stay so, and what is removed leaves nothing", async () => {
  await afresh(at);
  let asked = 0;
  at.onRequest(() => void (asked += 1));
  assert.equal((await at.order("pause")).phase, "paused");
  assert.equal(await at.event(), 204);
  assert.equal((await at.info()).phase, "paused");
  await at.kill();
  assert.equal(await at.event(), 204);
  assert.deepEqual([(await at.info()).phase, asked], ["paused", 0]);
  await at.run();
  assert.equal(asked, 1);
  assert.equal((await at.api("DELETE", at.path())).status, 204);
  assert.equal(await at.event(), 204);
  await at.kill();
  assert.equal(await at.event(), 204);
  const { status, phase } = await at.info();
  assert.deepEqual([status, phase, asked], [404, "removed", 1]);
  assert.equal((await at.api("GET", at.path(ID, "/candidates"))).status, 404);
  for (const what of ["pause", "resume", "settle"]) assert.equal((await at.order(what)).status, 404);
  assert.ok(!(await at.api("GET", "/status?limit=1000")).integrations.some(({ id }) => id === ID));
  await at.add();
  await at.rest();
  await at.assertTrue();
});

test("removed or paused while a page is on its way: the page is not stored", async () => {
  for (const what of ["removed", "paused"]) {
    await at.api("DELETE", at.path());
    at.onRequest(async (_, n) => {
      if (n === 3) await (what === "removed" ? at.api("DELETE", at.path()) : at.order("pause"));
    });
    await at.add();
    await at.until(({ phase }) => phase === what);
    if (what === "paused") assert.equal((await at.stored()).length, 200);
    else assert.equal((await at.api("GET", at.path(ID, "/candidates"))).status, 404);
    at.onRequest(undefined);
    await (what === "removed" ? at.add() : at.order("resume"));
    await at.rest();
    await at.assertTrue(ID, what);
  }
});
