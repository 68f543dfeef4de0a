// Links: a link's walk sends exactly the link's parameters, and a copied link has no personal data by default.

import assert from "node:assert/strict";
import { test } from "node:test";
import { button, go, idle, options, pages, truth, walk } from "./explorer.mjs";
import { model } from "./explorer-model.mjs";

const open = pages();

/** Links, and the parameters of the request that Enter sends. */
const LINKS = [
  [
    "updated_after=2026-01-31T00:00:00.000Z&include_deleted=true&page_size=100&show=lacks:company",
    { updated_after: "2026-01-31T00:00:00.000Z", include_deleted: "true", page_size: "100" },
  ],
  ["show=source:=Indeed", { page_size: "250" }],
  ["integration=greenhouse:sandbox&max_pages=1&q=nurse", { page_size: "250" }],
  ["ids=a,b", { ids: "a,b", page_size: "250" }],
];
for (const [link, wanted] of LINKS) {
  test(`Enter sends the link's parameters: ${link}`, options, async (t) => {
    const { page, seen } = await open(t, { hash: `#${link}` });
    const { entered } = model.parse(link);
    for (const { name, label } of [...model.IN_SIGHT, ...model.MORE])
      if (entered[name]) await page.locator(".requestbar .pill.set", { hasText: label }).waitFor();
    await page.waitForFunction(() => document.activeElement?.classList.contains("start-button"));
    await page.keyboard.press("Enter");
    await idle(page);
    const [first] = seen.requests.filter((request) => request.url().includes("/kombo/ats/"));
    assert.deepEqual(Object.fromEntries(new URL(first.url()).searchParams), wanted);
    assert.equal(first.headers()["x-integration-id"], model.parse(link).integration || "workday:sandbox");
    assert.deepEqual(model.parse(new URL(page.url()).hash), model.parse(link), "the address stays");
  });
}

test("a link that is followed in an open page sends its own parameters and opens its record", options, async (t) => {
  const { page, seen } = await open(t);
  await page.waitForFunction(() => document.activeElement?.classList.contains("start-button"));
  const someone = truth().find(({ first_name }, n) => n > 1200 && first_name);
  await go(page, `first_name=${encodeURIComponent(someone.first_name)}&record=${someone.id}`);
  await page.getByText("then one record").waitFor();
  await page.keyboard.press("Enter");
  await idle(page);
  assert.equal(new URL(seen.requests.find((request) => request.url().includes("/kombo/ats/")).url()).searchParams.get("first_name"), someone.first_name);
  await page.locator(".record h2", { hasText: someone.first_name }).waitFor();
  await page.locator(".rows .row.open").waitFor();
  assert.match(page.url(), new RegExp(`record=${someone.id}`));
});

test("a link to an integration without access shows a message and sends no request for another one", options, async (t) => {
  const { page, seen } = await open(t, { hash: "#integration=workday:somebody-elses&email=jane@example.com" });
  assert.match(await page.getByRole("alert").innerText(), /workday:somebody-elses, which is not among your integrations/);
  await page.keyboard.press("Enter");
  assert.deepEqual(
    seen.requests.filter((request) => request.url().includes("/kombo/")),
    [],
  );
});

test("a copied link has no personal data and restores the view", options, async (t) => {
  const { page } = await open(t, { hash: "#first_name=Priya&page_size=50&sort=-changed&show=lacks:company" });
  await walk(page);
  await page.locator("#search").fill("secret");
  await page.locator('[data-menu="link"]').click();
  await button(page, "Copy").click();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  assert.doesNotMatch(link, /Priya|secret/);
  const other = await open(t, { hash: link.slice(link.indexOf("#")) });
  await other.page.locator(".pill.set", { hasText: "Per page 50" }).waitFor();
  await walk(other.page, `${new URL(link).hash.slice(1)}&max_pages=1`);
  await other.page.locator(".pill.set", { hasText: "Lacks company" }).waitFor();
  assert.equal(await other.page.locator(".head .numeric").getAttribute("aria-sort"), "descending");
});
