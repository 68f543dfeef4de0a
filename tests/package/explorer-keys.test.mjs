// The page, used by keyboard only.

import assert from "node:assert/strict";
import { test } from "node:test";
import { idle, options, pages, parsed, saved, state, truth, WIDTHS, walk } from "./explorer.mjs";

const open = pages();

for (const size of Object.keys(WIDTHS)) {
  test(`the keyboard alone can walk, search, open records, move and download, at ${size} px`, options, async (t) => {
    const { page, seen } = await open(t, { viewport: WIDTHS[size] });
    const { keyboard } = page;
    await page.waitForFunction(() => document.activeElement?.classList.contains("start-button"));
    // The second start: everything.
    await keyboard.press("Tab");
    await keyboard.press("Enter");
    await idle(page);
    assert.match(await state(page), /^All there/);
    await keyboard.press("/");
    await page.waitForFunction(() => document.activeElement?.id === "search");
    await keyboard.type("nurse");
    await page.waitForFunction(() => Number(document.querySelector(".table").ariaRowCount) < 2000);
    await keyboard.press("Enter");
    await page.waitForFunction(() => document.activeElement?.getAttribute("role") === "row");
    await keyboard.press("j");
    await keyboard.press("Enter");
    await page.locator(".record").waitFor();
    const place = () => page.locator(".record .place").innerText();
    assert.match(await place(), /^2 of /);
    await keyboard.press("j");
    assert.match(await place(), /^3 of /);
    await keyboard.press("3");
    await page.locator(".json").waitFor();
    await keyboard.press("Escape");
    await page.locator(".record").waitFor({ state: "detached" });
    await page.waitForFunction(() => document.activeElement?.getAttribute("role") === "row");
    // The search is emptied; then Tab leads to the download, as to every control.
    await keyboard.press("/");
    await page.waitForFunction(() => document.activeElement?.id === "search");
    await keyboard.press("Delete");
    await page.waitForFunction(() => Number(document.querySelector(".table").ariaRowCount) > 4000);
    await page.locator('[data-menu="download"]').focus();
    await keyboard.press("Enter");
    await page.locator(".popover").waitFor();
    await page.locator(".popover .foot .primary").focus();
    const file = await saved(page, () => keyboard.press("Enter"));
    assert.equal(parsed(file).length, truth().length);
    assert.equal(await page.evaluate(() => document.activeElement?.dataset.menu), "download");
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), WIDTHS[size].width);
    assert.deepEqual(seen.complaints, []);
  });
}

test("Tab moves through the page in order and shows the focus", options, async (t) => {
  const { page } = await open(t, { hash: "#demo=record" });
  await page.locator(".record").waitFor();
  await page.locator("body").evaluate((body) => ((body.tabIndex = -1), body.focus()));
  const reached = [];
  for (let n = 0; n < 160; n++) {
    await page.keyboard.press("Tab");
    const at = await page.evaluate(() => {
      const { activeElement: at } = document;
      const bar = at.closest(".topbar, .requestbar, .runbar, .quality, .values, .toolbar, .table, .record")?.className.split(" ")[0] ?? "";
      return { bar, outline: getComputedStyle(at).outlineStyle, name: at.innerText?.slice(0, 40) || at.ariaLabel || at.id || at.className };
    });
    if (at.bar === "") break;
    assert.notEqual(at.outline, "none", at.name);
    if (reached.at(-1) !== at.bar) reached.push(at.bar);
  }
  assert.deepEqual(reached, ["topbar", "requestbar", "runbar", "quality", "values", "toolbar", "table", "record"]);
});

test("single keys can be switched off", options, async (t) => {
  const { page } = await open(t, { hash: "#max_pages=1" });
  await walk(page);
  await page.keyboard.press("?");
  await page.getByLabel("Use single keys").uncheck();
  await page.keyboard.press("Escape");
  await page.keyboard.press("f");
  assert.equal(await page.locator(".popover").count(), 0);
});
