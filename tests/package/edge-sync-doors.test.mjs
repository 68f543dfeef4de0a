// The HTTP routes of examples/edge-sync: the webhook, the administrator's JSON API, the metrics, and the HTML page.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { after, before, test } from "node:test";
import { source } from "../sandbox/source.mjs";
import { CHROMIUM, launch } from "./browser.mjs";
import { ID, SECRETS, sign, start } from "./edge-syncs.mjs";

const { PLANTED } = await source("testing/errors");

/** @type {Awaited<ReturnType<typeof start>>} */
let at;
before(async () => void (at = await start({ candidates: 150, integrations: [ID, "workday:two"] })));
after(() => at?.stop());

const EVENT = {
  id: "e1",
  type: "data-changed",
  data: { integration_id: ID, integration_tool: "workday", integration_category: "ATS", changed_models: [{ name: "ats_candidates" }] },
};
const about = (changes) => JSON.stringify({ ...EVENT, data: { ...EVENT.data, ...changes } });
const post = (body, signature = sign(body), more = {}) =>
  fetch(`${at.url}/webhook`, { method: "POST", body, headers: signature === null ? {} : { "x-kombo-signature": signature }, ...more });
/** The number of requests that the integration has sent to Kombo. */
const asked = async (id = ID) => (await at.info(id)).totals?.requests ?? 0;

test("an event starts a run of its integration, a burst of events starts one or two, and an event of a new integration adds it", async () => {
  await at.add();
  await at.rest();
  for (const name of ["ats_candidates", "ats_applications", "ats_tags"]) {
    const { totals } = await at.info();
    assert.equal((await post(about({ changed_models: [{ name: "ats_jobs" }, { name }] }))).status, 204);
    await at.until(({ totals: { runs }, reason }) => runs > totals.runs && reason === "schedule");
    const before = await asked();
    const answers = await Promise.all(Array.from({ length: 40 }, () => post(about({ changed_models: [{ name }] }))));
    assert.ok(answers.every(({ status }) => status === 204));
    await at.until(({ totals: { runs }, reason, until }) => runs > totals.runs + 1 && reason === "schedule" && Date.parse(until) - Date.now() > 10_000);
    assert.ok((await asked()) - before <= 3, `${(await asked()) - before} requests`);
  }
  assert.equal((await post(about({ integration_id: "workday:two" }))).status, 204);
  await at.rest("workday:two");
  await at.assertSynced("workday:two");
});

test("events of other models, other types and with invalid bodies start nothing", async () => {
  await at.rest();
  const before = await at.info();
  const others = [
    about({ changed_models: [{ name: "ats_jobs" }] }),
    about({ changed_models: [] }),
    about({ integration_category: "HRIS" }),
    about({ integration_id: 7 }),
    about({ integration_id: "" }),
    about({ integration_id: "no-connector" }),
    about({ integration_id: "a:b\n" }),
    about({ integration_id: `workday:${"x".repeat(300)}` }),
    JSON.stringify({ ...EVENT, type: "sync-finished" }),
    "{}",
    "null",
    "no JSON",
    "",
  ];
  for (const body of others) assert.equal((await post(body)).status, 204, body);
  assert.deepEqual(await at.info(), before);
  assert.equal((await at.api("GET", "/status")).counted.integrations, 2);
});

test("a wrong signature is refused, checked over the raw bytes", async () => {
  const before = await at.info();
  const body = JSON.stringify(EVENT);
  const right = sign(body);
  const wrong = [
    null,
    "",
    right.slice(1),
    `${right}=`,
    right.replace(/^./, (c) => (c === "A" ? "B" : "A")),
    sign(body, "other"),
    sign(`${body} `),
    createHmac("sha256", SECRETS.WEBHOOK_SECRET).update(body).digest("hex"),
    right.toUpperCase(),
  ];
  for (const signature of wrong) assert.equal((await post(body, signature)).status, 401, `${signature}`);
  assert.equal((await post(`${body}\n`, right)).status, 401);
  assert.deepEqual(await at.info(), before);
});

