// The browser entry: the first call loads the module, whatever its Content-Type; a load failure gives a helpful error;
// a key is refused unless it is allowed; a proxy on the page's own origin needs no key.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { createSandbox } from "../sandbox/sandbox.mjs";
import { serve } from "../sandbox/server.mjs";
import { CHROMIUM, launch, openPage, serveSite } from "./browser.mjs";
import { assertWhole, expected } from "./truth.mjs";

const WASM = "/kombo-edge/kombo_edge_bg.wasm";
const sandbox = createSandbox({ candidates: 120, cors: true });
const truth = expected(sandbox);
const options = CHROMIUM ? {} : { skip: "there is no Chromium" };
/** @type {import("playwright-core").Browser} */
let browser;
/** @type {import("./browser.mjs").Site} */
let site;
/** @type {{ url: string, close: () => Promise<void> }} */
let server;
before(async () => {
  if (CHROMIUM) [browser, site, server] = await Promise.all([launch(), serveSite(), serve(sandbox)]);
});
after(() => Promise.all([browser?.close(), site?.close(), server?.close()]));

/** The options of a client with a key that sends to another origin. */
const withKey = () => ({ server_url: `${server.url}/v1`, api_key: "sandbox-key", integration_id: "workday:sandbox", allow_key_in_browser: true });

/**
 * Walks in the page. Returns the records, or the message of the error.
 * @param {import("playwright-core").Page} page
 * @param {Record<string, unknown>} client
 */
async function walk(page, client) {
  const json = await page.evaluate(async (client) => {
    const { Kombo, KomboError } = await import("kombo-edge");
    try {
      const records = [];
      for await (const record of new Kombo(client).ats.getCandidates({ page_size: 50 }).items()) records.push(record);
      return JSON.stringify({ records });
    } catch (error) {
      const isOurs = error instanceof KomboError;
      return JSON.stringify({ isOurs, error, message: error.message, cause: String(error.cause), text: String(error.stack) });
    }
  }, client);
  return JSON.parse(json);
}

/** Walks, and asserts that all records arrive. @param {Parameters<typeof walk>} parameters */
async function assertWalks(...parameters) {
  const { records, message, cause } = await walk(...parameters);
  assert.equal(message, undefined, cause);
  assertWhole(records, truth);
}

/** A new page on a reset site. */
async function fresh() {
  Object.assign(site, { kombo: undefined });
  site.odd.clear();
  site.requested.length = 0;
  return openPage(browser, site);
}

const loads = () => site.requested.filter((path) => path === WASM).length;

test("importing the package loads nothing; two walks at once load the module once", options, async () => {
  const { page, failures } = await fresh();
  await page.evaluate(() => import("kombo-edge").then(() => undefined));
  assert.deepEqual(site.requested.toSorted(), ["/", "/kombo-edge/browser.js", "/kombo-edge/facts.js", "/kombo-edge/kombo.js"]);
  await Promise.all([assertWalks(page, withKey()), assertWalks(page, withKey())]);
  assert.equal(loads(), 1);
  await assertWalks(page, withKey());
  assert.equal(loads(), 1);
  assert.deepEqual(failures, []);
});

for (const type of ["text/plain", "application/octet-stream", "application/wasm; charset=utf-8"]) {
  test(`the module may be served as ${type}`, options, async () => {
    const { page, failures } = await fresh();
    site.odd.set(WASM, { type });
    await assertWalks(page, withKey());
    assert.deepEqual(failures, []);
  });
}

