// examples/edge-sync in workerd, with D1 and Queues: whatever dies or fails in between, the store ends as the server is.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { after, before, test } from "node:test";
import { ID, SECRETS, start } from "./edge-syncs.mjs";

/** @type {Awaited<ReturnType<typeof start>>} */
let at;
before(async () => void (at = await start({ candidates: 1900 })));
after(() => at?.stop());

/** Nothing is known yet. */
async function afresh() {
  at.onRequest(undefined);
  await at.kill({});
  await at.DB.batch(["DELETE FROM candidates", "DELETE FROM issues", "DELETE FROM integrations", `INSERT INTO integrations (id) VALUES ('${ID}')`].map((sql) => at.DB.prepare(sql)));
}

/** Hands over messages until a run has ended that began after this. */
async function toTheEnd(most = 20) {
  const { run_finished } = await at.row();
  for (let call = 0; call < most; call += 1) {
    await at.deliver();
    if ((await at.row()).run_finished !== run_finished) return;
  }
  throw new Error(`not at its end after ${most} calls: ${JSON.stringify(await at.row())}`);
}

const assertTrue = (message) => at.assertTrue(ID, message);

const known = async () => (await at.table()).filter(({ data }) => data?.applications?.length > 0 && data.tags.length > 0).map(({ id, data }) => ({ id, data }));

test("the first run in calls of three pages, then changes of every kind, some of them while it runs", async () => {
  await afresh();
  await toTheEnd();
  await assertTrue();
  const first = await at.row();
  assert.equal(first.pages, 8);
  assert.equal(first.lease, "");
  assert.ok(first.run_started < first.run_finished && first.watermark === first.run_started);

  const kombo = at.sandbox.of(ID);
  for (let run = 0; run < 3; run += 1) {
    const people = await known();
    at.sandbox.now = Date.now();
    for (const { id } of people.slice(0, 600)) kombo.update(id, { title: `Changed ${run}` });
    at.onRequest((n) => {
      at.sandbox.now = Date.now();
      const [a, b, c, d] = people.slice(610 + 10 * (run + n));
      kombo.touchApplication(a.id, a.data.applications[0].id, { outcome: "HIRED" });
      kombo.delete(b.id);
      kombo.addTag(c.id, { id: `tag-${run}-${n}`, name: `Tag ${run} ${n}`, remote_id: null });
      kombo.update(d.id, { company: `Moved ${run} ${n}` });
      kombo.create({ first_name: `New ${run} ${n}` });
    });
    await toTheEnd();
    at.onRequest(undefined);
    await toTheEnd();
    await assertTrue();
  }
});

test("killed at every page boundary, before the write and after it: the same store, no page more than twice", async () => {
  for (const moment of ["before", "after"]) {
    for (let page = 1; page <= 8; page += 1) {
      await afresh();
      const asked = at.sandbox.requests.length;
      // The page of the whole run, in the call that gets so far.
      const [calls, write] = [Math.floor((page - 1) / 3), ((page - 1) % 3) + 1];
      for (let call = 0; call < calls; call += 1) await at.deliver();
      await at.kill({ [moment]: write });
      const { outcome } = await at.deliver();
      assert.equal(outcome, "exception");
      const dead = await at.row();
      assert.notEqual(dead.lease, "");
      assert.equal(dead.pages, moment === "before" ? page - 1 : page);
      await at.kill({});
      // Nobody else may before the lease is over.
      const { retryMessages } = await at.deliver();
      assert.equal(retryMessages.length, 1);
      await at.expire();
      if (!(await at.row()).run_finished) await toTheEnd();
      await assertTrue(`${moment} ${page}`);
      const cursors = at.sandbox.requests.slice(asked).filter(({ query }) => !query.updated_after).map(({ query }) => query.cursor ?? "");
      const times = cursors.map((cursor) => cursors.filter((other) => other === cursor).length);
      assert.ok(Math.max(...times) <= 2, `${moment} ${page}: ${times}`);
    }
  }
});

