// Hundreds of parallel walks in one workerd isolate: none is lost or mixed with another, whatever happens to the others, and
// no request ever waits for a promise of another one.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { createSandbox } from "../sandbox/sandbox.mjs";
import { serve } from "../sandbox/server.mjs";
import { source } from "../sandbox/source.mjs";
import { assertWhole, expected } from "./truth.mjs";
import { bundleWorker, startWorker } from "./workers.mjs";

const { ConnectionDropped } = await source("testing/faults");

const WALKS = 200;
const PAGE = 6;
// Each walk has its own integration, whose records belong to no other walk.
const INTEGRATIONS = Array.from({ length: WALKS }, (_, n) => `workday:walk-${n}`);
const sandbox = createSandbox({ candidates: 30, integrations: INTEGRATIONS });

/** May delay a request before it is answered. @type {(integration: string) => Promise<unknown> | undefined} */
let hold = () => undefined;
const held = {
  async fetch(/** @type {Request} */ request) {
    await hold(String(request.headers.get("x-integration-id")));
    return sandbox.fetch(request);
  },
};

/** Half of the walks share one client that is made when the Worker starts, as a user would do it. */
const worker = (/** @type {string} */ server_url) => `
import { Kombo } from "kombo-edge";
const options = { api_key: "sandbox-key", server_url: ${JSON.stringify(server_url)}, retry: false };
const shared = new Kombo(options);
let isolate;
export default { async fetch(request) {
  isolate ??= crypto.randomUUID();
  const query = new URL(request.url).searchParams;
  const [integration_id, abort_after, own] = ["integration", "abort_after", "own"].map((name) => query.get(name));
  const controller = new AbortController();
  const pages = (own ? new Kombo(options) : shared).ats.getCandidates({ page_size: ${PAGE} }, { integration_id, signal: controller.signal });
  const { readable, writable } = new TransformStream();
  const writer = writable.getWriter();
  const line = (value) => writer.write(new TextEncoder().encode(JSON.stringify(value) + "\\n"));
  const walk = async () => {
    let count = 0;
    try {
      for await (const page of pages) {
        await line({ results: page.results });
        // The next page is pending by now, so the abort is the walk's next event.
        if (++count === Number(abort_after)) controller.abort("enough of " + integration_id);
      }
      await line({ end: pages.stopped, isolate });
    } catch (error) {
      await line({ error: typeof error === "string" ? error : error.message, isolate });
    }
    await writer.close();
  };
  // A client that has gone reads no more lines. This is not a failure of the Worker.
  walk().catch(() => {});
  // Miniflare would compress the response, and hold lines back until there are enough.
  return new Response(readable, { headers: { "content-encoding": "identity" } });
} };`;

/** @type {{ url: string, close: () => Promise<void> }} */
let server;
/** @type {Awaited<ReturnType<typeof startWorker>>} */
let workerd;
before(async () => {
  server = await serve(held);
  workerd = await startWorker(await bundleWorker(worker(`${server.url}/v1`)));
});
after(async () => {
  await workerd?.stop();
  await server?.close();
});

/**
 * Sends one request to the Worker; yields its lines as they come.
 * @param {string} integration
 * @param {{ query?: string, signal?: AbortSignal }} [options]
 */
async function* walk(integration, { query = "", signal } = {}) {
  const response = await fetch(`${workerd.url}/?integration=${integration}${query}`, { signal });
  let rest = "";
  for await (const piece of response.body.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + piece).split("\n");
    rest = lines.pop() ?? "";
    for (const text of lines) yield JSON.parse(text);
  }
}

/** All lines of a request: the records, and how it ended. @param {Parameters<typeof walk>} parameters */
async function whole(...parameters) {
  const lines = [];
  for await (const line of walk(...parameters)) lines.push(line);
  return { records: lines.slice(0, -1).flatMap(({ results }) => results), ...lines.at(-1) };
}

/** A promise, and the function that resolves it. */
function gate() {
  /** @type {(value?: unknown) => void} */
  let open = () => {};
  const opened = new Promise((resolve) => (open = resolve));
  return { open, opened };
}

function drop() {
  throw new ConnectionDropped("the caller has gone");
}

/** The requests that one walk sent. @param {string} integration */
const asked = (integration) => sandbox.requests.filter(({ headers }) => headers["x-integration-id"] === integration).length;

/** @param {string} output */
function assertQuiet(output) {
  assert.doesNotMatch(output, /different request|cross-request|code had hung|I\/O on behalf|Uncaught/i, output);
}

