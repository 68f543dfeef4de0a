// "Abort": every phase of a walk obeys a signal at once and rejects with the caller's own reason, unchanged.

import assert from "node:assert/strict";
import { test } from "node:test";
import { all, client, endless, never, page, play, rejection, text } from "./kit.mjs";

const reasons = [
  ["nothing", undefined],
  ["a string", "text"],
  ["an object", {}],
  ["null", null],
  ["a number", 0],
  ["an error", new Error("mine")],
];
/** Aborts, and returns the reason that the rejection must have. */
function abort(controller, reason) {
  if (reason === undefined) controller.abort();
  else controller.abort(reason);
  return controller.signal.reason;
}

for (const [what, reason] of reasons) {
  test(`abort with ${what} before anything is sent`, async () => {
    const controller = new AbortController();
    const expected = abort(controller, reason);
    const fetch = play(page(null));
    assert.equal(await rejection(client(fetch).ats.getCandidates({}, { signal: controller.signal })), expected);
    assert.equal(fetch.requests.length, 0);
  });

  test(`abort with ${what} while waiting for the headers`, async () => {
    const controller = new AbortController();
    const fetch = never();
    const failed = rejection(client(fetch).ats.getCandidates({}, { signal: controller.signal }));
    await fetch.called;
    assert.equal(await (abort(controller, reason), failed), controller.signal.reason);
    assert.equal(fetch.aborted, 1, "the request is aborted too");
  });

  test(`abort with ${what} in the body`, async () => {
    const controller = new AbortController();
    let cancelled;
    const given = new Promise((resolve) => (cancelled = resolve));
    const body = new ReadableStream({
      pull(stream) {
        stream.enqueue(new Uint8Array([123]));
        setImmediate(() => abort(controller, reason));
        return new Promise(() => {});
      },
      cancel: cancelled,
    });
    const pages = client(async () => new Response(body)).ats.getCandidates({}, { signal: controller.signal });
    assert.equal(await rejection(pages), controller.signal.reason);
    await given;
  });

  test(`abort with ${what} while waiting before a retry`, async () => {
    const controller = new AbortController();
    const fetch = play(text("", 429, { "retry-after": "3600" }));
    const on_event = (event) => event.type === "retry" && setImmediate(() => abort(controller, reason));
    const failed = rejection(client(fetch, { on_event }).ats.getCandidates({}, { signal: controller.signal }));
    assert.equal(await failed, controller.signal.reason);
    assert.equal(fetch.requests.length, 1);
  });

  test(`abort with ${what} between pages, even when the next page has already arrived`, async () => {
    const controller = new AbortController();
    const walk = client(endless()).ats.getCandidates({}, { signal: controller.signal })[Symbol.asyncIterator]();
    for (let count = 0; count < 3; count += 1) await walk.next();
    const expected = abort(controller, reason);
    assert.equal(await rejection(walk.next()), expected);
    assert.deepEqual(await walk.next(), { done: true, value: undefined });
  });
}

test("abort while the api_key function is pending", async () => {
  const controller = new AbortController();
  let asked;
  const asking = new Promise((resolve) => (asked = resolve));
  const api_key = () => (asked(), new Promise(() => {}));
  const failed = rejection(client(play(page(null)), { api_key }).ats.getCandidates({}, { signal: controller.signal }));
  await asking;
  controller.abort("mine");
  assert.equal(await failed, "mine");
});

test("a fetch that ignores its signal does not delay the rejection", async () => {
  const controller = new AbortController();
  const fetch = () => (setImmediate(() => controller.abort("mine")), new Promise(() => {}));
  assert.equal(await rejection(client(fetch).ats.getCandidates({}, { signal: controller.signal })), "mine");
});

test("after the end of a walk its signal has no effect, and no listener is left", async () => {
  const controller = new AbortController();
  const { signal } = controller;
  const listeners = { added: 0, removed: 0 };
  for (const [name, count] of [
    ["addEventListener", "added"],
    ["removeEventListener", "removed"],
  ]) {
    const original = signal[name].bind(signal);
    signal[name] = (...parameters) => ((listeners[count] += 1), original(...parameters));
  }
  assert.equal((await all(client(play(page("c"), page(null))).ats.getCandidates({}, { signal }))).length, 2);
  assert.ok(listeners.added > 0);
  assert.deepEqual(listeners.added, listeners.removed);
  controller.abort();
});

test("aborting one walk does not affect other walks", async () => {
  const kombo = client(endless());
  const controller = new AbortController();
  const aborted = kombo.ats.getCandidates({}, { signal: controller.signal })[Symbol.asyncIterator]();
  const other = kombo.ats.getCandidates()[Symbol.asyncIterator]();
  await Promise.all([aborted.next(), other.next()]);
  controller.abort("mine");
  assert.equal(await rejection(aborted.next()), "mine");
  assert.equal((await other.next()).done, false);
  await other.return();
});

test("fifty walks at a time on one signal cause no warning of a listener leak", async () => {
  const warnings = [];
  const listen = (warning) => warnings.push(warning.name);
  process.on("warning", listen);
  const controller = new AbortController();
  const server = never();
  const walks = Array.from({ length: 50 }, () => rejection(client(server).ats.getCandidates({}, { signal: controller.signal })));
  await server.called;
  controller.abort("mine");
  assert.deepEqual(await Promise.all(walks), Array(50).fill("mine"));
  // Node emits the warning one turn later.
  await new Promise(setImmediate);
  process.off("warning", listen);
  assert.deepEqual(warnings, []);
});