test("cut off between the records and the checkpoint, at every page: neither is there", async () => {
  // The database itself ends the write: when the records come, or when they are there and the issues come.
  for (const table of ["candidates", "issues"]) {
    const event = table === "candidates" ? "INSERT" : "DELETE";
    await afresh();
    for (let page = 0; page < 8; page += 1) {
      const when = `WHEN (SELECT pages FROM integrations WHERE id = '${ID}') = ${page + 1}`;
      // A row to delete, so that there is something that can be cut off.
      await at.DB.prepare("INSERT OR IGNORE INTO issues SELECT ?1, id, '$', '', '', '' FROM (SELECT value AS id FROM json_each(?2))").bind(ID, JSON.stringify(at.truth().map(({ id }) => id))).run();
      await at.DB.prepare(`CREATE TRIGGER cut BEFORE ${event} ON ${table} ${when} BEGIN SELECT RAISE(ABORT, 'cut off'); END`).run();
      const before = await at.row();
      const rows = (await at.table()).length;
      for (let call = 0; call < 3 && (await at.row()).last_error === null; call += 1) await at.deliver();
      const row = await at.row();
      assert.match(row.last_error, /cut off/);
      assert.equal(row.pages, page, `${table} ${page}`);
      assert.ok((await at.table()).length >= rows && (await at.table()).length <= page * 250);
      await at.DB.batch(["DROP TRIGGER cut", "UPDATE integrations SET last_error = NULL"].map((sql) => at.DB.prepare(sql)));
      // One page further, and no more than that.
      await at.kill({ before: 2 });
      await at.deliver();
      await at.kill({});
      await at.expire();
      assert.equal((await at.row()).pages, Math.min(page + 1, 8), `${before.pages}`);
    }
    if (!(await at.row()).run_finished) await toTheEnd();
    await assertTrue();
  }
});

test("what a run of everything did not see is no longer there; a run of changes takes nothing away", async () => {
  await afresh();
  await toTheEnd();
  const ghost = at.DB.prepare("INSERT INTO candidates (integration_id, id, data, seen_run) VALUES (?, ?, '{}', 'before')");
  await at.DB.batch([ghost.bind(ID, "ghost"), ghost.bind("lever:another", "ghost")]);
  await toTheEnd();
  assert.equal((await at.table()).filter(({ id }) => id === "ghost").length, 1);
  await at.DB.prepare("UPDATE integrations SET state = NULL").run();
  await toTheEnd();
  await assertTrue();
  assert.equal((await at.table("lever:another")).length, 1);
});

test("a write that fails leaves nothing half done; the message comes again", async () => {
  await afresh();
  await at.kill({ fail: 2 });
  const failed = await at.deliver();
  assert.equal(failed.retryMessages.length, 1);
  assert.ok(failed.retryMessages[0].delaySeconds >= 30);
  const row = await at.row();
  assert.deepEqual([row.pages, row.lease, row.last_error], [1, "", "D1_ERROR: out of order"]);
  assert.equal((await at.table()).length, 250);
  await at.kill({});
  await toTheEnd();
  await assertTrue();
  assert.equal((await at.row()).last_error, null);
});

test("two consumers on one integration: one works, the other comes back later", async () => {
  await afresh();
  const asked = at.sandbox.requests.length;
  const results = await Promise.all([at.deliver(), at.deliver(), at.deliver()]);
  assert.equal(results.filter(({ retryMessages }) => retryMessages.length === 1).length, 2);
  // Three pages, and the one that was fetched ahead when the budget ended it at most.
  assert.ok(at.sandbox.requests.length - asked <= 4);
  assert.equal((await at.row()).pages, 3);
  await toTheEnd();
  await assertTrue();
});

