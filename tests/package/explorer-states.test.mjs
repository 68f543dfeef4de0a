// Every state of the page, opened by a link: axe finds no violation in either theme, and the page is not wider than the window.

import assert from "node:assert/strict";
import { test } from "node:test";
import { axe, options, pages, WIDTHS } from "./explorer.mjs";
import { STATES } from "./explorer-demos.mjs";

const open = pages();

const THEMES = ["light", "dark"];

/** Asserts that axe finds no violation in either theme, and that the page is not wider than the window. */
async function assertClean(page, what) {
  const grounds = new Set();
  for (const theme of THEMES) {
    // As the button for the theme does. Firefox does not emulate the system's theme.
    grounds.add(await page.evaluate((theme) => ((document.documentElement.dataset.theme = theme), getComputedStyle(document.body).backgroundColor), theme));
    assert.deepEqual(await axe(page), [], `${what}, ${theme}`);
  }
  assert.equal(grounds.size, THEMES.length, "both themes were checked");
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
