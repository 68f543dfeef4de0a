// Every fault, as a client sees it: over HTTP, and through `sandbox.fetch` alone.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { baseUrl, createSandbox, FAULTS, ODD_ENVELOPES, ODD_RECORDS } from "./sandbox.mjs";
import { serve } from "./server.mjs";
import { ask, HEADERS, ids, send, walk } from "./testing.mjs";

const sandbox = createSandbox({ candidates: 60 });
/** @type {{ url: string, close: () => Promise<void> }} */
let server;
before(async () => (server = await serve(sandbox)));
after(() => server.close());

let walks = 0;
/** A new base URL for each use, so that the requests of one test never count for another. @param {string} spec */
const over = (spec) => baseUrl(server.url, spec, `t${++walks}`);
/** @param {string} spec @param {Record<string, any>} [query] @param {object} [options] */
const get = (spec, query = { page_size: 5 }, options = {}) => send(fetch, query, { base: over(spec), ...options });

/** @type {Record<string, () => Promise<void>>} a test for each row of FAULTS */
const TESTS = {
  async 429() {
    const response = await get("429");
    assert.equal(response.status, 429);
    assert.equal((await response.json()).error.code, "PLATFORM.RATE_LIMIT_EXCEEDED");
    for (const name of ["retry-after", "retry-after-ms", "ratelimit-reset"]) assert.equal(response.headers.get(name), null);
  },
  async "429-retry-after"() {
    const response = await get("429-retry-after:7");
    assert.deepEqual([response.status, response.headers.get("retry-after")], [429, "7"]);
    const other = await get("503-retry-after:2");
    assert.deepEqual([other.status, other.headers.get("retry-after")], [503, "2"]);
    assert.equal((await other.json()).error.code, "REMOTE.SERVICE_UNAVAILABLE");
  },
  async "429-retry-after-date"() {
    const { headers } = await get("429-retry-after-date:60");
    assert.equal(Date.parse(headers.get("retry-after")), Date.parse(headers.get("date")) + 60_000);
  },
  async "429-retry-after-ms"() {
    assert.equal((await get("429-retry-after-ms:30")).headers.get("retry-after-ms"), "30");
  },
  async "429-ratelimit-reset"() {
    const response = await get("429-ratelimit-reset:4");
    assert.deepEqual(
      ["ratelimit-reset", "ratelimit-remaining", "retry-after"].map((name) => response.headers.get(name)),
      ["4", "0", null],
    );
  },
  async 503() {
    for (const status of [408, 425, 500, 502, 503, 504, 418, 204]) {
      const response = await get(String(status));
      assert.equal(response.status, status);
      assert.equal(await response.text(), status === 204 ? "" : `status ${status}\n`);
    }
  },
  async html502() {
    for (const status of [502, 200]) {
      const response = await get(`html${status}`);
      assert.deepEqual([response.status, response.headers.get("content-type")], [status, "text/html"]);
      assert.match(await response.text(), /^<!doctype html>/);
    }
  },
  async code() {
    const { status, body } = await ask(fetch, {}, { base: over("code:INTEGRATION.INACTIVE:503") });
    assert.deepEqual([status, body.error.code], [503, "INTEGRATION.INACTIVE"]);
  },
  async "echo-key"() {
    assert.match((await (await get("echo-key")).json()).error.message, /Bearer sandbox-key/);
  },
  async "expired-cursor"() {
    const base = over("expired-cursor@2");
    const { body } = await ask(fetch, { page_size: 5 }, { base });
    const second = await ask(fetch, { page_size: 5, cursor: body.data.next }, { base });
    assert.deepEqual([second.status, second.body.error.code], [400, "PLATFORM.INPUT_INVALID"]);
  },
  async redirect() {
    for (const status of [302, 307]) {
      const response = await get(`redirect:${status}`);
      assert.equal(response.status, status);
      assert.equal(response.headers.get("location"), `${server.url}/redirected/v1/ats/candidates`);
    }
    // The log shows that fetch followed the redirect.
    await get("redirect", {}, { redirect: "follow" });
    assert.equal(sandbox.requests.at(-1).path, "/redirected/v1/ats/candidates");
  },
  async drop() {
    await assert.rejects(get("drop"), TypeError);
    await assert.rejects(send(sandbox.fetch, {}, { base: baseUrl("http://sandbox.test", "drop") }), TypeError);
  },
  async hang() {
    const gone = new AbortController();
    const waiting = get("hang", {}, { signal: gone.signal });
    // The request must have arrived before the caller leaves. The answer to a later one shows that it has.
    await get("slow-headers:20");
    gone.abort(new Error("enough"));
    await assert.rejects(waiting, /enough/);
    const direct = new AbortController();
    const pending = send(sandbox.fetch, {}, { base: baseUrl("http://sandbox.test", "hang"), signal: direct.signal });
    direct.abort("text");
    await assert.rejects(pending, (reason) => reason === "text");
  },
  async "empty-body"() {
    const response = await get("empty-body");
    assert.deepEqual([response.status, await response.text()], [200, ""]);
  },
  async "empty-page"() {
    for (const spec of ["empty-page@1", "empty-page@2", "empty-page@2x3"]) {
      const pages = await walk(fetch, { page_size: 20 }, { base: over(spec) });
      assert.equal(pages.filter((page) => page.length === 0).length, spec === "empty-page@2x3" ? 3 : 1);
      assert.deepEqual(ids(pages.flat()), ids(sandbox.truth()));
    }
    // Each cursor is new, so this is not a cycle.
    const base = over("empty-page@1x4");
    const cursors = [];
    for (let cursor; cursor !== null && cursors.length < 6; cursors.push(cursor))
      cursor = (await ask(fetch, cursor ? { cursor } : {}, { base })).body.data.next;
    assert.equal(new Set(cursors).size, cursors.length);
  },
  async cycle() {
    const base = over("cycle@3");
    const nexts = [];
    for (let cursor; nexts.length < 4; nexts.push(cursor))
      cursor = (await ask(fetch, cursor ? { page_size: 5, cursor } : { page_size: 5 }, { base })).body.data.next;
    assert.equal(nexts[2], nexts[0]);
    assert.equal(nexts[3], nexts[1]);
  },
  async "missing-next"() {
    const { status, body } = await ask(fetch, {}, { base: over("missing-next") });
    assert.deepEqual([status, Object.keys(body.data)], [200, ["results"]]);
  },
  async "odd-envelope"() {
    const seen = new Set();
    for (const kind of ODD_ENVELOPES) {
      const response = await get(`odd-envelope:${kind}`);
      assert.equal(response.status, 200, kind);
      const text = await response.text();
      seen.add(text.slice(0, 60) + text.slice(-30));
      let page;
      try {
        page = JSON.parse(text);
      } catch {
        assert.match(kind, /trailing/);
        continue;
      }
      const sound =
        page?.status === "success" &&
        Array.isArray(page.data?.results) &&
        (page.data.next === null || (typeof page.data.next === "string" && page.data.next !== ""));
      assert.equal(sound, false, kind);
    }
    assert.ok(seen.size >= ODD_ENVELOPES.length - 1);
  },
  async "odd-record"() {
    const sound = await (await get("slow-headers:0")).text();
    for (const kind of ODD_RECORDS) {
      const text = await (await get(`odd-record:${kind}`)).text();
      assert.notEqual(text, sound, kind);
      const { results } = JSON.parse(text).data;
      // The other records are unchanged.
      const expected = JSON.parse(sound).data.results;
      assert.deepEqual(results.toSpliced(2, 1), expected.toSpliced(2, 1), kind);
    }
  },
  async "not-utf8"() {
    const response = await get("not-utf8");
    const bytes = new Uint8Array(await response.arrayBuffer());
    assert.throws(() => new TextDecoder("utf-8", { fatal: true }).decode(bytes), TypeError);
    assert.equal(JSON.parse(new TextDecoder().decode(bytes)).data.results.length, 5);
  },
  async deep() {
    for (const [spec, levels] of [
      ["deep", 600],
      ["deep:1000", 1000],
      ["deep:3", 3],
    ]) {
      const { data } = await (await get(spec)).json();
      let depth = 0;
      for (let value = data.results[2].custom_fields; typeof value === "object"; value = value.a) depth++;
      assert.equal(depth, levels);
    }
  },
  async cut() {
    for (const fetcher of [fetch, sandbox.fetch]) {
      const response = await send(fetcher, { page_size: 50 }, { base: over("cut") });
      const announced = Number(response.headers.get("content-length"));
      assert.equal(response.status, 200);
      let received = 0;
      await assert.rejects(async () => {
        for await (const piece of response.body) received += piece.length;
      }, TypeError);
      assert.equal(received, Math.floor(announced / 2));
    }
    assert.equal(sandbox.requests.at(-1).body, "cut");
    await assert.rejects((await get("cut:0")).text(), TypeError);
    await assert.rejects((await get("429,cut:0.9")).text(), TypeError);
  },
  async short() {
    const response = await get("short");
    assert.equal(response.headers.get("content-length"), null);
    const text = await response.text();
    assert.ok(text.length > 1000);
    assert.throws(() => JSON.parse(text), SyntaxError);
  },
  async "hang-body"() {
    const gone = new AbortController();
    const response = await get("hang-body", { page_size: 5 }, { signal: gone.signal });
    const reader = response.body.getReader();
    assert.ok((await reader.read()).value.length > 0);
    const rest = reader.read();
    gone.abort(new Error("enough"));
    await assert.rejects(rest, /enough/);
  },
  async "slow-headers"() {
    const since = performance.now();
    assert.equal((await get("slow-headers:60")).status, 200);
    assert.ok(performance.now() - since >= 55);
  },
  async "slow-body"() {
    const since = performance.now();
    const response = await get("slow-body:10");
    let pieces = 0;
    for await (const _ of response.body) pieces++;
    assert.ok(pieces > 1);
    assert.ok(performance.now() - since >= 95);
  },
  async bytewise() {
    const { body } = await send(sandbox.fetch, { page_size: 1 }, { base: over("bytewise:3") });
    for await (const piece of body) assert.ok(piece.length <= 3);
    assert.deepEqual(ids((await (await get("bytewise", { page_size: 1 })).json()).data.results), [sandbox.truth()[0].id]);
  },
  async huge() {
    const response = await get("huge:2");
    assert.equal(response.headers.get("content-length"), null);
    const bytes = await response.arrayBuffer();
    assert.ok(bytes.byteLength > 2 * 1_048_576);
    assert.equal(JSON.parse(new TextDecoder().decode(bytes)).data.results.length, 5);
  },
  async "huge-announced"() {
    const response = await get("huge-announced:2");
    const announced = Number(response.headers.get("content-length"));
    assert.equal((await response.arrayBuffer()).byteLength, announced);
    assert.ok(announced > 2 * 1_048_576);
  },
  async bom() {
    const bytes = new Uint8Array(await (await get("bom")).arrayBuffer());
    assert.deepEqual([...bytes.slice(0, 4)], [0xef, 0xbb, 0xbf, 0x7b]);
    assert.equal(JSON.parse(new TextDecoder().decode(bytes)).data.results.length, 5);
  },
  async "no-content-type"() {
    const response = await get("no-content-type");
    assert.equal(response.headers.get("content-type"), null);
    assert.equal((await response.json()).status, "success");
  },
};