test("a consumer that was slower than its lease writes nothing over the one after it", async () => {
  await afresh();
  let held;
  let free;
  const holding = new Promise((resolve) => (held = resolve));
  const freed = new Promise((resolve) => (free = resolve));
  at.onRequest(async (n) => {
    if (n !== 2) return;
    held();
    await freed;
  });
  const slow = at.deliver();
  await holding;
  await at.expire();
  await at.deliver();
  const { state, pages, lease } = await at.row();
  assert.equal(lease, "");
  free();
  const { retryMessages } = await slow;
  assert.equal(retryMessages.length, 1);
  const row = await at.row();
  assert.deepEqual([row.state, row.pages], [state, pages]);
  await toTheEnd();
  await assertTrue();
});

test("429 storms, bursts of 5xx and cut answers: later, not lost", async () => {
  await afresh();
  at.sandbox.faults.push("429-retry-after-ms:1x2,503@5,cut@8,html502@10");
  await toTheEnd();
  await assertTrue();
});

test("an hour's pause that the server asks for is the queue's to wait", async () => {
  await afresh();
  at.sandbox.faults.push("429-retry-after:3600@1");
  const { retryMessages } = await at.deliver();
  assert.ok(retryMessages[0].delaySeconds >= 3600);
  const row = await at.row();
  assert.deepEqual([row.last_error, row.lease], ["PLATFORM.RATE_LIMIT_EXCEEDED", ""]);
  await toTheEnd();
  await assertTrue();
});

test("a cursor that has grown too old: the run begins again, and the store is whole", async () => {
  await afresh();
  await at.deliver();
  at.sandbox.faults.push("expired-cursor@1");
  await toTheEnd();
  await assertTrue();
});

/** What is wrong with a record, and what is to be read about it. */
const POISONED = {
  hostile: [/^\$$/, /not stored/],
  "wrong-type": [/first_name/, /number/],
  "missing-id": [/\$\.id/, /nothing/],
  "null-record": [/^\$$/, /null/],
  "lone-surrogate": null,
  "big-number": [/custom_fields/, /number/],
  "duplicate-key": null,
};
for (const [kind, told] of Object.entries(POISONED)) {
  test(`a poisoned record (${kind}) costs no other, and is never dropped in silence`, async () => {
    await afresh();
    at.sandbox.faults.push(`odd-record:${kind}@1`);
    await at.deliver();
    const { results: issues } = await at.DB.prepare("SELECT * FROM issues").all();
    const { pages } = await at.row();
    assert.equal(pages, 3);
    const table = await at.table();
    const lost = ["missing-id", "null-record"].includes(kind) ? 1 : 0;
    assert.equal(table.length, 750 - lost);
    assert.equal(issues.length, told ? 1 : 0, JSON.stringify(issues));
    if (told) assert.ok(told[0].test(issues[0].path) && told[1].test(issues[0].found), JSON.stringify(issues));
    // Mended on the server, it is mended here, and nothing is left of the trouble.
    await toTheEnd();
    await at.DB.prepare("UPDATE integrations SET state = NULL").run();
    await toTheEnd();
    await assertTrue();
    assert.equal((await at.DB.prepare("SELECT count(*) AS n FROM issues").first()).n, 0);
  });
}

const PARKED = {
  "INTEGRATION.SETUP_SYNC_PENDING": 3_600_000,
  "INTEGRATION.PERMISSION_MISSING": 86_400_000,
  "PLATFORM.AUTHENTICATION_INVALID": 86_400_000,
};
for (const [code, ms] of Object.entries(PARKED)) {
  test(`${code} parks the integration with its reason, and nobody asks again before its time`, async () => {
    await afresh();
    at.sandbox.faults.push(`code:${code}@1`);
    const since = Date.now();
    const { retryMessages, explicitAcks } = await at.deliver();
    assert.deepEqual([retryMessages.length, explicitAcks.length], [0, 1]);
    const row = await at.row();
    assert.equal(row.parked, code);
    assert.ok(Math.abs(row.parked_until - since - ms) < 60_000);
    assert.ok(!JSON.stringify(row).includes("jane"));
    const asked = at.sandbox.requests.length;
    await at.deliver();
    await at.main.scheduled({ cron: "*/15 * * * *" });
    assert.equal(at.sandbox.requests.length, asked);
    assert.equal((await at.row()).queued_at, null);
    await at.DB.prepare("UPDATE integrations SET parked_until = 0").run();
    await toTheEnd();
    assert.equal((await at.row()).parked, null);
    await assertTrue();
  });
}

