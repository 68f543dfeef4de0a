// The page in Chromium, with the real proxy in workerd and the sandbox behind it: actions, contents and downloads.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { FAULTS } from "../demo/faults.mjs";
import { baseUrl, createSandbox } from "../sandbox/sandbox.mjs";
import { serve } from "../sandbox/server.mjs";
import { alert, button, CANDIDATES, choose, download, idle, NOW, options, pages, parsed, rowCount, rowsInSight, state, truth, walk } from "./explorer.mjs";
import { model } from "./explorer-model.mjs";
import { installed } from "./install.mjs";
import { run } from "./projects.mjs";
import { assertWhole } from "./truth.mjs";

const open = pages();

const ids = (records) => records.map(({ id }) => id).toSorted();
const says = (value) => !(value === null || value === undefined || value === "" || (typeof value === "object" && Object.keys(value).length === 0));

test("a user walks all pages, finds the least filled field and downloads the records that lack it", options, async (t) => {
  const { page, seen, site } = await open(t);
  await page.getByRole("button", { name: /^Everything/ }).click();
  await idle(page);
  assert.match(await state(page), /^All there walked to the end at /);
  const all = truth();
  assert.equal(await rowCount(page), all.length);
  assertWhole(parsed(await download(page)), all);
  // In this order, the first row is the least filled of the contract's fields, nested ones included.
  await page.getByRole("button", { name: "Order: Most filled" }).click();
  await page.getByRole("dialog", { name: "Order of the fields" }).getByRole("button", { name: "Least filled" }).click();
  const worst = page.locator(".coverage-button").first();
  const [name, share, lacks] = [
    (await worst.getAttribute("title")).split(":")[0],
    await worst.locator(".share").innerText(),
    await worst.locator(".lacks").innerText(),
  ];
  const fewest = Math.min(...CONTRACT.map((path) => all.filter((record) => fills(record, path)).length));
  const without = all.filter((record) => !fills(record, name.replaceAll("[]", "")));
  assert.ok(CONTRACT.includes(name.replaceAll("[]", "")), name);
  assert.equal(all.length - without.length, fewest);
  assert.match(share, fewest === 0 ? /^never$/ : /^\d\.\d %$/);
  await worst.click();
  assert.equal(Number(/^[\d,]+/.exec(lacks)[0].replace(",", "")), without.length);
  await page
    .locator(".count-shown strong")
    .filter({ hasText: without.length.toLocaleString("en") })
    .waitFor();
  const file = await download(page, { shown: true });
  assert.match(file.name, /^workday-candidates-that-lack-[\w.-]+-\d{4}-\d\d-\d\d\.ndjson$/);
  assert.deepEqual(ids(parsed(file)), ids(without));
  assert.deepEqual(seen.complaints, []);
  assert.ok(seen.requests.every((request) => request.url().startsWith(site.url) || request.url().startsWith("blob:")));
});

/** The paths of the contract's fields, from the head of a CSV, and of the objects and lists around them, without the fields shown as counts. */
const COLUMNS = model.atOnce(model.exportRecords([], "csv")).join("").replace("\ufeff", "").trim().split(",").slice(0, -1);
const CONTRACT = [
  ...new Set(
    COLUMNS.flatMap((path) =>
      path.startsWith("integration_fields.") ? ["integration_fields"] : path.split(".").map((_, n, names) => names.slice(0, n + 1).join(".")),
    ),
  ),
].filter((path) => !["remote_deleted_at", "confidential"].includes(path));

function fills(value, path) {
  if (path === "") return says(value);
  const [name, ...others] = path.split(".");
  return [value].flat().some((one) => says(one) && fills(one[name], others.join(".")));
}

