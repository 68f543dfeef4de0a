// "A look-ahead costs the same at page 2,000 as at page 2": long walks, in every way to get the next page. Every page comes
// once, a cycle is detected at any distance, and neither work nor memory grows with the number of pages. Work is counted,
// not timed: the module's calls of imports, and the bytes written into it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { client, page, play, record, rejection } from "./kit.mjs";
import { moduleBytes, moduleCalls } from "./memory.mjs";

const PAGES = 2_400;
const CYCLE = 300;

/** Each way walks all pages, and calls `seen` with each; `seen` returns whether to continue. */
const WAYS = {
  async iterated(pages, seen) {
    for await (const one of pages) if (!seen(one)) break;
  },
  async "by hand"(pages, seen) {
    for (let one = await pages; one && seen(one); one = await one.next());
  },
  async "with a look-ahead at every page"(pages, seen) {
    let ahead;
    for await (const one of pages) {
      if (ahead !== undefined) assert.deepEqual(one.results, ahead?.results);
      if (!seen(one)) break;
      ahead = await one.next();
    }
    assert.ok(ahead === null || ahead);
  },
  async "each page iterated anew"(pages, seen) {
    for (let one = await pages; one && seen(one); ) {
      const walk = one[Symbol.asyncIterator]();
      assert.equal((await walk.next()).value, one);
      one = (await walk.next()).value;
      await walk.return();
    }
  },
  async "record by record"(pages, seen) {
    for await (const one of pages.items()) if (!seen({ results: [one] })) break;
  },
};

const cursorOf = (request) => new URL(request.url).searchParams.get("cursor") ?? "first";
/** A server whose page `at` has the cursor `next(at)`. Counts the requests for each page. */
function chain(next) {
  const asked = new Map();
  const fetch = play((request) => {
    fetch.requests.length = 0;
    const cursor = cursorOf(request);
    asked.set(cursor, (asked.get(cursor) ?? 0) + 1);
    return page(next(cursor), [record(cursor)]);
  });
  return { fetch, asked };
}
const numbered = (cursor) => {
  const at = cursor === "first" ? 1 : Number(cursor);
  return at < PAGES ? String(at + 1) : null;
};
const CURSORS = ["first", ...Array.from({ length: PAGES - 1 }, (_, n) => String(n + 2))];

/** The number of characters written into the module as text. */
let written = 0;
for (const name of ["encode", "encodeInto"]) {
  const original = TextEncoder.prototype[name];
  TextEncoder.prototype[name] = function (text, ...parameters) {
    written += text?.length ?? 0;
    return original.call(this, text, ...parameters);
  };
}

/** A function to call after every hundred pages. Compares them with the second hundred, when code and memory are warm. */
function hundreds() {
  const look = () => ({ calls: moduleCalls(), written, bytes: moduleBytes() });
  const marks = [look()];
  return () => {
    const now = look();
    marks.push(now);
    if (marks.length < 4) return;
    for (const what of ["calls", "written"]) {
      const early = marks[2][what] - marks[1][what];
      const late = now[what] - marks.at(-2)[what];
      // A later cursor has a few digits more.
      assert.ok(late <= 1.2 * early + 1000, `${what}: ${early} in the second hundred pages, ${late} in hundred ${marks.length - 1}`);
    }
    const grown = now.bytes - marks[2].bytes;
    assert.ok(grown <= 2 ** 20, `the module has ${grown} bytes more`);
  };
}

for (const [way, walk] of Object.entries(WAYS)) {
  test(`${PAGES} pages, ${way}: each comes once, and the last costs what the hundredth does`, async () => {
    const { fetch, asked } = chain(numbered);
    const ids = [];
    const counted = hundreds();
    await walk(client(fetch).ats.getCandidates(), ({ results }) => {
      if (ids.push(results[0].id) % 100 === 0) counted();
      return true;
    });
    assert.equal(ids.length, PAGES);
    assert.deepEqual(ids, CURSORS);
    assert.ok(
      [...asked.values()].every((times) => times <= 3),
      "pages were asked for again and again",
    );
  });

  test(`a cycle of ${CYCLE} pages, ${way}, is an error after its last page`, async () => {
    const size = CYCLE;
    for (const [back, cursor] of [
      [1, "first of all"],
      [150, "150"],
      [size, String(size)],
    ]) {
      const { fetch } = chain((asked) => {
        const at = asked === "first of all" ? 1 : Number(asked);
        const next = at < size ? at + 1 : back;
        return next === 1 ? "first of all" : String(next);
      });
      const seen = [];
      const pages = client(fetch).ats.getCandidates({ cursor: "first of all" });
      const error = await rejection(walk(pages, ({ results }) => seen.push(results[0].id)));
      assert.deepEqual([error.kind, error.cursor, error.retryable], ["pagination", cursor, false]);
      // A look-ahead gets the error one page earlier.
      assert.ok(seen.length >= size - 1 && seen.length <= size, `${seen.length} pages`);
      assert.equal(new Set(seen).size, seen.length);
    }
  });
}

test("two walks through the same pages are not a cycle", async () => {
  const { fetch } = chain(numbered);
  const first = await client(fetch).ats.getCandidates();
  const hands = [first, first, first];
  for (let n = 0; n < 50; n += 1) {
    for (const [hand, one] of hands.entries()) hands[hand] = await one.next();
  }
  assert.deepEqual(
    hands.map(({ results }) => results[0].id),
    Array(3).fill("51"),
  );
  let count = 0;
  for await (const one of hands[1]) if (one && ++count === 10) break;
  assert.equal(count, 10);
});
