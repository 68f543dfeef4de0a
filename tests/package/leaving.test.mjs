// "Leaving is free": a walk that is left to the garbage collector, in any way, leaks nothing and affects no other walk.

import assert from "node:assert/strict";
import { test } from "node:test";
import { beside, pathBeside, runChild } from "./child.mjs";
import { startIsolate } from "./isolates.mjs";
import { COMPATIBILITY_DATES } from "./workers.mjs";

const PAGES = 6;
const REQUESTS = 400;
/** The number of parallel requests, so that walks overlap. */
const AT_ONCE = 16;
const MiB = 2 ** 20;

/** Each way leaves a walk after 1, 2 or 3 pages, by its number. `pages()` returns a new `CandidatePages`. */
const WAYS = `{
  async "by hand, to the end"(pages) {
    for (let page = await pages(); page; page = await page.next());
  },
  async "by hand, left in the middle"(pages, number) {
    let page = await pages();
    for (let n = number % 3; n > 0; n -= 1) page = await page.next();
  },
  async "an iterator without return()"(pages, number) {
    const given = pages();
    const open = [() => given, () => given.items(), async () => await given][Math.floor(number / 3) % 3];
    const iterator = (await open())[Symbol.asyncIterator]();
    for (let n = number % 3; n >= 0; n -= 1) await iterator.next();
    // One more call, whose promise is not awaited.
    if (number % 2) iterator.next().catch(() => {});
  },
  async "look-aheads, never used"(pages, number) {
    let n = number % 3;
    for await (const page of pages()) {
      await page.next();
      if (n-- === 0) break;
    }
  },
  async "an ndjson() reader"(pages, number) {
    const reader = pages().ndjson().getReader();
    for (let n = number % 3; n >= 0; n -= 1) await reader.read();
  },
  async "an ndjson() reader whose read() is never awaited"(pages, number) {
    const reader = pages().ndjson().getReader();
    for (let n = number % 3; n > 0; n -= 1) await reader.read();
    reader.read().catch(() => {});
  },
}`;
const NAMES = Object.keys(new Function(`return ${WAYS}`)());

const SERVER = `import { numbered } from ${pathBeside("doubles.mjs")};
const server = numbered(${PAGES});
export default { fetch: (request) => server(request) };`;

const WORKER = `import { moduleBytes } from ${pathBeside("memory.mjs")};
import { Kombo } from "kombo-edge";
const ways = Object.values(${WAYS});
const options = { server_url: "https://kombo.example.com/v1", api_key: "k", integration_id: "workday:x", retry: false, timeout_ms: 4000 };
const pages = () => new Kombo(options).ats.getCandidates();
async function whole() {
  let count = 0;
  for await (const _ of pages()) count += 1;
  return "whole: " + count;
}
async function leave(way, number) {
  await ways[way](pages, number);
  return "left";
}
export default { async fetch(request) {
  const [, what, way, number] = new URL(request.url).pathname.split("/");
  try {
    if (what === "memory") return new Response(moduleBytes());
    return new Response(what === "whole" ? await whole() : await leave(way, Number(number)));
  } catch (error) {
    return new Response(error?.name + " " + error?.kind + " " + error?.message);
  }
} };`;