test("a body of 10 MB without a Content-Length is refused long before its end", async () => {
  let sent = 0;
  const body = new ReadableStream({
    pull(controller) {
      if (sent >= 10 * 2 ** 20) return controller.close();
      sent += 65_536;
      controller.enqueue(new Uint8Array(65_536).fill(32));
    },
  });
  // The connection may be closed while the body is being sent; then there is no response to read.
  const status = await post(body, "A".repeat(43), { duplex: "half" }).then(
    (answer) => answer.status,
    () => 413,
  );
  assert.equal(status, 413);
  assert.equal((await post(" ".repeat(70_000))).status, 413);
});

test("without the token every route refuses, and no other value passes for the token", async () => {
  const before = await at.info();
  const ask = (method, path, authorization) => fetch(at.url + path, { method, headers: authorization === undefined ? {} : { authorization } });
  const routes = [
    ["GET", "/status"],
    ["GET", "/metrics"],
    ["POST", "/fleet/resume"],
    ["PUT", at.path("workday:three")],
    ["DELETE", at.path()],
    ["GET", at.path()],
    ["GET", at.path(ID, "/candidates")],
    ["POST", at.path(ID, "/pause")],
    ["POST", at.path(ID, "/resume")],
    ["POST", at.path(ID, "/settle")],
    ["GET", "/nothing"],
  ];
  for (const [method, path] of routes) {
    for (const given of [undefined, "", "Bearer", "Bearer ", "Bearer statu", "Bearer status2", "status", "bearer status", "Basic status"])
      assert.equal((await ask(method, path, given)).status, 401, `${method} ${path} ${given}`);
  }
  assert.deepEqual(await at.info(), before);
});

test("unknown routes and ids get an error", async () => {
  const table = [
    ["GET", "/nothing", 404],
    ["GET", at.path("workday:nobody"), 404],
    ["POST", at.path("workday:nobody", "/pause"), 404],
    ["DELETE", at.path("workday:nobody"), 204],
    ["POST", at.path(), 404],
    ["GET", at.path(ID, "/nothing"), 404],
    ["PUT", at.path("no-connector"), 400],
    ["PUT", "/integrations/%E0%A4%A", 400],
    ["PUT", at.path("a:b c"), 400],
    ["GET", "/webhook", 404],
  ];
  for (const [method, path, status] of table) assert.equal((await at.api(method, path)).status, status, `${method} ${path}`);
  assert.equal((await fetch(at.url, { method: "POST" })).status, 401);
});

test("candidates are returned page by page, in the order of their ids", async () => {
  const first = await at.api("GET", at.path(ID, "/candidates?limit=40"));
  assert.equal(first.candidates.length, 40);
  assert.equal(first.next, first.candidates.at(-1).id);
  assert.equal((await at.api("GET", at.path(ID, `/candidates?limit=500&after=${first.next}`))).next, null);
  for (const limit of ["0", "-1", "x", "1e9", ""]) assert.ok((await at.api("GET", at.path(ID, `/candidates?limit=${limit}`))).candidates.length >= 100, limit);
  await at.assertSynced();
});

