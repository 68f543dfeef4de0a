// The page during failures: its message, the records that stay, and how the walk continues. Also hostile records.

import assert from "node:assert/strict";
import { test } from "node:test";
import { alert, button, choose, download, idle, options, pages, parsed, rowCount, state, truth, walk } from "./explorer.mjs";

const open = pages();
const ids = (records) => records.map(({ id }) => id).toSorted();

test("after pages in a circle the walk can be resumed, and no row is there twice", options, async (t) => {
  const { page } = await open(t, { hash: "#demo=error" });
  await idle(page);
  assert.match(await state(page), /^Stopped at page 11/);
  assert.match(
    await alert(page),
    /The pages lead in a circle[^]*Page 11 names a next cursor that page \d+ already gave[^]*The 2,750 records so far are kept, each once/,
  );
  await button(page, "Copy report").click();
  const report = JSON.parse(await page.evaluate(() => navigator.clipboard.readText()));
  assert.deepEqual([report.error.kind, report.records, report.failed_page], ["pagination", 2750, 11]);
  assert.equal("cursor" in report.error, false);
  await page.getByRole("button", { name: "Resume at page 11" }).click();
  await page.locator(".runbar.done").waitFor();
  assert.deepEqual(ids(parsed(await download(page))), ids(truth()));
});

/** The sandbox's fault, the page's state and message, and whether the walk can be resumed. */
const FAULTS = {
  "429-retry-after:1x2": [/^Stopped after 6 pages/, /^$/, true],
  "503x2": [/^Stopped after 6 pages/, /^$/, true],
  "cut@2": [/^Stopped after 6 pages/, /^$/, true],
  "odd-record:big-number": [/^Stopped after 6 pages/, /^$/, true],
  "html502@3+": [/^Stopped at page 3/, /Something else answered in Kombo’s place/, true],
  "code:INTEGRATION.PERMISSION_MISSING@3": [/^Stopped at page 3/, /lacks a permission[^]*grant it/, true],
  "expired-cursor@3": [/^Stopped at page 3/, /does not accept the request/, true],
  "missing-next@2": [/^Stopped at page 2/, /not what the contract says/, true],
  "echo-key": [/^Stopped at page 1 nothing/, /does not accept the proxy’s key[^]*refused: Bearer \[api_key\]/, true],
  "slow-headers:400": [/^Stopped after 6 pages/, /^$/, true],
};
/** Faults with their own tests. */
const ELSEWHERE = [/^odd-record:wrong-type,/, /^odd-record:hostile/, /^cycle@11$/, /^429-retry-after:12@4$/, /^hang@15$/];

for (const [spec, [message, band, resumable]] of Object.entries(FAULTS)) {
  test(`the page shows the fault ${spec} and offers to resume where it can`, options, async (t) => {
    const { page } = await open(t, { hash: "#max_pages=6&page_size=100" });
    await choose(page, spec);
    await walk(page);
    assert.match(await state(page), message);
    assert.match(await alert(page), band);
    assert.equal(await page.getByRole("button", { name: /^Resume/ }).count(), resumable ? 1 : 0);
    const there = (await page.locator(".table").count()) > 0 ? await rowCount(page) : 0;
    if (there > 0) assert.equal(new Set(parsed(await download(page)).map(({ id }) => id)).size, there, "a candidate is there twice");
  });
}

test("every fault that the page offers is in the table or has its own test", options, async (t) => {
  const { page } = await open(t);
  await page.locator('[data-menu="sandbox"]').click();
  const offered = (await page.locator(".popover .item code").allInnerTexts()).filter(Boolean);
  assert.deepEqual(offered.filter((spec) => !ELSEWHERE.some((own) => own.test(spec))).toSorted(), Object.keys(FAULTS).toSorted());
});

test("a wait is counted down, and can be cancelled", options, async (t) => {
  const { page } = await open(t, { hash: "#demo=waiting" });
  await page.locator(".runbar.waiting").waitFor();
  assert.match(await state(page), /^Waiting .*; page 4 again in \d+ s/);
  await page.locator("button.walk").click();
  await idle(page);
  assert.match(await state(page), /^Cancelled/);
  assert.equal(await rowCount(page), 750);
});

test("a walk without records offers to remove a filter that the connector lacks, and finds records without it", options, async (t) => {
  const { page } = await open(t, { hash: "#integration=lever:sandbox&job_ids=nobody" });
  await walk(page);
  assert.match(await state(page), /^None found/);
  await page.getByRole("button", { name: /^Leave out filters that Lever lacks/ }).click();
  await page.locator(".runbar.walking").waitFor();
  await idle(page);
  assert.match(await state(page), /^All there/);
});

test("a hostile record is shown as text, runs no script and does not change the layout", options, async (t) => {
  const { page, seen } = await open(t);
  await choose(page, "odd-record:hostile@1");
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  await walk(page, "max_pages=2&page_size=250&q=onerror");
  assert.equal(await rowCount(page), 1);
  const hostile = page.locator(".rows .row");
  assert.ok((await hostile.innerText()).includes("<img src=x onerror="));
  assert.ok((await hostile.innerText()).length < 1000);
  await hostile.click();
  for (const tab of ["Applications", "JSON", "Issues", "Fields"]) {
    await page.getByRole("tab", { name: new RegExp(`^${tab}`) }).click();
    assert.equal(await page.locator("#record-panel img, #record-panel script, #record-panel [href^='javascript']").count(), 0, tab);
  }
  assert.equal(await page.locator(".record a[href^='javascript']").count(), 0);
  const after = await page.evaluate(() => ({ hacked: globalThis.hacked, polluted: {}.polluted, width: document.documentElement.scrollWidth }));
  assert.deepEqual(after, { hacked: undefined, polluted: undefined, width });
  const [saved] = parsed(await download(page, { shown: true }));
  assert.equal(saved.title.length, 1_000_000);
  assert.deepEqual(seen.complaints, []);
});
