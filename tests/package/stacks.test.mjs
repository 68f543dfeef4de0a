// An error's stack leads to the line of the caller's that waited for it, in Node and in Chromium. V8 follows a promise only
// while nobody else waits for it: with one `.catch()` more on it, the stack ends in the package.

import assert from "node:assert/strict";
import { test } from "node:test";
import { CHROMIUM, launch, openPage, serveSite } from "./browser.mjs";
import { client, endless, failure, page, play, record, rejection } from "./kit.mjs";

/** What the caller does with the pages; each is run where the error comes. @type {Record<string, (pages: any) => Promise<unknown>>} */
const WAYS = {
  async "await"(pages) {
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

/** Runs it in a function of a name that can be found. @param {(pages: any) => Promise<unknown>} way */
const called = (way) =>
  async function theCallersFunction(/** @type {any} */ pages) {
    await way(pages);
  };

const CAUSES = {
  "Kombo's error": () => play(failure(403, "PLATFORM.FORBIDDEN")),
  "an error after a retry": () => play(failure(503, "PLATFORM.UNAVAILABLE"), failure(403, "PLATFORM.FORBIDDEN")),
  "a page that is none": () => play(new Response("<html>")),
  "a failed connection": () => () => Promise.reject(new TypeError("fetch failed")),
};

for (const [what, way] of Object.entries(WAYS)) {
  for (const [cause, answers] of Object.entries(CAUSES)) {
    test(`${what}, ${cause}: the stack shows the caller`, async () => {
      const error = await rejection(called(way)(client(answers()).ats.getCandidates()));
      assert.equal(error.name, "KomboError");
      assert.match(error.stack, /theCallersFunction/, error.stack);
    });
  }

  test(`${what}, wrong input: the stack shows the caller`, async () => {
    const error = await rejection(called(way)(client(endless()).ats.getCandidates({ page_size: 999 })));
    assert.match(error.stack, /theCallersFunction/, error.stack);
  });
}

test("a page that was fetched ahead and failed shows who asked for it", async () => {
  const fetch = play(page("1", [record("a")]), page("2", [record("b")]), failure(403, "PLATFORM.FORBIDDEN"));
  const walk = client(fetch).ats.getCandidates()[Symbol.asyncIterator]();
  await walk.next();
  await walk.next();
  // By now it has failed, and nobody has asked for it.
  await new Promise((later) => setImmediate(later));
  assert.equal(fetch.requests.length, 3);
  const asks = called(() => walk.next());
  assert.match((await rejection(asks(undefined))).stack, /theCallersFunction/);
});

test("so does a page's next one", async () => {
  const first = await client(play(page("1", [record("a")]), failure(403, "PLATFORM.FORBIDDEN"))).ats.getCandidates();
  assert.match((await rejection(called(() => first.next())(undefined))).stack, /theCallersFunction/);
});

test("a sync's batches too", async () => {
  const batches = client(play(failure(403, "PLATFORM.FORBIDDEN"))).ats.syncCandidates();
  assert.match((await rejection(called(WAYS["page by page"])(batches))).stack, /theCallersFunction/);
});

test("in Chromium", CHROMIUM ? {} : { skip: "there is no Chromium" }, async (t) => {
  const [browser, site] = await Promise.all([launch(), serveSite()]);
  t.after(() => Promise.all([browser.close(), site.close()]));
  site.kombo = async () => Response.json({ status: "error", error: { code: "PLATFORM.FORBIDDEN", title: null, message: "no", log_url: null } }, { status: 403 });
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
