// Every state of the page, opened by a link: axe finds no violation in either theme, and the page is not wider than the window.

import assert from "node:assert/strict";
import { test } from "node:test";
import { axe, options, pages, WIDTHS } from "./explorer.mjs";

const open = pages();

/** The states of `#demo=…`, and the element that shows that the state is reached. */
const STATES = {
  empty: ".start-button",
  walking: ".page-number:text-is('14'), .runbar.walking .state:has-text('page 15'), .runbar.walking span:has-text('3,500')",
  done: ".runbar.done",
  cancelled: ".runbar.cancelled",
  error: ".band.bad",
  refused: ".band.bad",
  waiting: ".runbar.waiting",
  none: ".runbar.done",
  changed: ".runbar.done:has-text('Filters changed')",
  "wrong-input": ".band.bad",
  record: ".record .issue-text",
  searched: ".runbar.done",
  hostile: ".runbar.done",
  "signed-out": "text=You are not signed in",
  menu: ".popover",
};
const THEMES = ["light", "dark"];

/** Asserts that axe finds no violation in either theme, and that the page is not wider than the window. */
async function assertClean(page, what) {
  for (const colorScheme of THEMES) {
    await page.emulateMedia({ colorScheme });
    assert.deepEqual(await axe(page), [], `${what}, ${colorScheme}`);
  }
  const { width, room } = await page.evaluate(() => ({ width: document.documentElement.scrollWidth, room: innerWidth }));
  assert.equal(width, room, what);
}

for (const [name, there] of Object.entries(STATES)) {
  test(`the state ${name} is accessible and fits the window`, options, async (t) => {
    const { page } = await open(t, { hash: `#demo=${name}` });
    await page.locator(there).first().waitFor({ timeout: 60_000 });
    for (const width of ["1440", "1000", "360"]) {
      await page.setViewportSize(WIDTHS[width]);
      await assertClean(page, `${name} at ${width} px`);
    }
  });
}

test("the menus are accessible and return the focus on closing", options, async (t) => {
  const { page } = await open(t, { hash: "#demo=done" });
  await page.locator(".runbar.done").waitFor();
  for (const menu of ["integration", "sandbox", "help", "code", "columns", "download", "order", "updated_after", "email", "job_ids"]) {
    await page.locator(`[data-menu="${menu}"]`).click();
    await page.locator(".popover").waitFor();
    await assertClean(page, menu);
    await page.keyboard.press("Escape");
    assert.equal(await page.evaluate(() => document.activeElement?.dataset.menu), menu);
  }
});

test("the tabs of a record and of the phone are accessible", options, async (t) => {
  const { page } = await open(t, { hash: "#demo=record" });
  await page.locator(".record .issue-text").waitFor();
  for (const tab of ["Applications", "JSON", "Issues"]) {
    await page.getByRole("tab", { name: new RegExp(`^${tab}`) }).click();
    await assertClean(page, tab);
  }
  await page.keyboard.press("Escape");
  await page.setViewportSize(WIDTHS[360]);
  for (const tab of ["Quality", "Pages"]) {
    await page.getByRole("tab", { name: new RegExp(`^${tab}`) }).click();
    await assertClean(page, tab);
  }
});