/** How the module fails to load, and the message of the error. @type {[string, (page: import("playwright-core").Page) => Promise<unknown> | void, RegExp][]} */
const KEPT = [
  ["missing", () => void site.odd.set(WASM, { status: 404 }), /loaded: HTTP 404 application\/wasm.*left it behind.*"kombo-edge\/inline"/],
  [
    "HTML in its place",
    (page) => page.route(`**${WASM}`, (route) => route.fulfill({ contentType: "text/html", body: "<!doctype html><title>not here</title>" })),
    /loaded: HTTP 200 text\/html.*left it behind/,
  ],
  [
    "text in its place",
    (page) => page.route(`**${WASM}`, (route) => route.fulfill({ contentType: "text/plain", body: "not here" })),
    /loaded: HTTP 200 text\/plain.*left it behind/,
  ],
  [
    "text that is served as WebAssembly",
    (page) => page.route(`**${WASM}`, (route) => route.fulfill({ contentType: "application/wasm", body: "not here" })),
    /loaded: HTTP 200 application\/wasm.*left it behind/,
  ],
  ["not to be reached", (page) => page.route(`**${WASM}`, (route) => route.abort()), /loaded: its request failed.*connect-src/],
  // A module of a later WebAssembly version stands for an engine that lacks a feature.
  [
    "more than the engine knows",
    (page) => page.route(`**${WASM}`, (route) => route.fulfill({ contentType: "application/wasm", body: Buffer.from([0, 0x61, 0x73, 0x6d, 9, 0, 0, 0]) })),
    /loaded: the engine has no WebAssembly with SIMD/,
  ],
];
for (const [what, keep, pattern] of KEPT) {
  test(`a module that is ${what} gives an error with the cause, and the next call works`, options, async () => {
    const { page, failures } = await fresh();
    await keep(page);
    const { isOurs, error, message } = await walk(page, withKey());
    assert.equal(isOurs, true);
    assert.equal(error.kind, "internal");
    assert.match(message, pattern);
    assert.deepEqual(failures, []);

    site.odd.clear();
    await page.unroute(`**${WASM}`);
    await assertWalks(page, withKey());
  });
}

test("an engine without WebAssembly gives an error with that cause, from the inline entry too", options, async () => {
  const { page } = await fresh();
  for (const entry of ["kombo-edge", "/kombo-edge/inline.js"]) {
    const { error, message } = await page.evaluate(async (entry) => {
      Reflect.deleteProperty(globalThis, "WebAssembly");
      const { Kombo } = await import(entry);
      try {
        return await new Kombo({ server_url: "/kombo" }).ats.getCandidates({});
      } catch (error) {
        return { error: error.toJSON(), message: error.message };
      }
    }, entry);
    assert.equal(error.kind, "internal");
    assert.match(message, /the engine has no WebAssembly/);
  }
});

test(
  "a Content-Security-Policy without 'wasm-unsafe-eval' gives an error with that cause, from the inline entry too; with it, walks work",
  options,
  async () => {
    const policy = (/** @type {string} */ more) => `default-src 'self'; script-src 'self' 'unsafe-inline' ${more}; connect-src 'self' ${server.url}`;
    for (const [more, pattern] of /** @type {const} */ ([
      ["", /loaded: the Content-Security-Policy forbids it: script-src needs 'wasm-unsafe-eval'/],
      ["'wasm-unsafe-eval'", undefined],
    ])) {
      for (const entry of ["kombo-edge", "/kombo-edge/inline.js"]) {
        const { page } = await fresh();
        site.odd.set("/", { policy: policy(more) });
        await page.reload();
        const { message = "" } = await page.evaluate(
          async ({ entry, client }) => {
            const { Kombo } = await import(entry);
            try {
              await new Kombo(client).ats.getCandidates({});
              return {};
            } catch (error) {
              return { message: error.message };
            }
          },
          { entry, client: withKey() },
        );
        if (pattern) assert.match(message, pattern, entry);
        else assert.equal(message, "", entry);
      }
    }
  },
);

