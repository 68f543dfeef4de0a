// The page with very many candidates: walked, scrolled to the end, searched, sorted, narrowed, saved. Its tasks and its memory
// are measured by benches/explorer.mjs.

import assert from "node:assert/strict";
import { test } from "node:test";
import { startSite } from "../demo/site.mjs";
import { CHROMIUM, launch } from "../package/browser.mjs";
import { download, NOW, openPage, rowCount, rowsInSight } from "../package/explorer.mjs";
import { createSandbox } from "../sandbox/sandbox.mjs";

const CANDIDATES = 100_000;

test("100,000 candidates in the page", { skip: CHROMIUM ? false : "no Chromium here" }, async (t) => {
  const [site, browser] = await Promise.all([startSite({ candidates: CANDIDATES, now: NOW }), launch()]);
  t.after(() => Promise.all([site.stop(), browser.close()]));
  const { page } = await openPage(browser, site, { hash: "#page_size=250" });
  page.setDefaultTimeout(120_000);
  const all = createSandbox({ candidates: CANDIDATES, integrations: ["workday:sandbox"], now: NOW }).truth();
  const rows = (count) => page.waitForFunction((count) => Number(document.querySelector(".table").ariaRowCount) === count + 1, count);
  await page.locator("button.walk").click();
  await page.locator(".runbar.done").waitFor({ timeout: 280_000 });
  assert.equal(await rowCount(page), all.length);
  await page.locator(".table").evaluate((table) => (table.scrollTop = table.scrollHeight));
  await page.locator(`.rows .row[data-n="${all.length - 1}"]`).waitFor();
  await page.locator("#search").fill("nurse initech");
  await rows(all.filter((record) => ["nurse", "initech"].every((word) => JSON.stringify(record).toLowerCase().includes(word))).length);
  await page.locator("#search").fill("");
  await rows(all.length);
  await page.getByRole("columnheader", { name: "Changed" }).getByRole("button").click();
  const newest = all.reduce((a, b) => (b.changed_at > a.changed_at ? b : a));
  await page.waitForFunction((name) => document.querySelector(".rows .row")?.innerText.includes(name), newest.last_name ?? newest.first_name);
  assert.ok((await rowsInSight(page)).length < 100, "only rows in sight exist");
  await page.locator(".coverage-button", { hasText: "phone_numbers" }).click();
  const without = all.filter(({ phone_numbers }) => !phone_numbers?.length);
  await rows(without.length);
  const { text } = await download(page, { shown: true });
  const saved = text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line).id);
  assert.deepEqual(saved.toSorted(), without.map(({ id }) => id).toSorted());
});
