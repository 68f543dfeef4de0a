// The charts of a selection: beside each whole count, that of the shown records.

import assert from "node:assert/strict";
import { test } from "node:test";
import { choose, options, pages, truth, walk } from "./explorer.mjs";

const open = pages();

/** Whether a value is not null, "", [] or {}. */
const says = (value) => (typeof value === "object" && value !== null ? Object.keys(value).length > 0 : value !== null && value !== undefined && value !== "");

test("the charts show how many of the shown records have each field, issue and value", options, async (t) => {
  const { page } = await open(t);
  await choose(
    page,
    "odd-record:wrong-type,odd-record:missing-field@2,odd-record:bad-date@3,odd-record:wrong-nested@4,odd-record:missing-list@5,odd-record:big-number@6",
  );
  await walk(page);
  const value = (name) => page.locator(".value", { hasText: name }).locator(".value-count");
  const whole = await value("LinkedIn").innerText();
  await page.locator(".coverage-button", { hasText: "phone_numbers" }).click();
  const lack = truth().filter((record) => !says(record.phone_numbers));
  const of = (all) => all.length.toLocaleString("en");
  const linkedIn = lack.filter(({ source }) => source === "LinkedIn");
  await page.locator(".legend", { hasText: `of ${of(lack)} shown` }).waitFor();
  assert.equal(await value("LinkedIn").innerText(), `${of(linkedIn)} of ${whole}`);
  const title = await page.locator(".coverage-button", { has: page.getByText("source", { exact: true }) }).getAttribute("title");
  const without = lack.filter(({ source }) => !says(source));
  assert.ok(title.endsWith(`; of ${of(lack)} shown, ${of(lack.filter(({ source }) => says(source)))} filled, ${of(without)} lack it`), title);
  assert.match(await page.locator(".issue strong").first().innerText(), /^\d+ of \d+$/);
  await page.locator("#search").fill("nobody has this");
  await page.locator(".legend", { hasText: "of 0 shown" }).waitFor();
  await page.locator("#search").fill("");
  await page.getByRole("button", { name: /^Take away/ }).click();
  await page.locator(".legend", { hasText: "shown" }).waitFor({ state: "detached" });
  assert.equal(await value("LinkedIn").innerText(), whole);
});