test("coverage, counts and values match the records", options, async (t) => {
  const { page } = await open(t);
  await walk(page, "include_deleted=true&page_size=250");
  const all = truth({ include_deleted: "true" });
  for (const name of ["last_name", "phone_numbers", "tags", "location"]) {
    const row = page.locator(".coverage-row", { has: page.getByText(name, { exact: true }) });
    assert.match(await row.locator(".lacks").innerText(), new RegExp(`^${all.filter((record) => !says(record[name])).length.toLocaleString("en")}\\b`), name);
  }
  const deleted = all.filter(({ remote_deleted_at }) => remote_deleted_at !== null).length;
  assert.equal(await page.locator(".counts button").first().innerText(), `${deleted} deleted`);
  const hired = all.flatMap(({ applications }) => applications ?? []).filter(({ outcome }) => outcome === "HIRED").length;
  assert.equal(await page.locator('.value[title="HIRED"] .value-count').innerText(), hired.toLocaleString("en"));
  // A click opens the fields below.
  await page.getByRole("button", { name: "Fields in location" }).click();
  const city = page.locator(".coverage-row", { has: page.getByText("city", { exact: true }) });
  await city.locator(".coverage-button").click();
  await page.locator(".pill.set", { hasText: "Lacks location.city" }).waitFor();
  assert.equal(await rowCount(page), all.filter((record) => !says(record.location?.city)).length);
});

test("no request or response of the page contains the key", options, async (t) => {
  const { page } = await open(t);
  const exchanged = [];
  // The browser does not keep a body that was read as a stream, so a route reads each.
  await page.route("**", async (route) => {
    const headers = { ...(await route.request().allHeaders()), "sec-fetch-site": "same-origin" };
    const response = await route.fetch({ headers });
    exchanged.push(JSON.stringify(await route.request().allHeaders()), JSON.stringify(response.headersArray()), await response.text());
    await route.fulfill({ response });
  });
  await page.reload();
  await page.locator(".topbar").waitFor();
  await walk(page, "max_pages=2");
  await choose(page, "echo-key");
  await walk(page);
  assert.ok(exchanged.some((text) => text.includes('"status":"success"')) && exchanged.some((text) => text.includes("refused: Bearer")));
  assert.equal(exchanged.filter((text) => text.includes("sandbox-key")).length, 0);
});