for (const [name, run] of Object.entries(TESTS)) test(`fault ${name}`, run);

test("each fault has a test and a line in the documentation", async () => {
  assert.deepEqual(Object.keys(TESTS).sort(), Object.keys(FAULTS).sort());
  const readme = await readFile(new URL("../../docs/testing.md", import.meta.url), "utf8");
  for (const name of Object.keys(FAULTS)) assert.match(readme, new RegExp(`^\\| \`${name}(:[A-Z:]+)?\` \\|`, "m"), name);
  for (const kind of [...ODD_RECORDS, ...ODD_ENVELOPES]) assert.ok(readme.includes(`\`${kind}\``), kind);
});

test("an id that needs escapes in a URL has its own count of requests", async () => {
  const base = baseUrl(server.url, "503x1", "a/b ?%");
  assert.deepEqual([(await send(fetch, {}, { base })).status, (await send(fetch, {}, { base })).status], [503, 200]);
});

test("walks with the same faults are counted separately", async () => {
  const statuses = async (base) => [(await send(fetch, {}, { base })).status, (await send(fetch, {}, { base })).status];
  assert.deepEqual(await statuses(over("503x1")), [503, 200]);
  assert.deepEqual(await statuses(over("503x1")), [503, 200]);
  assert.equal((await send(fetch, {}, { base: baseUrl(server.url) })).status, 200);
});

