// "Walking": pages come in order, once each, with at most one look-ahead, and every way to end works.

import assert from "node:assert/strict";
import { test } from "node:test";
import { all, client, endless, failure, never, page, play, record, rejection } from "./kit.mjs";

const cursors = (fetch) => fetch.requests.map(({ url }) => new URL(url).searchParams.get("cursor"));
const walkOf = (pages) => pages[Symbol.asyncIterator]();
/** Waits until all pending work has settled. */
const settle = async () => {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};
const three = () => play(page("a", [record("1")]), page("b", [record("2")]), page(null, [record("3")]));

test("an empty page with a next cursor does not end the walk", async () => {
  const fetch = play(page("a"), page("b", [record("1")]), page("c"), page(null));
  const pages = client(fetch).ats.getCandidates();
  assert.deepEqual(
    (await all(pages)).map((one) => one.results.length),
    [0, 1, 0, 0],
  );
  assert.deepEqual([pages.stopped, pages.cursor], ["end", null]);
});

test("every for await is a new walk from the request's start", async () => {
  const fetch = play(page("a"), page(null), page("a"), page(null));
  const pages = client(fetch).ats.getCandidates({ cursor: "0" });
  for (const round of [1, 2]) assert.equal((await all(pages)).length, 2, `round ${round}`);
  assert.deepEqual(cursors(fetch), ["0", "a", "0", "a"]);
});

test("for await over a page begins with that page, from memory", async () => {
  const fetch = three();
  const first = await client(fetch).ats.getCandidates();
  const pages = await all(first);
  assert.equal(pages[0], first);
  assert.deepEqual(
    pages.map((one) => one.results[0].id),
    ["1", "2", "3"],
  );
  assert.equal(fetch.requests.length, 3);
});

test("page.next() returns the following page at every call", async () => {
  const fetch = play((request) => {
    const at = Number(new URL(request.url).searchParams.get("cursor") ?? 1);
    return page(at < 4 ? String(at + 1) : null, [record(`c${at}`)]);
  });
  const first = await client(fetch).ats.getCandidates();
  for (const round of [1, 2]) {
    const ids = [];
    for (let one = first; one; one = await one.next()) ids.push(one.results[0].id);
    assert.deepEqual(ids, ["c1", "c2", "c3", "c4"], `round ${round}`);
  }
  const second = await first.next();
  const [third, again] = await Promise.all([second.next(), second.next()]);
  assert.deepEqual([third.results, again.results], [[record("c3")], [record("c3")]]);
  const fourth = await third.next();
  assert.equal(await fourth.next(), null);
});

test("page.next() inside for await does not affect the walk", async () => {
  const fetch = play((request) => {
    const at = Number(new URL(request.url).searchParams.get("cursor") ?? 1);
    return page(at < 3 ? String(at + 1) : null, [record(`c${at}`)]);
  });
  const seen = [];
  for await (const one of client(fetch).ats.getCandidates()) {
    seen.push([one.results[0].id, (await one.next())?.results[0].id]);
  }
  assert.deepEqual(seen, [
    ["c1", "c2"],
    ["c2", "c3"],
    ["c3", undefined],
  ]);
});

test("two overlapping next() calls queue and get different pages in order", async () => {
  const walk = walkOf(client(three()).ats.getCandidates());
  const results = await Promise.all([walk.next(), walk.next(), walk.next(), walk.next()]);
  assert.deepEqual(
    results.map(({ done, value }) => [done, value?.results[0].id]),
    [
      [false, "1"],
      [false, "2"],
      [false, "3"],
      [true, undefined],
    ],
  );
});

test("the first page is fetched alone, and from the second next() at most one page ahead", async () => {
  const fetch = endless();
  const walk = walkOf(client(fetch).ats.getCandidates());
  for (const requests of [1, 3, 4, 5]) {
    await walk.next();
    await settle();
    assert.equal(fetch.requests.length, requests);
  }
  await walk.return();
});

test("prefetch: 0 fetches only the page that is asked for", async () => {
  const fetch = endless();
  const walk = walkOf(client(fetch).ats.getCandidates({}, { prefetch: 0 }));
  for (const requests of [1, 2, 3]) {
    await walk.next();
    await settle();
    assert.equal(fetch.requests.length, requests);
  }
});

test("break aborts the pending request", async () => {
  const stuck = never();
  const fetch = play(page("a"), page("b"), stuck);
  for await (const one of client(fetch).ats.getCandidates()) {
    if (one.cursor === "b") {
      await stuck.called;
      break;
    }
  }
  assert.equal(stuck.aborted, 1);
});

test("return() ends a pending next(), and every later next() is the end", async () => {
  const stuck = never();
  const walk = walkOf(client(stuck).ats.getCandidates());
  const pending = walk.next();
  await stuck.called;
  assert.deepEqual(await walk.return("x"), { done: true, value: "x" });
  const end = { done: true, value: undefined };
  assert.deepEqual([await pending, await walk.next(), await walk.return()], [end, end, end]);
  assert.equal(stuck.aborted, 1);
  const unused = play(page(null));
  const before = walkOf(client(unused).ats.getCandidates());
  await before.return();
  assert.deepEqual([await before.next(), unused.requests.length], [end, 0]);
});

