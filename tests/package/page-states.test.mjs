// Every state of the page, as a link brings it about: axe finds nothing, in both themes; nothing is wider than the window.

import assert from "node:assert/strict";
import { test } from "node:test";
import { axe, options, pages, WIDTHS } from "./explorer.mjs";

const open = pages();

/** The states of `#demo=…`, and what shows that it is there. */
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
  record: ".record .said",
  searched: ".runbar.done",
  hostile: ".runbar.done",
  "signed-out": "text=You are not signed in",
  menu: ".popover",
};
const THEMES = ["light", "dark"];

async function looked(open, t, name, colorScheme, width) {
  const { page } = await open(t, { hash: `#demo=${name}`, colorScheme, viewport: WIDTHS[width] });
  await page.locator(STATES[name]).first().waitFor({ timeout: 60_000 });
  assert.deepEqual(await axe(page), []);
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), WIDTHS[width].width);
  return page;
}

for (const name of Object.keys(STATES)) {
  test(`the state ${name}`, options, async (t) => {
    await looked(open, t, name, "light", 1440);
    await looked(open, t, name, "dark", name === "record" || name === "done" || name === "error" ? 1440 : 360);
  });
}

for (const name of ["done", "record", "error", "menu"]) {
  for (const width of [1000, 360]) test(`the state ${name} at ${width} px`, options, (t) => looked(open, t, name, THEMES[width === 360 ? 0 : 1], width));
}

for (const menu of ["integration", "sandbox", "help", "code", "columns", "download", "updated_after", "email", "job_ids"]) {
  test(`the menu ${menu}`, options, async (t) => {
    for (const colorScheme of THEMES) {
      const { page } = await open(t, { hash: "#demo=done", colorScheme });
      await page.locator(".runbar.done").waitFor();
      await page.locator(`[data-menu="${menu}"]`).click();
      await page.locator(".popover").waitFor();
      assert.deepEqual(await axe(page), []);
      await page.keyboard.press("Escape");
      assert.equal(await page.evaluate(() => document.activeElement?.dataset.menu), menu, "the focus goes back");
    }
  });
}

for (const tab of ["Applications", "JSON", "Issues"]) {
  test(`the record's tab ${tab}`, options, async (t) => {
    for (const colorScheme of THEMES) {
      const { page } = await open(t, { hash: "#demo=record", colorScheme });
      await page.getByRole("tab", { name: new RegExp(`^${tab}`) }).click();
      assert.deepEqual(await axe(page), []);
    }
  });
}

for (const tab of ["Quality", "Pages"]) {
  test(`the phone's tab ${tab}`, options, async (t) => {
    const { page } = await open(t, { hash: "#demo=done", viewport: WIDTHS[360] });
    await page.locator(".runbar.done").waitFor();
    await page.getByRole("tab", { name: new RegExp(`^${tab}`) }).click();
    assert.deepEqual(await axe(page), []);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360);
  });
}
