// A Worker keeps a walk in a global and continues it in another request. It gets a page or an error within `timeout_ms`, and
// never hangs, although the work that the first request started has ended with it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { pathBeside } from "./child.mjs";
import { startIsolate } from "./isolates.mjs";
import { COMPATIBILITY_DATES } from "./workers.mjs";

const PAGES = 8;
const TIMEOUT_MS = 1_000;

/** Slow enough that a look-ahead is pending when the request that started it ends. Page 3 fails at first. */
const SERVER = `
import { numbered } from ${pathBeside("doubles.mjs")};
const server = numbered(${PAGES});
let failed = 0;
export default { async fetch(request) {
  await scheduler.wait(40);
  if (new URL(request.url).pathname.startsWith("/fails/") && ++failed > 2) return new Response("", { status: 503, headers: { "retry-after-ms": "100" } });
  return server(request);
} };`;

/** How a walk is kept: how it begins and how it continues. Continuing returns true for a page, and false at the end. */
const WAYS = `{
  "an iterator with a look-ahead": {
    async keep(pages) {
      const walk = pages()[Symbol.asyncIterator]();
      await walk.next();
      await walk.next();
      return walk;
    },
    on: async (walk) => !(await walk.next()).done,
  },
  "an iterator at rest": {
    async keep(pages) {
      const walk = pages()[Symbol.asyncIterator]();
      await walk.next();
      return walk;
    },
    on: async (walk) => !(await walk.next()).done,
  },
  "an iterator with a next() that is not awaited": {
    async keep(pages) {
      const walk = pages()[Symbol.asyncIterator]();
      walk.next().catch(() => {});
      return walk;
    },
    on: async (walk) => !(await walk.next()).done,
  },
  "an iterator that waits to try again": {
    async keep(pages) {
      const walk = pages("fails")[Symbol.asyncIterator]();
      await walk.next();
      await walk.next();
      walk.next().catch(() => {});
      await scheduler.wait(60);
      return walk;
    },
    on: async (walk) => !(await walk.next()).done,
  },
  "an iterator over a page": {
    async keep(pages) {
      const walk = (await pages())[Symbol.asyncIterator]();
      await walk.next();
      await walk.next();
      await walk.next();
      return walk;
    },
    on: async (walk) => !(await walk.next()).done,
  },
  "a page": {
    keep: async (pages) => await (await pages()).next(),
    on: async (page) => (await page.next()) !== null,
  },
  "a page whose next() is not awaited": {
    async keep(pages) {
      const page = await pages();
      page.next().catch(() => {});
      return page;
    },
    on: async (page) => (await page.next()) !== null,
  },
  "pages that were awaited": {
    async keep(pages) {
      const kept = pages();
      await kept;
      return () => kept;
    },
    on: async (kept) => (await kept()).results.length > 0,
  },
  "pages whose first is on its way": {
    async keep(pages) {
      const kept = pages();
      kept.then(() => {}, () => {});
      return () => kept;
    },
    on: async (kept) => (await kept()).results.length > 0,
  },
  "pages without a request so far": {
    keep: async (pages) => { const kept = pages(); return () => kept; },
    on: async (kept) => (await kept()).results.length > 0,
  },
  "items()": {
    async keep(pages) {
      const walk = pages().items()[Symbol.asyncIterator]();
      for (let n = 0; n < 3; n += 1) await walk.next();
      return walk;
    },
    on: async (walk) => !(await walk.next()).done,
  },
  "an ndjson() reader": {
    async keep(pages) {
      const reader = pages().ndjson().getReader();
      await reader.read();
      await reader.read();
      return reader;
    },
    on: async (reader) => !(await reader.read()).done,
  },
}`;

const WORKER = `
import { Kombo } from "kombo-edge";
const ways = Object.values(${WAYS});
const kept = [];
const client = (path) => new Kombo({ server_url: "https://kombo.example.com/" + path, api_key: "k", integration_id: "workday:x", retry: { max_attempts: 2, base_ms: 10 }, timeout_ms: ${TIMEOUT_MS} });
const pages = (path = "v1") => client(path).ats.getCandidates();
export default { async fetch(request) {
  const [, what, number] = new URL(request.url).pathname.split("/");
  try {
    if (what === "whole") {
      let count = 0;
      for await (const _ of pages()) count += 1;
      return new Response("whole: " + count);
    }
    if (what === "keep") {
      kept[number] = await ways[number].keep(pages);
      return new Response("kept");
    }
    return new Response((await ways[number].on(kept[number])) ? "a page" : "the end");
  } catch (error) {
    return new Response("an error: " + (error?.kind ?? error));
  }
} };`;
const NAMES = Object.keys(new Function(`return ${WAYS}`)());

/** The allowed results when the pending work is gone. The end would be wrong. */
const GOES_ON = /^(a page|an error: (network|timeout|deadline|http))$/;

for (const compatibilityDate of COMPATIBILITY_DATES) {
  test(`in workerd of ${compatibilityDate}, a kept walk gives a page or an error in another request`, async (t) => {
    const isolate = await startIsolate({ worker: WORKER, server: SERVER, compatibilityDate });
    t.after(isolate.stop);
    // In parallel, since each may take its timeout twice: an error is followed by the end, a page by another page.
    const answers = await Promise.all(
      NAMES.map(async (_, number) => [await isolate.ask(`/keep/${number}`), await isolate.ask(`/on/${number}`), await isolate.ask(`/on/${number}`)]),
    );
    for (const [number, name] of NAMES.entries()) {
      await t.test(name, () => {
        const [kept, first, second] = answers[number];
        assert.equal(kept, "kept");
        assert.match(first, GOES_ON);
        assert.ok(GOES_ON.test(second) || second === "the end", second);
      });
    }
    for (let turn = 0; turn < 3; turn += 1) assert.equal(await isolate.ask("/whole"), `whole: ${PAGES}`);
  });
}
