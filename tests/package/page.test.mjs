// The demo's page in a real browser, over the real proxy in workerd and the local Kombo behind it: what a person sees.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { createSandbox } from "../sandbox/sandbox.mjs";
import { startSite } from "../demo/site.mjs";
import { CHROMIUM, launch } from "./browser.mjs";

const CANDIDATES = 5000;
const options = { skip: CHROMIUM ? false : "no Chromium here" };
/** @type {Awaited<ReturnType<typeof startSite>>} */
let site;
/** @type {import("playwright-core").Browser} */
let browser;
before(async () => {
  if (CHROMIUM) [site, browser] = await Promise.all([startSite({ candidates: CANDIDATES }), launch()]);
});
after(() => Promise.all([site?.stop(), browser?.close()]));

/** The page in a browser of its own, and all that it asked for and complained of. */
async function open(settings = {}) {
  const context = await browser.newContext({ viewport: { width: 1200, height: 1000 }, ...settings });
  const page = await context.newPage();
  const seen = { complaints: [], asked: [] };
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && seen.complaints.push(message.text()));
  page.on("pageerror", (error) => seen.complaints.push(String(error)));
  page.on("request", (request) => seen.asked.push(request));
  await page.goto(site.url);
  return { page, seen, close: () => context.close() };
}

/** Chooses and fills in. @param {import("playwright-core").Page} page @param {Record<string, string | boolean>} values */
async function enter(page, values) {
  for (const [name, value] of Object.entries(values)) {
    const field = page.locator(`[name=${name}]`);
    if (typeof value === "boolean") await field.setChecked(value);
    else if ((await field.evaluate((element) => element.tagName)) === "SELECT") await field.selectOption(value);
    else await field.fill(value);
  }
}

const idle = (page) => page.locator("#walk:enabled").waitFor({ timeout: 60_000 });
const status = (page) => page.locator("#status").textContent();
const rows = (page) => page.locator("#rows tr").evaluateAll((all) => all.map((row) => row.dataset.id));

async function walk(page, values = {}) {
  await enter(page, values);
  await page.click("#walk");
  await idle(page);
  return { status: await status(page), alert: await page.locator("#alert").innerText(), rows: await rows(page) };
}

const truth = (query = {}) => createSandbox({ candidates: CANDIDATES, integrations: ["workday:sandbox"] }).truth(query).map(({ id }) => id);

test("5,000 candidates arrive, each once, and nothing is asked elsewhere", options, async () => {
  const { page, seen, close } = await open();
  const found = await walk(page, { include_deleted: true });
  assert.match(found.status, /^All there: 5,000 candidates on 20 pages, [\d.]+ MB\.$/);
  assert.deepEqual(found.rows.toSorted(), truth({ include_deleted: "true" }).toSorted());
  assert.deepEqual(seen.complaints, []);
  assert.ok(seen.asked.every((request) => request.url().startsWith(site.url)));
  assert.match(await page.getAttribute("#outcomes", "aria-label"), /PENDING \d{4}, HIRED \d+/);
  assert.match(await page.getAttribute("#times", "aria-label"), /^Time of 20 pages: on average [\d.]+ ms network, [\d.]+ ms check, [\d.]+ ms parse$/);
  assert.equal(await page.locator("#times rect").count(), 60);
  await close();
});

test("nothing that the page sends or gets holds the key", options, async () => {
  const { page, close } = await open();
  const exchanged = [];
  // The browser keeps no body that was read as a stream, so each is looked at on its way.
  await page.route("**", async (route) => {
    const headers = { ...(await route.request().allHeaders()), "sec-fetch-site": "same-origin" };
    const response = await route.fetch({ headers });
    exchanged.push(JSON.stringify(await route.request().allHeaders()), JSON.stringify(response.headersArray()), await response.text());
    await route.fulfill({ response });
  });
  await page.reload();
  await walk(page, { max_pages: "2" });
  await walk(page, { fault: "echo-key" });
  assert.ok(exchanged.some((text) => text.includes('"status":"success"')) && exchanged.some((text) => text.includes("refused: Bearer")));
  assert.equal(exchanged.filter((text) => text.includes("sandbox-key")).length, 0);
  await close();
});

test("there is a field for every parameter", options, async () => {
  const { page, close } = await open();
  const parameters = JSON.parse(await readFile(new URL("../contract/parameters.json", import.meta.url), "utf8"));
  const fields = await page.locator("#parameters [name], #switches [name]").evaluateAll((all) => all.map(({ name }) => name));
  assert.deepEqual(fields.toSorted(), ["connector", ...parameters.map(({ name }) => name)].toSorted());
  await close();
});

test("filters are sent, and what is wrong in them is said in words before anything is sent", options, async () => {
  const { page, seen, close } = await open();
  const [id] = truth();
  const found = await walk(page, { ids: id, page_size: "10" });
  assert.deepEqual(found.rows, [id]);
  assert.match(found.status, /^All there: 1 candidate on 1 page, /);
  const before = seen.asked.length;
  const wrong = await walk(page, { email: "nobody" });
  assert.match(wrong.alert, /Something entered is not right[^]*`email`/);
  assert.equal(seen.asked.length, before);
  // Another connector has other people.
  const other = await walk(page, { email: "", ids: "", connector: "greenhouse", max_pages: "1" });
  assert.match(other.status, /^Stopped by the number of pages: 10 candidates on 1 page,/);
  assert.ok(other.rows.every((row) => row !== id));
  await close();
});

