// An error's stack contains the caller's line that awaited it, in Node and in Chromium. V8 follows a promise only while it has
// one waiter: with one more `.catch()` on it, the stack ends in the package.

import assert from "node:assert/strict";
import { test } from "node:test";
import { CHROMIUM, launch, openPage, serveSite } from "./browser.mjs";
import { client, endless, failure, page, play, record, rejection } from "./kit.mjs";

/** How the caller uses the pages, up to the error. @type {Record<string, (pages: any) => Promise<unknown>>} */
const WAYS = {
  async await(pages) {
    await pages;
  },
  async "page by page"(pages) {
    for await (const page of pages) void page;
  },
  async "record by record"(pages) {
    for await (const record of pages.items()) void record;
  },
  async "a list"(pages) {
    await pages.toArray({ limit: 1_000 });
  },
};

/** Runs it in a function whose name can be found in the stack. @param {(pages: any) => Promise<unknown>} way */
const called = (way) =>
  async function theCallersFunction(/** @type {any} */ pages) {
    await way(pages);
  };

const CAUSES = {
  "Kombo's error": () => play(failure(403, "PLATFORM.FORBIDDEN")),
  "an error after a retry": () => play(failure(503, "PLATFORM.UNAVAILABLE"), failure(403, "PLATFORM.FORBIDDEN")),
  "an invalid page": () => play(new Response("<html>")),
  "a failed connection": () => () => Promise.reject(new TypeError("fetch failed")),
};

for (const [what, way] of Object.entries(WAYS)) {
  for (const [cause, answers] of Object.entries(CAUSES)) {
    test(`${what}, ${cause}: the stack contains the caller`, async () => {
      const error = await rejection(called(way)(client(answers()).ats.getCandidates()));
      assert.equal(error.name, "KomboError");
      assert.match(error.stack, /theCallersFunction/, error.stack);
    });
  }

  test(`${what}, wrong input: the stack contains the caller`, async () => {
    const error = await rejection(called(way)(client(endless()).ats.getCandidates({ page_size: 999 })));
    assert.match(error.stack, /theCallersFunction/, error.stack);
  });
}

test("the stack of a failed look-ahead contains the caller that asked for the page", async () => {
  const fetch = play(page("1", [record("a")]), page("2", [record("b")]), failure(403, "PLATFORM.FORBIDDEN"));
  const walk = client(fetch).ats.getCandidates()[Symbol.asyncIterator]();
  await walk.next();
  await walk.next();
  // The look-ahead has failed by now, before its page was asked for.
  await new Promise((later) => setImmediate(later));
  assert.equal(fetch.requests.length, 3);
  const asks = called(() => walk.next());
  assert.match((await rejection(asks(undefined))).stack, /theCallersFunction/);
});

test("the stack of a failed page.next() contains the caller", async () => {
  const first = await client(play(page("1", [record("a")]), failure(403, "PLATFORM.FORBIDDEN"))).ats.getCandidates();
  assert.match((await rejection(called(() => first.next())(undefined))).stack, /theCallersFunction/);
});

test("the stack of a failed sync contains the caller", async () => {
  const batches = client(play(failure(403, "PLATFORM.FORBIDDEN"))).ats.syncCandidates();
  assert.match((await rejection(called(WAYS["page by page"])(batches))).stack, /theCallersFunction/);
});

test("stacks contain the caller in Chromium", CHROMIUM ? {} : { skip: "there is no Chromium" }, async (t) => {
  const [browser, site] = await Promise.all([launch(), serveSite()]);
  t.after(() => Promise.all([browser.close(), site.close()]));
  site.kombo = async () =>
    Response.json({ status: "error", error: { code: "PLATFORM.FORBIDDEN", title: null, message: "no", log_url: null } }, { status: 403 });
  const { page } = await openPage(browser, site);
  for (const [what, way] of Object.entries(WAYS)) {
    const stack = await page.evaluate(`(async () => {
      const { Kombo } = await import("kombo-edge");
      const way = ({ ${way} })[${JSON.stringify(what)}];
      const theCallersFunction = ${called(way)};
      return theCallersFunction(new Kombo({ server_url: "/kombo" }).ats.getCandidates()).catch((error) => error.stack);
    })()`);
    assert.match(String(stack), /KomboError: no[^]*theCallersFunction/, what);
  }
});