test("several faults can strike in one walk", async () => {
  const base = over("429x2,cut@3,503@5");
  const outcomes = [];
  for (let i = 0; i < 6; i++) {
    const response = await send(fetch, {}, { base });
    outcomes.push(
      await response.text().then(
        () => response.status,
        () => "cut",
      ),
    );
  }
  assert.deepEqual(outcomes, [429, 429, "cut", 200, 503, 200]);
});

test("faults can be given at the start, and pushed and cleared while the sandbox runs", async () => {
  const { fetch, faults, requests } = createSandbox({ candidates: 3, faults: "502x1" });
  const status = async () => (await send(fetch)).status;
  assert.deepEqual([await status(), await status()], [502, 200]);
  faults.push("503@2");
  assert.deepEqual([await status(), await status(), await status()], [200, 503, 200]);
  faults.push({ fault: "504", on: 1 }, { fault: "500", on: (request, n) => n > 1 && request.url.includes("email") });
  assert.deepEqual([await status(), await status()], [504, 200]);
  assert.equal((await send(fetch, { email: "a@example.com" })).status, 500);
  faults.clear();
  assert.equal((await send(fetch, { email: "a@example.com" })).status, 200);
  assert.deepEqual(
    requests.map((entry) => entry.faults.join()),
    ["502x1", "", "", "503@2", "", "504", "", "500", ""],
  );
});

test("a body that is not read is logged as cancelled", async () => {
  const { fetch, requests } = createSandbox({ candidates: 300 });
  const response = await send(fetch, { page_size: 250 });
  assert.equal(requests[0].body, "open");
  await response.body.cancel();
  assert.equal(requests[0].body, "cancelled");
});

test("sandbox.fetch obeys a signal as the real fetch does", async () => {
  const { fetch } = createSandbox({ candidates: 300 });
  const reason = { any: "value" };
  await assert.rejects(send(fetch, {}, { signal: AbortSignal.abort(reason) }), (thrown) => thrown === reason);
  const gone = new AbortController();
  const response = await send(fetch, { page_size: 250 }, { signal: gone.signal });
  gone.abort(reason);
  await assert.rejects(response.text(), (thrown) => thrown === reason);
});

test("the log of faulty requests does not contain the key", () => {
  assert.doesNotMatch(JSON.stringify(sandbox.requests), /sandbox-key/);
  assert.ok(HEADERS.authorization.includes("sandbox-key"));
});