test("cancelled on its way, resumed, and all are there once", options, async () => {
  const { page, close } = await open();
  await enter(page, { page_size: "100" });
  await page.click("#walk");
  await page.locator("#rows tr:nth-child(250)").waitFor({ state: "attached" });
  await page.click("#cancel");
  await idle(page);
  assert.match(await status(page), /^Cancelled: /);
  const first = (await rows(page)).length;
  assert.ok(first >= 250 && first < truth().length, `${first}`);
  await page.click("#resume");
  await idle(page);
  assert.match(await status(page), /^All there: /);
  assert.deepEqual((await rows(page)).toSorted(), truth().toSorted());
  assert.equal(await page.locator("#resume").isDisabled(), true);
  await close();
});

/** What the local Kombo does wrong, and what the page says of it: status, alert, and whether one can resume. */
const FAULTS = {
  "429-retry-after:1@2": [/^All there/, /^$/, false],
  "503x2": [/^All there/, /^$/, false],
  "html502@3+": [/^Stopped by an error: .* on 2 pages/, /Something else answered in Kombo’s place/, true],
  "code:INTEGRATION.PERMISSION_MISSING@2": [/^Stopped by an error: .* on 1 page,/, /lacks a permission[^]*grant it/, true],
  "cut@2": [/^All there/, /^$/, false],
  "odd-record:wrong-type": [/^All there/, /^$/, false],
  "expired-cursor@3": [/^Stopped by an error: .* on 2 pages/, /does not accept the request/, true],
  "cycle@3": [/^Stopped by an error/, /lead in a circle/, true],
  "missing-next@2": [/^Stopped by an error: .* on 1 page,/, /not what the contract says/, true],
  html502: [/^Stopped by an error\.$/, /Something else answered/, true],
  "echo-key": [/^Stopped by an error\.$/, /does not accept the proxy’s key[^]*refused: Bearer \[api_key\]/, true],
};
for (const [fault, [said, alert, resumable]] of Object.entries(FAULTS)) {
  test(`trouble: ${fault}`, options, async () => {
    const { page, close } = await open();
    const found = await walk(page, { fault, max_pages: "6" });
    assert.match(found.status.replace("Stopped by the number of pages", "All there"), said);
    assert.match(found.alert, alert);
    if (!found.status.startsWith("Stopped by the number")) assert.equal(await page.locator("#resume").isEnabled(), resumable);
    assert.equal(new Set(found.rows).size, found.rows.length, "a candidate is there twice");
    if (fault.startsWith("odd-record")) {
      assert.match(await page.locator("#issues").innerText(), /\$\.first_name should be string or null; there is a value of kind number/);
    }
    await close();
  });
}

test("every fault that the page offers is in the table above or has a test of its own", options, async () => {
  const { page, close } = await open();
  const offered = await page.locator("[name=fault] option").evaluateAll((all) => all.map((option) => option.value));
  assert.deepEqual(offered.toSorted(), ["", "odd-record:hostile@1", ...Object.keys(FAULTS)].toSorted());
  await close();
});

test("a hostile record is text, harms nothing and moves nothing", options, async () => {
  const { page, seen, close } = await open();
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  await page.evaluate(() => {
    globalThis.shifts = 0;
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => (globalThis.shifts += entry.value))).observe({ type: "layout-shift", buffered: true });
  });
  const found = await walk(page, { fault: "odd-record:hostile@1", max_pages: "2" });
  assert.match(found.status, /500 candidates on 2 pages/);
  assert.equal(await page.locator("#rows img, #rows script, #rows a").count(), 0);
  const hostile = page.locator("#rows tr", { hasText: "onerror" });
  assert.equal(await hostile.count(), 1);
  assert.ok((await hostile.innerText()).includes("<img src=x onerror="));
  assert.ok((await hostile.innerText()).length < 700);
  const state = await page.evaluate(() => ({ hacked: globalThis.hacked, polluted: {}.polluted, shifts: globalThis.shifts, width: document.documentElement.scrollWidth }));
  assert.deepEqual(state, { hacked: undefined, polluted: undefined, shifts: 0, width });
  assert.deepEqual(seen.complaints, []);
  await close();
});

test("by keyboard alone, at 360 px, with a name for everything that can be used", options, async () => {
  const { page, seen, close } = await open({ viewport: { width: 360, height: 740 }, colorScheme: "dark" });
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360);
  await page.locator("[name=page_size]").focus();
  await page.keyboard.press("Enter");
  await idle(page);
  assert.match(await status(page), /^All there/);
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360);
  // Tab leads to everything, in the order of the page, and shows where it is.
  await page.locator("h1").evaluate((element) => ((element.tabIndex = -1), element.focus()));
  const reached = [];
  for (;;) {
    await page.keyboard.press("Tab");
    const name = await page.evaluate(() => document.activeElement === document.body ? "" : (document.activeElement.name || document.activeElement.id || document.activeElement.className));
    if (name === "" || reached.includes(name)) break;
    assert.notEqual(await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle), "none", name);
    reached.push(name);
  }
  assert.deepEqual(reached.slice(0, 3), ["connector", "page_size", "updated_after"]);
  for (const name of ["fault", "walk", "state", "table", "table issues"]) assert.ok(reached.includes(name), `${name} is not reached: ${reached}`);
  const nameless = await page.locator("input, select, button, [role=img], [role=region], section").evaluateAll((all) =>
    all.filter((element) => !(element.labels?.[0]?.textContent.trim() || element.textContent.trim() || element.getAttribute("aria-label") || element.getAttribute("aria-labelledby"))).map((element) => element.outerHTML));
  assert.deepEqual(nameless, []);
  assert.deepEqual(seen.complaints, []);
  await close();
});
