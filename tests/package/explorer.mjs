// Helpers for tests of the explorer: the page in a real browser, with the real proxy in workerd and the sandbox behind it.

import { once } from "node:events";
import { watch } from "node:fs";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before } from "node:test";
import { startSite } from "../demo/site.mjs";
import { createSandbox } from "../sandbox/sandbox.mjs";
import { CHROMIUM, FIREFOX, launch, launchFirefox } from "./browser.mjs";
import { expected } from "./truth.mjs";

export const CANDIDATES = 5000;
/** The sandbox's time. All its records changed earlier. */
export const NOW = Date.UTC(2026, 10, 25, 14);

export const WIDTHS = { 1440: { width: 1440, height: 1000 }, 1000: { width: 1000, height: 900 }, 360: { width: 360, height: 740 } };

/** The records that a complete walk must return. */
export const truth = (query = {}, integration = "workday:sandbox") =>
  expected(createSandbox({ candidates: CANDIDATES, integrations: [integration], now: NOW }), query, integration);

/** The browser of the tests: Chromium, or Firefox when `tests/setups/explorer-firefox.test.mjs` starts them. */
export const IN_FIREFOX = process.env.KOMBO_EDGE_BROWSER === "firefox";
const BROWSER = IN_FIREFOX ? FIREFOX : CHROMIUM;
export const options = { skip: BROWSER ? false : `no ${IN_FIREFOX ? "Firefox" : "Chromium"} here` };

const DOWNLOADS = await mkdtemp(join(tmpdir(), "kombo-edge-downloads-"));

/** Starts one site and one browser for the tests of a process. Returns a function that opens a page, which is closed when its test ends. */
export function pages() {
  before(async () => {
    if (BROWSER) await (there ??= Promise.all([startSite({ candidates: CANDIDATES, now: NOW }), IN_FIREFOX ? launchFirefox(DOWNLOADS) : launch()]));
  });
  after(async () => {
    const [site, browser] = (await there) ?? [];
    there = undefined;
    await Promise.all([site?.stop(), browser?.close()]);
    await rm(DOWNLOADS, { recursive: true, force: true });
  });
  return async (t, settings) => {
    const [site, browser] = await there;
    const opened = await openPage(browser, site, settings);
    t.after(opened.close);
    return { ...opened, site };
  };
}

/** @type {Promise<[Awaited<ReturnType<typeof startSite>>, import("playwright-core").Browser]> | undefined} */
let there;

/** Opens the page in its own browser context, and records its requests and its errors and warnings. */
export async function openPage(browser, site, { hash = "", ...settings } = {}) {
  const context = await browser.newContext({ viewport: WIDTHS[1440], acceptDownloads: true, ...settings });
  if (!IN_FIREFOX) await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: site.url });
  const page = await context.newPage();
  const seen = { complaints: [], requests: [] };
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && seen.complaints.push(message.text()));
  page.on("pageerror", (error) => seen.complaints.push(String(error)));
  page.on("request", (request) => seen.requests.push(request));
  await page.goto(`${site.url}/${hash}`);
  await page.locator(".topbar").waitFor();
  return { page, seen, close: () => context.close() };
}

/** Chooses a fault of the sandbox by its specification. */
export async function choose(page, spec) {
  await page.locator('[data-menu="sandbox"]').click();
  await page.locator(".popover .item", { has: page.getByText(spec, { exact: true }) }).click();
}

/** Waits until the walk has ended, failed or been cancelled. */
export const idle = (page) => page.locator(".runbar:is(.done, .failed, .cancelled)").waitFor({ timeout: 90_000 });
export const state = (page) =>
  page
    .locator(".runbar .state")
    .innerText()
    .then((text) => text.replaceAll(/\s+/g, " ").trim());
export const alert = async (page) => ((await page.locator(".band.bad").count()) > 0 ? page.locator(".band.bad").innerText() : "");
/** A button by its name. On a phone some are in a menu. */
export const button = (page, name) => page.getByRole("button", { name, exact: true });

export async function walk(page, hash) {
  if (hash !== undefined) await go(page, hash);
  await page.locator("button.walk").click();
  await idle(page);
}

/** Changes the fragment of the page's address, like a link. */
export async function go(page, hash) {
  await page.evaluate((to) => (location.hash = to), hash);
  await page.waitForFunction((to) => decodeURIComponent(location.hash) === decodeURIComponent(`#${to}`), hash);
}

/** The number of rows of the table. */
export const rowCount = async (page) => Number(await page.locator(".table").getAttribute("aria-rowcount")) - 1;
/** The texts of the visible rows. */
export const rowsInSight = (page) =>
  page.locator(".rows .row").evaluateAll((all) => all.toSorted((a, b) => a.ariaRowIndex - b.ariaRowIndex).map((row) => row.innerText.replaceAll(/\s+/g, " ")));

/** Downloads the shown records, or all that arrived. */
export async function download(page, { shown = false, format = "NDJSON" } = {}) {
  await page.locator('[data-menu="download"]').click();
  await button(page, format).click();
  const radios = page.locator(".popover input[type=radio]");
  await radios.nth(shown ? 0 : (await radios.count()) - 1).check();
  return saved(page, () => page.locator(".popover .foot").getByRole("button", { name: "Download" }).click());
}

/** The file that a click saves. */
export async function saved(page, click) {
  if (!IN_FIREFOX) {
    const [file] = await Promise.all([page.waitForEvent("download"), click()]);
    return { name: file.suggestedFilename(), text: await readFile(await file.path(), "utf8") };
  }
  // Firefox has no event for a file that the page itself has made, but saves it.
  const watcher = watch(DOWNLOADS);
  try {
    await click();
    for (;;) {
      const changed = once(watcher, "change");
      const file = await savedFile();
      if (file) return file;
      await changed;
    }
  } finally {
    watcher.close();
  }
}

/** The file that Firefox has saved; undefined while it is writing. */
async function savedFile() {
  const [name, ...others] = await readdir(DOWNLOADS);
  if (name === undefined || others.length > 0 || name.endsWith(".part")) return undefined;
  const text = await readFile(join(DOWNLOADS, name), "utf8");
  if (text === "") return undefined;
  await rm(join(DOWNLOADS, name));
  return { name, text };
}

export const parsed = ({ text }) =>
  text
    .trimEnd()
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));

const AXE = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** The violations that axe finds, one line each. */
export async function axe(page) {
  await page.evaluate(AXE);
  const violations = await page.evaluate(async () => {
    // Lighthouse checks the size of targets too.
    const settings = { resultTypes: ["violations"], rules: { "target-size": { enabled: true } } };
    return (await globalThis.axe.run(document, settings)).violations;
  });
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html, any, all }) => `${id}: ${html.slice(0, 160)} ${[...any, ...all][0]?.message ?? ""}`));
}