test("after an error, next() is always the end", async () => {
  const walk = walkOf(client(play(page("a"), page("a"))).ats.getCandidates());
  await walk.next();
  await walk.next();
  assert.equal((await rejection(walk.next())).kind, "pagination");
  for (const _ of [1, 2]) assert.deepEqual(await walk.next(), { done: true, value: undefined });
});

for (const [what, answers, pages] of [
  ["at once", ["a", "a"], 2],
  ["in a circle", ["a", "b", "c", "a"], 4],
]) {
  test(`a cursor that repeats ${what} is an error, after its page`, async () => {
    const fetch = play(...answers.map((next) => page(next, [record(next)])));
    const got = [];
    const error = await rejection(
      (async () => {
        for await (const one of client(fetch).ats.getCandidates()) got.push(one);
      })(),
    );
    assert.deepEqual([error.kind, error.cursor, got.length, fetch.requests.length], ["pagination", "a", pages, pages]);
  });
}

test("budgets stop the walk without an error, and pages.cursor resumes it", async () => {
  for (const [options, stopped, pages] of [
    [{ max_pages: 1 }, "max_pages", 1],
    [{ max_pages: 3 }, "max_pages", 3],
    [{ max_requests: 2 }, "max_requests", 2],
  ]) {
    const fetch = endless();
    const walk = client(fetch).ats.getCandidates({}, options);
    assert.equal((await all(walk)).length, pages);
    assert.deepEqual([walk.stopped, walk.cursor, fetch.requests.length], [stopped, String(pages), pages]);
  }
});

test("a budget also counts from page to page", async () => {
  let count = 0;
  const pages = client(endless()).ats.getCandidates({}, { max_pages: 3 });
  for (let one = await pages; one; one = await one.next()) count += 1;
  assert.deepEqual([count, pages.stopped, pages.cursor], [3, "max_pages", "3"]);
});

const UNTIL_FIRST_PAGE = {
  "a page": (walk) => walk,
  pages: (walk) => all(walk),
  records: (walk) => all(walk.items()),
  lines: (walk) => all(walk.ndjson()),
};
for (const [how, start] of Object.entries(UNTIL_FIRST_PAGE)) {
  test(`a walk of ${how} that ends before its first page leaves the request's cursor to resume from`, async () => {
    for (const cursor of ["from-here", undefined]) {
      const fetch = play(failure(401, "PLATFORM.AUTHENTICATION_INVALID"));
      const pages = client(fetch).ats.getCandidates({ cursor });
      await rejection(start(pages));
      assert.equal(pages.cursor, cursor);

      const controller = new AbortController();
      const stuck = never();
      const aborted = client(play(stuck)).ats.getCandidates({ cursor }, { signal: controller.signal });
      const ended = rejection(start(aborted));
      await stuck.called;
      controller.abort("mine");
      assert.deepEqual([await ended, aborted.cursor, aborted.stopped], ["mine", cursor, null]);
    }
  });
}

test("cursor and stopped follow the walk", async () => {
  const pages = client(three()).ats.getCandidates();
  assert.deepEqual([pages.cursor, pages.stopped], [undefined, null]);
  const walk = walkOf(pages);
  const states = [];
  for (const _ of [1, 2, 3, 4]) {
    await walk.next();
    states.push([pages.cursor, pages.stopped]);
  }
  assert.deepEqual(states, [
    ["a", null],
    ["b", null],
    [null, null],
    [null, "end"],
  ]);
});

test("items() returns the records, toArray() up to a limit", async () => {
  const ids = [];
  for await (const candidate of client(three()).ats.getCandidates().items()) ids.push(candidate.id);
  assert.deepEqual(ids, ["1", "2", "3"]);
  const some = await client(three()).ats.getCandidates().toArray({ limit: 2 });
  assert.deepEqual(
    some.map(({ id }) => id),
    ["1", "2"],
  );
  assert.equal((await client(three()).ats.getCandidates().toArray({ limit: 100 })).length, 3);
});

test("toArray() without a limit is refused before any request", async () => {
  for (const options of [undefined, {}, { limit: 0 }, { limit: Infinity }, { limit: "5" }]) {
    const fetch = three();
    assert.equal((await rejection(client(fetch).ats.getCandidates().toArray(options))).kind, "input");
    assert.equal(fetch.requests.length, 0);
  }
});

test("leaving items() aborts the pending request", async () => {
  const stuck = never();
  const fetch = play(page("a", [record("1")]), page("b", [record("2")]), stuck);
  for await (const candidate of client(fetch).ats.getCandidates().items()) {
    if (candidate.id === "2") {
      await stuck.called;
      break;
    }
  }
  assert.equal(stuck.aborted, 1);
});

