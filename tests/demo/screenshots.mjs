// Writes www/screenshots/*.png anew: the page after a walk, in light, in dark, and on a phone.
//
//   node tests/demo/screenshots.mjs    (after `cargo xtask pack`)

import { fileURLToPath } from "node:url";
import { launch } from "../package/browser.mjs";
import { startSite } from "./site.mjs";

const SHOTS = {
  light: { colorScheme: "light", viewport: { width: 900, height: 960 }, fault: "" },
  dark: { colorScheme: "dark", viewport: { width: 900, height: 960 }, fault: "odd-record:wrong-type" },
  narrow: { colorScheme: "light", viewport: { width: 360, height: 1500 }, fault: "code:INTEGRATION.PERMISSION_MISSING@2" },
};

const [site, browser] = await Promise.all([startSite(), launch()]);
for (const [name, { fault, ...settings }] of Object.entries(SHOTS)) {
  const page = await (await browser.newContext(settings)).newPage();
  await page.goto(site.url);
  await page.selectOption("[name=fault]", fault);
  await page.click("#walk");
  await page.locator("#walk:enabled").waitFor();
  const path = fileURLToPath(new URL(`../../www/screenshots/${name}.png`, import.meta.url));
  await page.screenshot({ path });
}
await Promise.all([site.stop(), browser.close()]);