test("the dead-letter queue: why is kept for /status, and the next trigger tries again", async () => {
  await afresh();
  at.sandbox.faults.push("503@1x4");
  await at.deliver(ID, { attempts: 8 });
  await at.deliver(ID, { queue: "kombo-sync-dead" });
  assert.match((await at.row()).last_error, /^gave up: http/);
  await at.main.scheduled({ cron: "*/15 * * * *" });
  assert.notEqual((await at.row()).queued_at, null);
});

test("a pause that the server asks for is kept, whatever triggers and events come meanwhile", async () => {
  await afresh();
  at.sandbox.faults.push("429-retry-after:3600@1");
  await at.deliver();
  const { queued_at } = await at.row();
  assert.ok(queued_at > Date.now() + 3_500_000);
  await at.main.scheduled({ cron: "*/15 * * * *" });
  await post(about({}));
  assert.equal((await at.row()).queued_at, queued_at, "a second message was sent");
});

test("a message for a parked integration leaves no claim; when its time is over a trigger sends one", async () => {
  await afresh();
  await at.DB.prepare("UPDATE integrations SET parked = 'X', parked_until = ?, queued_at = ?").bind(Date.now() + 60_000, Date.now()).run();
  await at.deliver();
  assert.equal((await at.row()).queued_at, null);
  await post(about({}));
  assert.equal((await at.row()).queued_at, null, "an event sends none for what is parked");
  await at.DB.prepare("UPDATE integrations SET parked_until = 0").run();
  await at.main.scheduled({ cron: "*/15 * * * *" });
  assert.notEqual((await at.row()).queued_at, null);
});

test("an event ends the pause of a first synchronisation", async () => {
  await afresh();
  at.sandbox.faults.push("code:INTEGRATION.SETUP_SYNC_PENDING@1");
  await at.deliver();
  assert.equal((await at.row()).parked, "INTEGRATION.SETUP_SYNC_PENDING");
  await post(about({}));
  assert.notEqual((await at.row()).queued_at, null);
  await toTheEnd();
  await assertTrue();
});

test("an event while a run is on its way leads to another one", async () => {
  await afresh();
  await at.deliver();
  assert.notEqual((await at.row()).queued_at, null, "the rest of the run waits");
  await post(about({}));
  await toTheEnd();
  assert.notEqual((await at.row()).queued_at, null, "a run for what the event was about");
  await toTheEnd();
  assert.equal((await at.row()).queued_at, null);
});

test("a database that does not answer: later, and from the dead-letter queue the next trigger begins anew", async () => {
  await afresh();
  await at.DB.prepare("UPDATE integrations SET queued_at = ?, last_error = 'X'").bind(Date.now()).run();
  await at.deliver(ID, { queue: "kombo-sync-dead" });
  assert.equal((await at.row()).queued_at, null);
  await at.DB.prepare("UPDATE integrations SET last_error = NULL").run();
  await at.deliver(ID, { queue: "kombo-sync-dead" });
  assert.equal((await at.row()).last_error, null, "one that is well stays so");
});

test("an integration that is taken away while it runs does not come back", async () => {
  await afresh();
  at.onRequest(async (n) => {
    if (n === 2) await at.DB.batch(["DELETE FROM candidates", "DELETE FROM integrations"].map((sql) => at.DB.prepare(sql)));
  });
  await at.deliver();
  at.onRequest(undefined);
  assert.deepEqual(await at.table(), []);
});

test("a record that has grown too large leaves no old one behind", async () => {
  await afresh();
  await toTheEnd();
  const [{ id, data }] = await known();
  at.sandbox.now = Date.now();
  at.sandbox.of(ID).update(id, { title: "long ".repeat(200_000) });
  await toTheEnd();
  const row = (await at.table()).find((one) => one.id === id);
  assert.deepEqual(row, { id, data: null, deleted_at: null });
  at.sandbox.now = Date.now();
  at.sandbox.of(ID).update(id, { title: data.title });
  await toTheEnd();
  await assertTrue();
});