test("status and metrics agree", async () => {
  await at.rest();
  const { counted, integrations, next, running, line } = await at.api("GET", "/status?limit=1");
  const all = await Promise.all([ID, "workday:two"].map((id) => at.info(id)));
  const candidates = all.reduce((sum, one) => sum + one.candidates, 0);
  assert.deepEqual([counted.integrations, counted.candidates, running, line, integrations.length, next], [2, candidates, 0, 0, 1, ID]);
  assert.deepEqual(
    (await at.api("GET", `/status?after=${ID}`)).integrations.map(({ id }) => id),
    ["workday:two"],
  );
  const { text } = await at.api("GET", "/metrics");
  assert.match(text, new RegExp(`^kombo_sync_candidates ${candidates}$`, "m"));
  assert.match(text, /^kombo_sync_integrations\{state="waiting:schedule"\} 2$/m);
  for (const row of text.trim().split("\n")) assert.match(row, /^(# (HELP|TYPE) kombo_sync_\w+ .+|kombo_sync_\w+(\{\w+="[\w:]+"\})? \d+)$/);
});

test("no response contains the server's texts or the key", async () => {
  for (const fault of ["code:JANE.ROE:418", "code:INTEGRATION.INACTIVE", "echo-key", "html502"]) {
    at.sandbox.faults.clear();
    at.sandbox.faults.push({ fault, on: (request) => request.headers.get("x-integration-id") === ID });
    await at.order("resume");
    await at.until(({ error }) => error !== null);
    const shown = JSON.stringify([await at.info(), await at.api("GET", "/status"), await at.api("GET", "/metrics")]);
    for (const word of [PLANTED, "Jane", "JANE", "roe@", "sandbox-key"]) assert.ok(!shown.includes(word), `${fault}: ${word}`);
    at.sandbox.faults.clear();
    await at.api("POST", "/fleet/resume");
    await at.order("resume");
    await at.rest();
  }
});

test("a missing or wrong variable or secret is named, and nothing is sent", async () => {
  await at.restart({ KOMBO_API_KEY: "", WEBHOOK_SECRET: "", PLACES: "many" });
  const asked = at.sandbox.requests.length;
  assert.deepEqual(await (await post(JSON.stringify(EVENT))).json(), { error: "CONFIGURATION.WEBHOOK_SECRET" });
  assert.deepEqual(await at.add("workday:three"), { status: 500, error: "CONFIGURATION.PLACES" });
  await at.restart({ PLACES: "5" });
  await at.order("resume");
  await at.until(({ error, reason }) => error === "CONFIGURATION.KOMBO_API_KEY" && reason === "fleet");
  assert.equal((await at.api("GET", "/status")).stopped.code, "CONFIGURATION.KOMBO_API_KEY");
  assert.equal(at.sandbox.requests.length, asked);
  await at.restart(SECRETS);
  await at.rest();
  await at.restart({ STATUS_SECRET: "" });
  assert.equal((await at.info()).status, 500);
  await at.restart(SECRETS);
});

test("the HTML page asks for the token, shows the fleet, pauses, resumes and settles, and fits 360 px", {
  skip: CHROMIUM ? false : "no Chromium here",
}, async (t) => {
  // Create a doubt to settle.
  await at.add();
  await at.rest();
  await at.restart({ FULL_EVERY_MS: 0 });
  at.onRequest(async (request) => {
    const body = await (await at.sandbox.fetch(request)).json();
    return Response.json({ ...body, data: { ...body.data, results: body.data.results.slice(0, 10) } });
  });
  await at.run();
  const browser = await launch();
  t.after(() => browser.close());
  const page = await browser.newPage({ viewport: { width: 360, height: 740 } });
  /** @type {string[]} */
  const mistakes = [];
  page.on("console", (message) => message.type() === "error" && mistakes.push(message.text()));
  page.on("pageerror", (error) => mistakes.push(String(error)));
  await page.goto(at.url);
  await page.fill("#token", "wrong");
  await page.click("#enter button");
  await page.waitForSelector("text=The token is not right.");
  mistakes.length = 0;
  await page.fill("#token", SECRETS.STATUS_SECRET);
  await page.click("#enter button");
  await page.click(`#list >> text=${ID}`);
  await page.click("#one >> text=Pause");
  await page.waitForSelector("#one >> text=paused");
  assert.equal((await at.info()).phase, "paused");
  await page.click("#one >> text=Resume");
  await at.rest();
  await page.waitForSelector("#one >> text=resumed");
  await page.waitForSelector("#attention >> text=are missing");
  const { scroll, width } = await page.evaluate(() => ({ scroll: document.documentElement.scrollWidth, width: innerWidth }));
  assert.ok(scroll <= width, `${scroll} px`);
  if (process.env.KOMBO_EDGE_SCREENSHOTS) await page.screenshot({ path: `${process.env.KOMBO_EDGE_SCREENSHOTS}/edge-sync.png`, fullPage: true });
  await page.click("#attention >> text=Keep them");
  await at.until(({ doubt }) => doubt === null);
  await page.waitForSelector("text=Nothing waits for a person.");
  at.onRequest(undefined);
  assert.deepEqual(mistakes, []);
});