test("the pages have a promise's then, catch and finally", async () => {
  const pages = client(play(page(null))).ats.getCandidates();
  assert.equal((await Promise.all([pages]))[0].cursor, null);
  let settled = 0;
  await pages.finally(() => (settled += 1));
  assert.equal(
    await client(play(new TypeError("x")), { retry: false })
      .ats.getCandidates()
      .catch(() => 7),
    7,
  );
  assert.equal(settled, 1);
});

test("the error of a failed look-ahead comes when its page is asked for, and not before", async () => {
  const fetch = play(page("a"), page("b"), page("a"), page("c"));
  const walk = walkOf(client(fetch).ats.getCandidates());
  await walk.next();
  await walk.next();
  await settle();
  assert.equal((await walk.next()).done, false);
  await settle();
  assert.equal((await rejection(walk.next())).kind, "pagination");
});

test("stopped also has the end of a walk by hand, and of a single page", async () => {
  const pages = client(three()).ats.getCandidates();
  for (let one = await pages; one; one = await one.next());
  assert.deepEqual([pages.stopped, pages.cursor], ["end", null]);
  const single = client(play(page(null))).ats.getCandidates();
  for await (const _ of await single);
  assert.equal(single.stopped, "end");
});

test("a look-ahead does not move pages.cursor, and an older walk does not change it after a newer one", async () => {
  const pages = client(endless()).ats.getCandidates();
  for await (const one of pages) {
    await one.next();
    break;
  }
  assert.equal(pages.cursor, "1");
  const older = walkOf(client(three()).ats.getCandidates());
  await older.next();
  const both = client(three()).ats.getCandidates();
  const [first, second] = [walkOf(both), walkOf(both)];
  await first.next();
  await second.next();
  await first.next();
  assert.equal(both.cursor, "b", "the second walk's own first page");
});

test("record by record, the cursor is never ahead of the returned records", async () => {
  const fetch = () => play(page("a", [record("1"), record("2")]), page("b", [record("3"), record("4")]), page(null));
  for (const [limit, cursor] of [
    [1, undefined],
    [2, "a"],
    [3, "a"],
    [4, "b"],
  ]) {
    const pages = client(fetch()).ats.getCandidates();
    await pages.toArray({ limit });
    assert.equal(pages.cursor, cursor, `after ${limit}`);
  }
});

test("items() can be iterated again, queues overlapping calls, and return() ends a pending one", async () => {
  const items = client(play((request) => page(new URL(request.url).search ? null : "a", [record("1")])))
    .ats.getCandidates()
    .items();
  for (const _ of [1, 2]) assert.equal((await all(items)).length, 2);
  const overlapping = items[Symbol.asyncIterator]();
  const got = await Promise.all([overlapping.next(), overlapping.next(), overlapping.next()]);
  assert.deepEqual(
    got.map(({ done }) => done),
    [false, false, true],
  );
  const stuck = never();
  const waiting = client(stuck).ats.getCandidates().items()[Symbol.asyncIterator]();
  const pending = waiting.next();
  await stuck.called;
  await waiting.return();
  assert.deepEqual([(await pending).done, stuck.aborted], [true, 1]);
});

test("a cycle of cursors is detected however the walk continues", async () => {
  const circle = () =>
    play((request) => {
      const at = new URL(request.url).searchParams.get("cursor");
      return page({ a: "b", b: "a" }[at], [record(at)]);
    });
  // Awaited and then iterated: the second part is another walk, but it must remember the first.
  const first = await client(circle()).ats.getCandidates({ cursor: "a" });
  const given = [];
  const error = await rejection(
    (async () => {
      for await (const one of first) given.push(one.results[0].id);
    })(),
  );
  assert.deepEqual([error.kind, given], ["pagination", ["a", "b"]]);
  // By hand, with two calls for every page, so that each step is a separate walk.
  let one = await client(circle()).ats.getCandidates({ cursor: "a" });
  const steps = [];
  const again = await rejection(
    (async () => {
      for (;;) {
        await one.next();
        one = await one.next();
        steps.push(one.results[0].id);
      }
    })(),
  );
  assert.deepEqual([again.kind, steps], ["pagination", ["b"]]);
});

test("max_requests also counts repeated requests for a page that fails", async () => {
  const fetch = play(page("a"), failure(503, "REMOTE.SERVICE_UNAVAILABLE"));
  const first = await client(fetch).ats.getCandidates({}, { max_requests: 5, retry: { max_attempts: 2, base_ms: 0 } });
  for (const sent of [3, 5]) {
    assert.equal((await rejection(first.next())).code, "REMOTE.SERVICE_UNAVAILABLE");
    assert.equal(fetch.requests.length, sent);
  }
  assert.equal(await first.next(), null);
  assert.equal(fetch.requests.length, 5);
});

test("of two overlapping calls with wrong input, the first fails, and the second gets the end", async () => {
  const fetch = endless();
  const walk = walkOf(client(fetch).ats.getCandidates({ page_size: 0 }));
  const [first, second] = await Promise.allSettled([walk.next(), walk.next()]);
  assert.deepEqual([first.reason.kind, second.value, fetch.requests.length], ["input", { done: true, value: undefined }, 0]);
});