test(`of ${WALKS} parallel walks some are aborted and some lose their caller, and all others are whole and unmixed`, async () => {
  const aborted = (/** @type {number} */ n) => n % 10 === 3;
  const gone = (/** @type {number} */ n) => n % 20 === 8;

  // No first page is returned before every walk has asked for one, so all walks overlap.
  const all_arrived = gate();
  const arrived = new Set();
  /** For each walk that is left: its third request hangs until the caller has gone, and is dropped then. @type {Map<string, ReturnType<typeof gate>>} */
  const left = new Map(INTEGRATIONS.filter((_, n) => gone(n)).map((integration) => [integration, gate()]));
  hold = (integration) => {
    if (!arrived.has(integration)) {
      arrived.add(integration);
      if (arrived.size === WALKS) all_arrived.open();
      return all_arrived.opened;
    }
    return asked(integration) < 2 ? undefined : left.get(integration)?.opened.then(drop);
  };

  const leave = async (/** @type {string} */ integration) => {
    const caller = new AbortController();
    let pages = 0;
    await assert.rejects(async () => {
      for await (const { results } of walk(integration, { signal: caller.signal })) {
        assert.equal(results.length, PAGE);
        if (++pages === 2) caller.abort(new Error("gone"));
      }
    }, /gone/);
    assert.equal(pages, 2);
    left.get(integration)?.open();
  };
  const ends = await Promise.all(
    INTEGRATIONS.map((integration, n) => {
      if (gone(n)) return leave(integration);
      return whole(integration, { query: `${aborted(n) ? "&abort_after=2" : ""}${n % 2 === 0 ? "" : "&own=1"}` });
    }),
  );

  const counts = { whole: 0, aborted: 0, gone: 0 };
  const isolates = new Set();
  for (const [n, end] of ends.entries()) {
    const truth = expected(sandbox, {}, INTEGRATIONS[n]);
    assert.ok(truth.length > 4 * PAGE, "four full pages and a rest");
    if (!end) {
      counts.gone++;
      continue;
    }
    isolates.add(end.isolate);
    if (aborted(n)) {
      counts.aborted++;
      assert.equal(end.error, `enough of ${INTEGRATIONS[n]}`);
      assertWhole(end.records, truth.slice(0, 2 * PAGE));
      assert.ok(asked(INTEGRATIONS[n]) <= 3, "no request after the abort");
    } else {
      counts.whole++;
      assert.deepEqual([end.end, end.error], ["end", undefined]);
      assertWhole(end.records, truth);
      assert.equal(asked(INTEGRATIONS[n]), 5);
    }
  }
  assert.deepEqual(counts, { whole: 170, aborted: 20, gone: 10 });
  assert.equal(isolates.size, 1, "one isolate");

  hold = () => undefined;
  const later = await whole(INTEGRATIONS[8]);
  assert.deepEqual([later.end, later.isolate], ["end", [...isolates][0]]);
  assertWhole(later.records, expected(sandbox, {}, INTEGRATIONS[8]));
  assertQuiet(workerd.output());
});

test("a request that hangs, or whose caller has gone, delays no other one, not even at the isolate's start", async (t) => {
  const fresh = await startWorker(await bundleWorker(worker(`${server.url}/v1`)));
  t.after(() => fresh.stop());
  const [stuck, ...others] = INTEGRATIONS.slice(0, 6);
  const reached = gate();
  const released = gate();
  hold = (integration) => {
    if (integration !== stuck) return undefined;
    reached.open();
    return released.opened.then(drop);
  };
  const all = workerd;
  workerd = fresh;
  try {
    const caller = new AbortController();
    const hanging = whole(stuck, { signal: caller.signal });
    hanging.catch(() => {});
    await reached.opened;
    for (const integration of others) {
      const { records, end } = await whole(integration);
      assert.equal(end, "end");
      assertWhole(records, expected(sandbox, {}, integration));
    }
    caller.abort(new Error("gone"));
    await assert.rejects(hanging, /gone/);
    hold = () => undefined;
    released.open();
    for (const integration of [stuck, ...others]) assertWhole((await whole(integration)).records, expected(sandbox, {}, integration));
    assertQuiet(fresh.output());
  } finally {
    hold = () => undefined;
    released.open();
    workerd = all;
  }
});

/** Walks a page of 17 MiB, most of it white space. */
const LARGE = `
import { Kombo } from "kombo-edge";
const MIB = 2 ** 20;
const page = new TextEncoder().encode('{"status":"success","data":{"next":null,"results":[]}}');
const padding = new Uint8Array(MIB).fill(32);
function fetch() {
  let chunk = 0;
  const body = new ReadableStream({ pull: (controller) => (chunk === 18 ? controller.close() : controller.enqueue(chunk++ ? padding : page)) });
  return Promise.resolve(new Response(body));
}
export default { async fetch() {
  const get = (options) => new Kombo({ server_url: "https://kombo.internal", fetch, ...options }).ats.getCandidates().then(({ meta }) => meta.bytes, ({ message }) => message);
  return Response.json([await get({}), await get({ max_body_bytes: 32 * MIB }), page.length]);
} };`;

test("a body beyond 16 MiB is an error in a Worker, which has 128 MB, unless max_body_bytes allows it", async (t) => {
  const { url, stop } = await startWorker(await bundleWorker(LARGE));
  t.after(stop);
  const [usual, allowed, page] = await (await fetch(url)).json();
  assert.match(usual, /max_body_bytes/);
  assert.equal(allowed, page + 17 * 2 ** 20);
});
