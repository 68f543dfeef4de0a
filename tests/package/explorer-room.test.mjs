// No content of the page is cut off at any width, with and without an open record, also in a wide font.

import assert from "node:assert/strict";
import { test } from "node:test";
import { go, options, pages, walk } from "./explorer.mjs";

const open = pages();

const WIDTHS = [
  320, 340, 360, 390, 430, 480, 560, 599, 600, 640, 768, 820, 899, 900, 960, 1024, 1100, 1199, 1200, 1240, 1280, 1320, 1366, 1440, 1536, 1680, 1920, 2560,
];

/**
 * Lists elements whose content is wider or higher than they are, without an ellipsis or a scroll bar. Rows of the table
 * and lines of JSON are not checked: they are as long as their texts.
 */
function cut() {
  const found = [];
  // An element that is animated is not in its place.
  for (const animation of document.getAnimations()) animation.cancel();
  const describe = (element) => `${element.className || element.localName} "${element.innerText.slice(0, 40).replaceAll(/\s+/g, " ")}"`;
  for (const element of document.querySelectorAll("#app *")) {
    if (!(element instanceof HTMLElement) || element.closest(".hidden, .table, .json") || element.closest("[popover]")) continue;
    const { display, textOverflow, overflowX, overflowY, scrollbarWidth } = getComputedStyle(element);
    const { width, right, left } = element.getBoundingClientRect();
    if (display === "inline" || display === "none" || width === 0) continue;
    const scrolls = (overflow) => overflow === "auto" && scrollbarWidth !== "none";
    if (element.scrollWidth > element.clientWidth + 1 && textOverflow !== "ellipsis" && !scrolls(overflowX))
      found.push(`too wide: ${describe(element)} ${element.scrollWidth} > ${element.clientWidth}`);
    // Glyphs may be higher than their line.
    if (element.scrollHeight > element.clientHeight + 3 && !scrolls(overflowY))
      found.push(`too high: ${describe(element)} ${element.scrollHeight} > ${element.clientHeight}`);
    if (right > innerWidth + 1 || left < -1) found.push(`outside: ${describe(element)}`);
  }
  return found;
}

/** Other machines have other fonts, some of them wider. */
const FONTS = { "the font of this machine": "", "a wide font": "monospace" };
const write = (page, font) => page.evaluate((font) => document.documentElement.style.setProperty("--sans", font), FONTS[font]);

async function assertRoom(page, what) {
  const found = [];
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    // The table measures itself and the menus move in the next two frames.
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
    found.push(...(await page.evaluate(cut)).map((one) => `${width} px, ${one}`));
  }
  assert.equal(found.length, 0, `${what}\n${found.join("\n")}`);
}

/** A view with many pills in its bars. */
const FULL =
  "updated_after=-30d&include_deleted=true&last_name=M%C3%BCller-L%C3%BCdenscheidt&page_size=200&on_invalid=skip&q=a&show=lacks:location.street_2&show=source:=Careers+page&show=outcome:=PENDING";
const STATES = {
  "no walk": "",
  "a link": `#${FULL}`,
  walking: "#demo=walking",
  waiting: "#demo=waiting",
  stopped: "#demo=error",
  "a record": "#demo=record",
  "a hostile record": "#demo=hostile",
};
const THERE = {
  walking: ".runbar.walking span:has-text('3,500'), .runbar.walking dd:has-text('3,500')",
  waiting: ".runbar.waiting",
  stopped: ".band.bad",
  "a record": ".record .issue-text",
  "a hostile record": ".runbar.done",
};

for (const [name, hash] of Object.entries(STATES)) {
  test(`no content is cut off: ${name}`, options, async (t) => {
    const { page } = await open(t, { hash });
    await page
      .locator(THERE[name] ?? ".start-button")
      .first()
      .waitFor({ timeout: 60_000 });
    for (const font of Object.keys(FONTS)) {
      await write(page, font);
      await assertRoom(page, `${name}, ${font}`);
    }
  });
}

test("no content is cut off: many filters, with and without an open record", options, async (t) => {
  const { page } = await open(t);
  await walk(page);
  await go(page, "show=lacks:location.street_2&show=source:=Careers+page&show=outcome:=PENDING&show=only:confidential&sort=-changed");
  await page.locator(".rows .row").first().waitFor();
  for (const font of Object.keys(FONTS)) {
    await write(page, font);
    await page.setViewportSize({ width: 1440, height: 900 });
    await assertRoom(page, `filters, ${font}`);
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.locator(".rows .row").first().click();
    await assertRoom(page, `filters and a record, ${font}`);
    await page.keyboard.press("Escape");
  }
});

for (const width of [1200, 1280, 1440, 1920]) {
  test(`opening a record moves no row, with many filters at ${width} px`, options, async (t) => {
    const { page } = await open(t, { viewport: { width, height: 900 } });
    await walk(page);
    await go(page, "show=lacks:location.street_2&show=source:=Careers+page&show=outcome:=PENDING&show=only:confidential&sort=-changed");
    const row = page.locator(".rows .row").nth(2);
    await row.waitFor();
    const top = async () => (await row.boundingBox()).y;
    const before = await top();
    await row.click();
    await page.locator(".record").waitFor();
    assert.equal(await top(), before);
  });
}
