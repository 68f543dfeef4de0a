// Takes screenshots of the page in every state, in both themes, at three widths, into target/screenshots/, and the three
// of the README, into www/screenshots/.
//
//   node tests/demo/screenshots.mjs [state … | readme]    (after `cargo xtask pack`)

import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { launch } from "../package/browser.mjs";
import { NOW, openPage, WIDTHS } from "../package/explorer.mjs";
import { STATES } from "../package/explorer-demos.mjs";
import { startSite } from "./site.mjs";

const ALL = fileURLToPath(new URL("../../target/screenshots/", import.meta.url));
const FOR_README = fileURLToPath(new URL("../../www/screenshots/", import.meta.url));
const LAPTOP = { width: 1280, height: 800 };
/** The README's screenshots: state, window, theme. */
const README = { light: ["record", LAPTOP, "light"], dark: ["walking", LAPTOP, "dark"], narrow: ["done", WIDTHS[360], "light"] };

const chosen = process.argv.slice(2);
await mkdir(ALL, { recursive: true });
const [site, browser] = await Promise.all([startSite({ now: NOW, latency_ms: 20 }), launch()]);

async function shoot(state, viewport, theme, path) {
  const { page, close } = await openPage(browser, site, { viewport, colorScheme: theme });
  // The page has the same time as the records.
  await page.clock.setFixedTime(NOW);
  await page.goto("about:blank");
  await page.goto(`${site.url}/#demo=${state}`);
  await page.locator("html[data-demo=there]").waitFor({ timeout: 60_000 });
  await page.screenshot({ path, animations: "disabled" });
  await close();
}

for (const state of chosen.length > 0 ? chosen.filter((name) => name !== "readme") : Object.keys(STATES)) {
  for (const width of [1440, 1000, 360])
    for (const theme of ["light", "dark"]) await shoot(state, WIDTHS[width], theme, join(ALL, `${state}-${theme}-${width}.png`));
}
if (chosen.length === 0 || chosen.includes("readme"))
  for (const [name, [state, viewport, theme]] of Object.entries(README)) await shoot(state, viewport, theme, join(FOR_README, `${name}.png`));
await Promise.all([site.stop(), browser.close()]);
