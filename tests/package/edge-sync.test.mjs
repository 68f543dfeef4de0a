// examples/edge-sync in workerd: the store equals Kombo's data, whatever Kombo answers in between.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { alive, changed, hide, startOver } from "./edge-sync-changes.mjs";
import { ID, start } from "./edge-syncs.mjs";

/** After the first run, runs fetch only changes. @type {Awaited<ReturnType<typeof start>>} */
let at;
before(async () => void (at = await start({ integrations: Array.from({ length: 12 }, (_, n) => `workday:${n}`).concat(ID) })));
after(() => at?.stop());

test("a first run in slices, and changes of every kind before and during later runs, leave the store equal to Kombo", async () => {
  await startOver(at);
  await at.assertSynced();
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
    await at.assertSynced(ID, `run ${run}`);
  }
});

test("a run without changes is one request", async () => {
  const { totals } = await startOver(at, "workday:5");
  const { totals: later } = await at.run("workday:5");
  assert.deepEqual([later.requests - totals.requests, later.runs - totals.runs], [1, 1]);
});

test("nothing is lost with clocks an hour off in either direction, and records that appear four minutes late", async () => {
  for (const ahead of [-3_600_000, 3_600_000]) {
    const off = await start({ candidates: 60, variables: { OVERLAP_MS: 300_000 } });
    try {
      const late = new Set();
      off.onRequest(async (request) => {
        off.sandbox.now = Date.now() + ahead;
        const answer = await hide(off, late)(request);
        return new Response(answer.body, {
          status: answer.status,
          headers: { ...Object.fromEntries(answer.headers), date: new Date(Date.now() + ahead).toUTCString() },
        });
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
      await off.assertSynced(ID, String(ahead));
    } finally {
      await off.stop();
    }
  }
});

test("a candidate of megabytes, and ids that are too long or broken, do not stop the sync; NUL and lone surrogates are kept", async () => {
  await startOver(at);
  const kombo = at.sandbox.of(ID);
  const [big, odd] = alive(at);
  kombo.update(big, { title: "long ".repeat(500_000) }, Date.now());
  kombo.update(odd, { title: "a\0b \ud83d c", company: "\u2028" }, Date.now());
  at.onRequest(async (request) =>
    changed(await at.sandbox.fetch(request), (results) => [
      ...results,
      { ...results[0], id: "x".repeat(3_000_000) },
      { ...results[0], id: "" },
      { ...results[0], id: "a\0b" },
    ]),
  );
  await at.run();
  at.onRequest(undefined);
  const row = async (id) => (await at.stored()).find((one) => one.id === id);
  assert.deepEqual(await row(big), { id: big, data: null, deleted_at: null });
  assert.equal((await row(odd)).data.title, "a\0b \ud83d c");
  assert.ok(!(await at.stored()).some(({ id }) => id === "" || id.length > 500));
  kombo.update(big, { title: "short" }, Date.now());
  await at.run();
  await at.assertSynced();
});

const ODD = {
  "403 with HTML": ["html403", "HTTP.403"],
  "404 without a code": ["404", "HTTP.404"],
  "a redirect": ["redirect", "HTTP.302"],
  "520 from a proxy": ["520", "HTTP.520"],
  "64 MB": ["huge:64", "DECODE.200"],
  "an unknown code": ["code:JANE.ROE:418", "API.418"],
  "no JSON": ["html200", "DECODE.200"],
  "an empty body": ["empty-body", "DECODE.200"],
};
test("an integration with faulty answers retries by itself and shows a code, and the others continue", async () => {
  for (const [what, [fault, code]] of Object.entries(ODD)) {
    const odd = "workday:0";
    for (const id of [odd, "workday:1"]) await at.api("DELETE", at.path(id));
    at.onRequest(undefined);
    at.sandbox.faults.clear();
    at.sandbox.faults.push({ fault, on: (request) => request.headers.get("x-integration-id") === odd });
    await at.add(odd);
    const info = await at.until(({ error, history }) => error !== null && (history[0].times ?? 1) > 1, odd);
    assert.equal(info.error, code, what);
    await at.add("workday:1");
    await at.rest("workday:1");
    await at.assertSynced("workday:1", what);
    const { stopped, closed_until } = await at.api("GET", "/status");
    assert.deepEqual([stopped, closed_until], [null, null], what);
    at.sandbox.faults.clear();
    // After an answer that is too large, the sync asks for smaller and smaller pages, and keeps the size until the run ends.
    if (what === "64 MB") await startOver(at, odd);
    assert.equal((await at.rest(odd)).error, null);
    await at.assertSynced(odd, what);
  }
});

test("an integration that needs a person says so, and an event or a person restarts it", async () => {
  const broken = "lever:inactive";
  await at.add(broken);
  const info = await at.until(({ reason }) => reason === "person", broken);
  assert.deepEqual([info.error, Math.round((Date.parse(info.until) - Date.now()) / 60_000)], ["INTEGRATION.INACTIVE", 60]);
  const { attention } = await at.api("GET", "/status");
  assert.ok(attention.some(({ id, why }) => id === broken && why === "INTEGRATION.INACTIVE"));
  const { totals } = info;
  assert.equal(await at.event(broken), 204);
  const again = await at.until(({ totals: { requests }, reason }) => requests > totals.requests && reason === "person", broken);
  assert.equal(Math.round((Date.parse(again.until) - Date.now()) / 60_000), 120);
  await at.order("resume", broken);
  const last = await at.until(({ totals: { requests }, reason }) => requests > again.totals.requests && reason === "person", broken);
  assert.equal(Math.round((Date.parse(last.until) - Date.now()) / 60_000), 60);
});

test("a 429 closes the gate for all until it is over", async () => {
  await Promise.all(["workday:0", "workday:1"].map((id) => startOver(at, id)));
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

test("with a wrong key each running integration sends one request, then only one of them probes; all continue when the key is right", async () => {
  const ids = Array.from({ length: 12 }, (_, n) => `workday:${n}`);
  for (const id of ids) await startOver(at, id);
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
  assert.ok(
    [...asked.values()].every((times) => times === 1),
    JSON.stringify([...asked]),
  );
  // The state survives the process.
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

test("a paused integration and a removed one stay so when events come, and a removed one leaves no data", async () => {
  await startOver(at);
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
  await at.assertSynced();
});

test("a page that arrives after its integration was removed or paused is not stored", async () => {
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
    await at.assertSynced(ID, what);
  }
});