test("the error for a server that does not allow the page's origin gives CORS as the cause; the page's own origin needs no permission", options, async () => {
  const closed = await serve(createSandbox({ candidates: 1 }));
  try {
    const { page } = await fresh();
    const retry = false;
    const { error, message } = await walk(page, { ...withKey(), server_url: `${closed.url}/v1`, retry });
    assert.equal(error.kind, "network");
    assert.match(message, /connection.*does not allow this page's origin \(CORS; in a proxy: `allowed_origins`\)/);
    await page.route("**/kombo/**", (route) => route.abort());
    const own = await walk(page, { server_url: "/kombo", retry });
    assert.equal(own.error.kind, "network");
    assert.doesNotMatch(own.message, /CORS/);
  } finally {
    await closed.close();
  }
});

test("the errors for a wrong server_url, a redirect and mixed content name the cause", options, async () => {
  const { page } = await fresh();
  const answer = (/** @type {object} */ how) => page.route("**/wrong/**", (route) => route.fulfill(how));
  const client = { server_url: "/wrong", retry: false };
  const html = { contentType: "text/html", body: "<!doctype html><title>an app</title>" };
  for (const status of [200, 404]) {
    await answer({ ...html, status });
    const { error, message } = await walk(page, client);
    assert.equal(error.kind, status === 200 ? "decode" : "http");
    assert.match(message, new RegExp(`${status} \\(text/html\\).*is \`server_url\` the base of Kombo's API`));
    await page.unroute("**/wrong/**");
  }
  await answer({ status: 302, headers: { location: "/elsewhere" } });
  assert.match((await walk(page, client)).message, /redirect.*give `server_url` as it leads on/);
  assert.match((await walk(page, { server_url: "http://proxy.example.com" })).message, /mixed content/);
});

test("creating a client whose module cannot be loaded causes no unhandled rejection", options, async () => {
  const { page, failures } = await fresh();
  site.odd.set(WASM, { status: 404 });
  await page.evaluate(async () => {
    const real = fetch;
    /** @type {Promise<Response>[]} */
    const asked = [];
    globalThis.fetch = (...parameters) => (asked.push(real(...parameters)), asked[0]);
    const { Kombo } = await import("kombo-edge");
    new Kombo({ server_url: "/kombo" });
    if (asked.length !== 1) throw new Error(`${asked.length} files asked for`);
    await asked[0];
    // The browser reports unhandled rejections after the microtasks, so wait one more turn.
    await new Promise((resolve) => setTimeout(resolve));
  });
  assert.deepEqual(failures, []);
});

test("a key is refused before any request, and the error does not contain it", options, async () => {
  const { page } = await fresh();
  const since = sandbox.requests.length;
  const { allow_key_in_browser, ...refused } = withKey();
  for (const client of [refused, { ...refused, allow_key_in_browser: false }]) {
    const { isOurs, error, message, text } = await walk(page, client);
    assert.equal(isOurs, true);
    assert.equal(error.kind, "input");
    assert.match(message, /proxy.*allow_key_in_browser: true/s);
    assert.doesNotMatch(text + JSON.stringify(error), /sandbox-key/);
  }
  assert.equal(sandbox.requests.length, since);
});

test("a relative server_url reaches the page's own proxy without a key", options, async () => {
  const { page, failures } = await fresh();
  site.kombo = sandbox.fetch;
  const since = sandbox.requests.length;
  await assertWalks(page, { server_url: "/kombo" });
  assert.equal(sandbox.requests.length - since, Math.ceil(truth.length / 50));
  assert.ok(site.requested.includes("/kombo/ats/candidates"));
  assert.deepEqual(failures, []);
});

test("wrong options reject the first call", options, async () => {
  const { page } = await fresh();
  const { error, message } = await walk(page, { server_url: "/kombo", server: "mars" });
  assert.equal(error.kind, "input");
  assert.match(message, /server/);
});

test("the inline entry loads no file", options, async () => {
  const { page, failures } = await fresh();
  site.kombo = sandbox.fetch;
  const json = await page.evaluate(async () => {
    const { Kombo } = await import("/kombo-edge/inline.js");
    return JSON.stringify(await new Kombo({ server_url: "/kombo" }).ats.getCandidates({}).toArray({ limit: 1000 }));
  });
  assertWhole(JSON.parse(json), truth);
  assert.equal(loads(), 0);
  assert.deepEqual(failures, []);
});

test("the code for lines is loaded at the first call of ndjson(), and a stream that is cancelled before that sends nothing", options, async () => {
  const { page, failures } = await fresh();
  site.kombo = sandbox.fetch;
  const since = sandbox.requests.length;
  const [before, text] = await page.evaluate(async () => {
    const { Kombo } = await import("kombo-edge");
    const pages = new Kombo({ server_url: "/kombo" }).ats.getCandidates({ page_size: 50 });
    const left = pages.ndjson().getReader();
    const read = left.read();
    await left.cancel();
    const { done } = await read;
    return [done, await new Response(pages.ndjson()).text()];
  });
  assert.equal(before, true);
  assert.equal(text.split("\n").length - 1, truth.length);
  assert.equal(sandbox.requests.length - since, Math.ceil(truth.length / 50), "of the second stream alone");
  assert.equal(site.requested.filter((path) => path === "/kombo-edge/lines.js").length, 1);
  assert.deepEqual(failures, []);
});