/** How often each answer came to these requests. */
async function answers(isolate, paths) {
  const counts = {};
  let next = 0;
  const asker = async () => {
    while (next < paths.length) {
      const n = next++;
      if (n % 50 === 0) isolate.collect();
      const answer = (await isolate.ask(paths[n])).split("\n")[0];
      counts[answer] = (counts[answer] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, asker));
  return counts;
}

async function memory(isolate) {
  isolate.collect();
  return Number(await isolate.ask("/memory"));
}

const WHOLE = `whole: ${PAGES}`;
for (const compatibilityDate of COMPATIBILITY_DATES) {
  test(`in workerd of ${compatibilityDate}, left walks leak nothing while garbage is collected`, async (t) => {
    const isolate = await startIsolate({ worker: WORKER, server: SERVER, compatibilityDate });
    t.after(isolate.stop);
    assert.deepEqual(await answers(isolate, Array(100).fill("/whole")), { [WHOLE]: 100 });
    for (const [way, name] of NAMES.entries()) {
      await t.test(`${name}: ${REQUESTS} requests`, async () => {
        const before = await memory(isolate);
        const left = Array.from({ length: REQUESTS }, (_, n) => `/left/${way}/${n}`);
        // After every fourth request comes a walk that must be whole.
        const paths = left.flatMap((path, n) => (n % 4 === 0 ? [path, "/whole"] : [path]));
        assert.deepEqual(await answers(isolate, paths), { left: REQUESTS, [WHOLE]: REQUESTS / 4 });
        isolate.collect();
        assert.deepEqual(await answers(isolate, Array(20).fill("/whole")), { [WHOLE]: 20 });
        // Without finalisers, a walk that was left while it worked stays. A walk by hand is never left while it works.
        if (compatibilityDate < "2025-05-05" && !name.startsWith("by hand")) return;
        const grown = (await memory(isolate)) - before;
        // The runtime keeps a stream with a pending read() for some time after its request has ended.
        const most = name.endsWith("never awaited") ? MiB : MiB / 4;
        assert.ok(grown <= most, `the module has ${grown} bytes more`);
      });
    }
  });
}

/** A script that leaves walks on one signal. @param {string} way @param {boolean} finalisers whether the runtime has them @param {number} walks */
const script = (way, finalisers, walks) => `
// Node's own fetch needs finalisers, and is loaded at its first use.
new Response();
${finalisers ? "" : "delete globalThis.FinalizationRegistry;"}
const { getEventListeners } = await import("node:events");
const { moduleBytes } = await import(${beside("memory.mjs")});
const { numbered } = await import(${beside("doubles.mjs")});
const { Kombo } = await import("kombo-edge");
const way = (${WAYS})[${JSON.stringify(way)}];
const { signal } = new AbortController();
const kombo = new Kombo({ api_key: "k", integration_id: "workday:x", retry: false, fetch: numbered(${PAGES}) });
const pages = () => kombo.ats.getCandidates({}, { signal });
const look = async () => {
  // A finaliser runs one turn after the collection, and the next collection frees what it releases.
  for (let turn = 0; turn < 4; turn += 1) {
    globalThis.gc();
    await new Promise((resolve) => setImmediate(resolve));
  }
  return { heap: process.memoryUsage().heapUsed, module: moduleBytes(), listeners: getEventListeners(signal, "abort").length };
};
let listeners = 0;
const add = signal.addEventListener;
signal.addEventListener = (...parameters) => {
  add.apply(signal, parameters);
  listeners = Math.max(listeners, getEventListeners(signal, "abort").length);
};
const leave = async (count) => {
  for (let n = 0; n < count; n += 1) {
    await way(pages, n);
    await new Promise((resolve) => setImmediate(resolve));
    // Objects that only a finaliser releases must not pile up. A walk by hand must work without a collection.
    if (${!way.startsWith("by hand")} && n % 50 === 0) globalThis.gc();
  }
};
await leave(100);
const before = await look();
await leave(${walks});
const after = await look();
console.log(JSON.stringify({ heap: after.heap - before.heap, module: after.module - before.module, listeners, left: after.listeners }));`;

for (const finalisers of [true, false]) {
  const without = finalisers ? "" : ", without FinalizationRegistry";
  for (const way of NAMES) {
    const byHand = way.startsWith("by hand");
    // A walk that is left while it works needs a finaliser.
    if (!finalisers && !byHand) continue;
    const walks = byHand ? 2000 : 300;
    test(`in Node${without}, ${way}: ${walks} walks on one signal leak nothing`, async () => {
      const { heap, module, listeners, left } = await runChild(script(way, finalisers, walks), ["--expose-gc"]);
      assert.ok(heap <= 5 * MiB, `the heap has ${heap} bytes more`);
      assert.ok(module <= MiB, `the module has ${module} bytes more`);
      assert.ok(left <= 10, `${left} listeners left`);
      if (byHand) assert.ok(listeners <= 10, `${listeners} listeners at a time`);
    });
  }
}