const EVENT = { id: "e1", type: "data-changed", data: { integration_id: ID, integration_tool: "workday", integration_category: "ATS", changed_models: [{ name: "ats_candidates" }] } };
const sign = (body, secret = SECRETS.WEBHOOK_SECRET) => createHmac("sha256", secret).update(body).digest("base64url");
const post = (body, signature = sign(body)) => fetch(`${at.url}/webhook`, { method: "POST", body, headers: signature === null ? {} : { "x-kombo-signature": signature } });
const about = (changes) => JSON.stringify({ ...EVENT, data: { ...EVENT.data, ...changes } });

test("the webhook: a signed event queues its integration, a flood of them once", async () => {
  await afresh();
  for (const name of ["ats_candidates", "ats_applications", "ats_tags"]) {
    await at.DB.prepare("UPDATE integrations SET queued_at = NULL").run();
    assert.equal((await post(about({ changed_models: [{ name: "ats_jobs" }, { name }] }))).status, 204);
    const { queued_at } = await at.row();
    assert.notEqual(queued_at, null, name);
    const answers = await Promise.all(Array.from({ length: 30 }, () => post(about({ changed_models: [{ name }] }))));
    assert.ok(answers.every(({ status }) => status === 204));
    assert.equal((await at.row()).queued_at, queued_at, "a second message was sent");
  }
  await post(about({ integration_id: "lever:unheard-of" }));
  assert.notEqual((await at.row("lever:unheard-of")).queued_at, null);
});

test("the webhook: other models, other events and other texts queue nothing", async () => {
  await afresh();
  const others = [about({ changed_models: [{ name: "ats_jobs" }] }), about({ changed_models: [] }), about({ integration_category: "HRIS" }), about({ integration_id: 7 }), JSON.stringify({ ...EVENT, type: "sync-finished" }), "{}", "null", "no JSON", ""];
  for (const body of others) {
    assert.equal((await post(body)).status, 204, body);
    assert.equal((await at.row()).queued_at, null, body);
  }
});

test("the webhook: a wrong signature is refused, over the bytes as they came", async () => {
  await afresh();
  const body = JSON.stringify(EVENT);
  const right = sign(body);
  const wrong = [null, "", right.slice(1), `${right}=`, right.replace(/^./, (c) => (c === "A" ? "B" : "A")), sign(body, "other"), sign(`${body} `), createHmac("sha256", SECRETS.WEBHOOK_SECRET).update(body).digest("hex"), right.toUpperCase()];
  for (const signature of wrong) assert.equal((await post(body, signature)).status, 401, `${signature}`);
  assert.equal((await post(`${body}\n`, right)).status, 401);
  assert.equal((await at.row()).queued_at, null);
});

test("/status tells how each integration is, to whoever knows the secret", async () => {
  await afresh();
  await toTheEnd();
  const ask = (authorization) => fetch(`${at.url}/status`, { headers: authorization === undefined ? {} : { authorization } });
  for (const given of [undefined, "", "Bearer", "Bearer ", "Bearer statu", "Bearer status2", "status", "bearer status"]) assert.equal((await ask(given)).status, 401, given);
  const answer = await ask(`Bearer ${SECRETS.STATUS_SECRET}`);
  const { integrations } = await answer.json();
  assert.equal(integrations.length, 1);
  const [{ id, pages, upserts, deletions, watermark, run_started, issues, parked }] = integrations;
  assert.deepEqual([id, pages, upserts + deletions, watermark, issues, parked], [ID, 8, at.truth().length, run_started, 0, null]);
  assert.ok(!JSON.stringify(integrations).includes("state"), "the state is nobody's business");
});

test("other routes and methods are not there", async () => {
  for (const [method, path] of [["GET", "/"], ["GET", "/webhook"], ["POST", "/status"], ["GET", "/status/"]]) assert.equal((await fetch(at.url + path, { method })).status, 404);
});