test("every parameter can be entered and is sent", options, async (t) => {
  const { page, seen } = await open(t);
  const parameters = JSON.parse(await readFile(new URL("../contract/parameters.json", import.meta.url), "utf8"));
  const values = {
    email: "jane@example.com",
    first_name: "Jane",
    last_name: "Doe",
    ids: "a,b",
    remote_ids: "32",
    job_ids: "j1",
    page_size: "10",
    cursor: "abc",
  };
  const pills = { email: "E-mail", first_name: "First name", last_name: "Last name", job_ids: "Jobs" };
  for (const [name, label] of Object.entries(pills)) {
    await page.getByRole("button", { name: label, exact: true }).click();
    await page.locator(`#entry-${name}`).fill(values[name]);
    await page.keyboard.press("Enter");
    if (name === "job_ids") await button(page, "Apply").click();
    await page.locator(".popover").waitFor({ state: "detached" });
  }
  await page.getByRole("button", { name: "Deleted ones too", exact: true }).click();
  await page.getByRole("button", { name: "Changed after", exact: true }).click();
  await button(page, "Last 7 days").click();
  const sent = await page.locator("input.iso").inputValue();
  assert.match(sent, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  await button(page, "Apply").click();
  await page.locator('[data-menu="more"]').click();
  for (const name of ["ids", "remote_ids", "page_size", "cursor"]) await page.locator(`#entry-${name}`).fill(values[name]);
  await page.getByLabel(/Leave out filters/).check();
  await button(page, "Apply").click();
  await page.locator("button.walk").click();
  await idle(page);
  const search = new URL(seen.requests.find((request) => request.url().includes("/kombo/ats/")).url()).searchParams;
  assert.deepEqual([...search.keys()].toSorted(), parameters.map(({ name }) => name).toSorted());
  for (const [name, value] of Object.entries(values)) assert.equal(search.get(name), value, name);
  // Back undoes the entries in the address step by step.
  assert.match(page.url(), /updated_after=-7d/);
  await page.goBack();
  assert.doesNotMatch(page.url(), /remote_ids/);
});

test("an invalid entry is reported before a request is sent", options, async (t) => {
  const { page, seen } = await open(t, { hash: "#email=nobody" });
  await walk(page);
  assert.match(await state(page), /^Not sent/);
  assert.match(await alert(page), /Something entered is not right[^]*\bemail\b[^]*Nothing was sent/);
  await page.locator('[data-menu="more"]').click();
  await page.locator("#entry-page_size").fill("300");
  assert.match(await page.locator("#entry-page_size-hint").innerText(), /whole number from 1 to 250/);
  assert.equal(await button(page, "Apply").isDisabled(), true);
  assert.deepEqual(
    seen.requests.filter((request) => request.url().includes("/kombo/")),
    [],
  );
});

test("one person is found by name or e-mail", options, async (t) => {
  const { page } = await open(t);
  const someone = truth().find(({ email_addresses }) => email_addresses?.length === 1);
  await page.getByRole("button", { name: /^One person/ }).click();
  await page.locator("#entry-email").fill(someone.email_addresses[0].email_address);
  await page.keyboard.press("Enter");
  await idle(page);
  assert.ok(parsed(await download(page)).some(({ id }) => id === someone.id));
});

test("another integration has other records and removes the earlier ones", options, async (t) => {
  const { page, seen } = await open(t);
  await walk(page, "max_pages=1");
  await page.locator('[data-menu="integration"]').click();
  await page.keyboard.type("greenh");
  await page.keyboard.press("Enter");
  assert.match(await state(page), /^Nothing asked yet/);
  await walk(page, "integration=greenhouse:sandbox&max_pages=1&page_size=10");
  assert.equal(seen.requests.at(-1).headers()["x-integration-id"], "greenhouse:sandbox");
  assert.equal(await rowCount(page), 10);
  assert.deepEqual(ids(parsed(await download(page))), ids(truth({}, "greenhouse:sandbox").slice(0, 10)));
});

test("after a cancelled and resumed walk, every record is there once", options, async (t) => {
  const { page } = await open(t, { hash: "#page_size=100" });
  await page.locator("button.walk").click();
  await page.waitForFunction(() => Number(document.querySelector(".table")?.ariaRowCount) > 301);
  await page.locator("button.walk").click();
  await idle(page);
  assert.match(await state(page), /^Cancelled/);
  const first = await rowCount(page);
  assert.ok(first > 300 && first < truth().length, `${first}`);
  const file = await download(page);
  assert.match(file.name, /partial/);
  assert.equal(parsed(file).length, first);
  await page.getByRole("button", { name: /^Resume at page / }).click();
  await page.locator(".runbar.done").waitFor();
  assertWhole(parsed(await download(page)), truth());
  assert.equal(await page.getByRole("button", { name: /^Resume/ }).count(), 0);
});

test("issues are listed by field, lead to their records and are marked in them", options, async (t) => {
  const { page } = await open(t, { hash: "#demo=done" });
  await page.locator(".runbar.done").waitFor();
  const issue = page.locator(".issue", { hasText: "expected text, found a number" });
  const number = Number(await issue.locator("strong").innerText());
  await issue.click();
  await page.locator(".pill.set", { hasText: "Issue in first_name" }).waitFor();
  assert.equal(await rowCount(page), number);
  await page.locator(".rows .row").first().click();
  await page.locator(".issue-text", { hasText: `Expected text, found a number, kept. ${number - 1} more like it` }).waitFor();
  await page.getByRole("tab", { name: "JSON" }).click();
  assert.equal(await page.locator(".json .issue-value").innerText(), "42");
  await page.getByRole("tab", { name: "Issues 1" }).click();
  assert.match(await page.locator(".record-body").innerText(), /first_name/);
});

test("search, sort and a chart's filter select rows, and Back undoes them", options, async (t) => {
  const { page } = await open(t);
  await walk(page, "page_size=250");
  const all = truth();
  await page.locator("#search").fill("nurse initech");
  const found = all.filter((record) => ["nurse", "initech"].every((word) => JSON.stringify(record).toLowerCase().includes(word))).length;
  await page.waitForFunction((count) => Number(document.querySelector(".table").ariaRowCount) === count + 1, found);
  await page.locator("#search").fill("");
  await page.waitForFunction((count) => Number(document.querySelector(".table").ariaRowCount) === count + 1, all.length);
  // New rows are shown from the top.
  await page.locator(".table").evaluate((table) => (table.scrollTop = table.scrollHeight));
  // Newest first, then oldest first, then in the order of arrival.
  const header = page.getByRole("columnheader", { name: "Changed" });
  const newest = all.map(({ changed_at }) => changed_at).toSorted();
  const order = [];
  for (const sort of ["descending", "ascending", "none"]) {
    await header.getByRole("button").click();
    await page.waitForFunction(
      (sort) => document.querySelector(".head .numeric").ariaSort === sort && !document.querySelector(".count-shown").innerText.includes("Looking"),
      sort,
    );
    order.push(parsed(await download(page, { shown: false }))[0].id, (await rowsInSight(page))[0]);
  }
  const first = (wanted) => all.find(({ changed_at }) => changed_at === wanted);
  assert.ok(order[1].includes(first(newest.at(-1)).last_name ?? first(newest.at(-1)).first_name));
  assert.ok(order[3].includes(first(newest[0]).last_name ?? first(newest[0]).first_name));
  assert.ok(order[5].includes(all[0].last_name));
  await page.locator(".value", { hasText: "Indeed" }).click();
  const indeed = all.filter(({ source }) => source === "Indeed").length;
  await page.waitForFunction((count) => Number(document.querySelector(".table").ariaRowCount) === count + 1, indeed);
  await page.locator(".coverage-button", { hasText: "phone_numbers" }).click();
  await page.waitForFunction((count) => Number(document.querySelector(".table").ariaRowCount) < count, indeed);
  await page.goBack();
  await page.waitForFunction((count) => Number(document.querySelector(".table").ariaRowCount) === count + 1, indeed);
  await page.goBack();
  await page.waitForFunction((count) => Number(document.querySelector(".table").ariaRowCount) === count + 1, all.length);
});

test("in a sorted table, new rows wait for a click, and no row moves", options, async (t) => {
  const { page } = await open(t, { hash: "#sort=-changed&demo=walking" });
  await page.locator(".sort-in").filter({ hasText: "3,250" }).waitFor();
  const before = await rowsInSight(page);
  assert.equal(await rowCount(page), 250);
  await page.locator(".sort-in").click();
  await page.waitForFunction(() => Number(document.querySelector(".table").ariaRowCount) === 3501);
  assert.equal(await page.locator(".sort-in").count(), 0);
  assert.notDeepEqual(await rowsInSight(page), before);
});

test("opening and closing a record moves no row and keeps the scroll position", options, async (t) => {
  const { page } = await open(t);
  await walk(page, "page_size=250");
  await page.locator(".table").evaluate((table) => (table.scrollTop = 33_000));
  const row = page.locator('.rows .row[data-n="1010"]');
  // In Firefox, Playwright scrolls the element that it clicks to the middle.
  await row.scrollIntoViewIfNeeded();
  const top = async () => (await row.boundingBox()).y;
  const before = await top();
  await row.click();
  await page.locator(".record").waitFor();
  assert.equal(await top(), before);
  await page.getByRole("button", { name: "Close the record" }).click();
  await page.locator(".record").waitFor({ state: "detached" });
  assert.equal(await top(), before);
  assert.equal(await page.evaluate(() => document.activeElement.dataset.n), "1010");
});

test("Escape closes the topmost panel and keeps the search and the filters", options, async (t) => {
  const { page } = await open(t);
  await walk(page);
  await page.locator("#search").fill("nurse");
  await page.locator(".coverage-button", { hasText: "phone_numbers" }).click();
  await page.locator(".pill.set", { hasText: "Lacks phone_numbers" }).waitFor();
  const rows = await rowCount(page);
  const kept = async (what) => {
    assert.deepEqual(
      [await page.locator("#search").inputValue(), await page.locator(".pill.set", { hasText: "Lacks" }).count(), await rowCount(page)],
      ["nurse", 1, rows],
      what,
    );
  };
  await download(page, { shown: true });
  await page.keyboard.press("Escape");
  await kept("after a download");
  await page.locator("#search").focus();
  await page.keyboard.press("Escape");
  await kept("in the search");
  assert.notEqual(await page.evaluate(() => document.activeElement.id), "search");
  await page.locator(".rows .row").first().click();
  await page.locator('[data-menu="columns"]').click();
  await page.locator(".popover").waitFor();
  await page.keyboard.press("Escape");
  assert.deepEqual([await page.locator(".popover").count(), await page.locator(".record").count()], [0, 1]);
  await page.keyboard.press("Escape");
  await page.locator(".record").waitFor({ state: "detached" });
  await page.keyboard.press("Escape");
  await kept("with nothing open");
  await page.getByRole("button", { name: "Clear the search" }).click();
  assert.equal(await page.locator("#search").inputValue(), "");
});

test("the CSV equals the command's byte for byte", options, async (t) => {
  const { page } = await open(t);
  const { spec } = FAULTS.find(({ label }) => label === "Records that break the contract");
  await choose(page, spec);
  await walk(page, "max_pages=5&include_deleted=true");
  const { text } = await download(page, { format: "CSV" });
  const kombo = await serve(createSandbox({ candidates: CANDIDATES, integrations: ["workday:sandbox"], now: NOW }));
  t.after(kombo.close);
  const args = [
    "candidates",
    "--integration",
    "workday:sandbox",
    "--server-url",
    baseUrl(kombo.url, spec, "csv"),
    "--include-deleted",
    "--format",
    "csv",
    "--bom",
    "--limit",
    "1250",
  ];
  const { stdout } = await run(join(await installed(), "node_modules/.bin/kombo-edge"), args, {
    cwd: await installed(),
    env: { KOMBO_API_KEY: "sandbox-key" },
  });
  assert.equal(text, stdout);
});

test("columns can show any field and are stored for the integration", options, async (t) => {
  const { page, site } = await open(t, { hash: "#max_pages=1" });
  await walk(page);
  await page.locator('[data-menu="columns"]').click();
  await page.keyboard.type("location.city");
  await page.locator(".columns .check", { hasText: "location.city" }).locator("input").check();
  await page.keyboard.press("Escape");
  await page.getByRole("columnheader", { name: "location.city" }).waitFor();
  await page.goto(`${site.url}/#max_pages=1&x`);
  await page.reload();
  await walk(page);
  await page.getByRole("columnheader", { name: "location.city" }).waitFor();
});

test("after a change of the request, the button shows it and the rows stay", options, async (t) => {
  const { page } = await open(t, { hash: "#demo=changed" });
  await page.locator(".runbar.done", { hasText: "Filters changed" }).waitFor();
  assert.equal(await rowCount(page), truth().length);
  await button(page, "Walk again").click();
  await page.locator(".runbar.done", { hasText: "All there" }).waitFor();
  assert.equal(await rowCount(page), truth({ include_deleted: "true" }).length);
});

test("a visitor who is not signed in gets a message", options, async (t) => {
  const { page } = await open(t);
  await page.route("**/session", (route) => route.fulfill({ status: 401 }));
  await page.reload();
  await page.getByText("You are not signed in").waitFor();
  assert.equal(await page.getByRole("link", { name: "Sign in" }).getAttribute("href"), "./sign-in");
});
