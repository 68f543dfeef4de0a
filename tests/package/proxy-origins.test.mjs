// Allowed pages: the proxy's own origin behind TLS termination, and which pages may read a refusal.

import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./install.mjs";
import { KEY, page, play } from "./kit.mjs";
import { ask, ORIGIN, PATH, proxy } from "./proxies.mjs";

const { createProxy } = await load("proxy.js");

/** The status for a same-origin page when the Worker sees this URL and these headers. */
async function own(options, url, headers = {}) {
  const upstream = play(page(null));
  const request = ask({ headers: { origin: undefined, "sec-fetch-site": "same-origin", ...headers } }, `${url}${PATH}`);
  const response = await proxy(upstream, options)(request, {});
  assert.equal(upstream.requests.length, response.status === 200 ? 1 : 0);
  return response.status;
}

const CLEAR = "http://app.example.com";
const forwarded = (proto, host) => ({ "x-forwarded-proto": proto, ...(host && { "x-forwarded-host": host }) });
const trusting = { trust_forwarded: true };

/** Options, the URL that the Worker sees, more headers, and the status. */
const OWN = {
  "without options, over http": [{}, CLEAR, {}, 403],
  "without options, with forwarded headers": [{}, CLEAR, forwarded("https"), 403],
  "with option origin": [{ origin: ORIGIN }, CLEAR, {}, 200],
  "with option origin, at another host": [{ origin: ORIGIN }, "http://10.0.0.7:8787", {}, 200],
  "with option origin, which is not in the list": [{ origin: ORIGIN, allowed_origins: [] }, CLEAR, {}, 200],
  "with option origin, for another site": [{ origin: ORIGIN }, CLEAR, { "sec-fetch-site": "same-site" }, 403],
  "with option origin, without Sec-Fetch-Site": [{ origin: ORIGIN }, CLEAR, { "sec-fetch-site": undefined }, 403],
  "with option origin, with forwarded headers": [{ origin: ORIGIN, ...trusting }, CLEAR, forwarded("http", "evil.example.com"), 200],
  "trusting: the protocol": [trusting, CLEAR, forwarded("https"), 200],
  "trusting: protocol and host": [trusting, "http://10.0.0.7:8787", forwarded("https", "app.example.com"), 200],
  "trusting: the host alone": [trusting, "https://10.0.0.7", { "x-forwarded-host": "app.example.com" }, 200],
  "trusting: the first of several": [trusting, CLEAR, forwarded("https, http", "app.example.com, 10.0.0.7"), 200],
  "trusting: the default port": [trusting, CLEAR, forwarded("https", "app.example.com:443"), 200],
  "trusting: capitals": [trusting, CLEAR, forwarded("HTTPS", "App.Example.com"), 200],
  "trusting, without forwarded headers": [trusting, CLEAR, {}, 403],
  "trusting, over https without forwarded headers": [trusting, ORIGIN, {}, 200],
  "trusting: a host that is not listed": [trusting, CLEAR, forwarded("https", "evil.example.com"), 403],
  "trusting: a port that is not listed": [trusting, CLEAR, forwarded("https", "app.example.com:8443"), 403],
  "trusting: another protocol": [trusting, CLEAR, forwarded("wss"), 403],
  "trusting: a protocol with a host": [trusting, CLEAR, forwarded("https://app.example.com/?"), 403],
  "trusting: a host with a path": [trusting, CLEAR, forwarded("https", "app.example.com/x"), 403],
  "trusting: a host with a user": [trusting, CLEAR, forwarded("https", "a@app.example.com"), 403],
  "trusting: an invalid host": [trusting, CLEAR, forwarded("https", "a:b:c"), 403],
  "trusting, for another site": [trusting, CLEAR, { ...forwarded("https"), "sec-fetch-site": "cross-site" }, 403],
};
for (const [name, [options, url, headers, status]] of Object.entries(OWN)) {
  test(`the proxy's own page, ${name}: ${status}`, async () => assert.equal(await own(options, url, headers), status));
}

test("a page with an Origin header is matched with the list, whatever is forwarded", async () => {
  const passes = async (options, origin) =>
    (await proxy(play(page(null)), options)(ask({ headers: { origin, ...forwarded("https", "evil.example.com") } }), {})).status;
  assert.equal(await passes(trusting, "https://evil.example.com"), 403);
  assert.equal(await passes(trusting, ORIGIN), 200);
  assert.equal(await passes({ origin: "https://own.example.com" }, "https://own.example.com"), 200);
});

const right = { api_key: KEY, authorize: () => null };
/** Wrong options, and the option that the error names. */
const WRONG = {
  "a pattern": [{ origin: "https://*.example.com" }, "origin"],
  "a slash": [{ origin: `${ORIGIN}/` }, "origin"],
  "another protocol": [{ origin: "ftp://app.example.com" }, "origin"],
  nothing: [{ origin: "" }, "origin"],
  null: [{ origin: null }, "origin"],
  "a list": [{ origin: [ORIGIN] }, "origin"],
  "a URL": [{ origin: new URL(ORIGIN) }, "origin"],
  "a word for yes": [{ trust_forwarded: "yes" }, "trust_forwarded"],
  "a number for yes": [{ trust_forwarded: 1 }, "trust_forwarded"],
};
for (const [name, [options, option]] of Object.entries(WRONG)) {
  test(`${option} that is ${name} is refused at creation`, () => {
    assert.throws(
      () => createProxy({ ...right, ...options }),
      (error) => error.kind === "input" && error.message.startsWith(`\`${option}\` is`),
    );
  });
}

test("options on a prototype do not count", async () => {
  const options = Object.assign(Object.create({ origin: ORIGIN, trust_forwarded: true }), { ...right, allowed_origins: [ORIGIN] });
  const request = ask({ headers: { origin: undefined, "sec-fetch-site": "same-origin", ...forwarded("https") } }, `${CLEAR}${PATH}`);
  for (const made of [() => createProxy(options)(request), () => createProxy({ ...options })(request)]) {
    // An object of a class is not a valid options object.
    const status = await Promise.resolve()
      .then(made)
      .then(
        (response) => response.status,
        (error) => error.kind,
      );
    assert.ok(status === 403 || status === "input", `${status}`);
  }
});

/** Every refusal, as a page gets it. */
const REFUSALS = {
  404: [{}, ask({}, "https://proxy.example.com/ats/jobs")],
  "404 to a preflight": [{}, ask({ method: "OPTIONS" }, "https://proxy.example.com/ats/jobs")],
  405: [{}, ask({ method: "POST" })],
  403: [{ authorize: () => null }, ask()],
  "403 without authorize": [{ authorize: undefined }, ask()],
  400: [{}, ask({}, `https://proxy.example.com${PATH}?page_size=0`)],
  500: [
    {
      authorize: () => {
        throw new Error();
      },
    },
    ask(),
  ],
  502: [
    {
      fetch: () => {
        throw new Error();
      },
    },
    ask(),
  ],
  504: [{ fetch: () => new Promise(() => {}), timeout_ms: 20 }, ask()],
};
for (const [status, [options, request]] of Object.entries(REFUSALS)) {
  test(`a listed origin may read a ${status}, and no other origin may`, async () => {
    const upstream = play(page(null));
    const response = await proxy(upstream, options)(request, {});
    assert.equal(response.status, Number.parseInt(status, 10));
    assert.equal(response.headers.get("access-control-allow-origin"), ORIGIN);
    assert.equal(response.headers.get("vary"), "origin");
    for (const origin of [undefined, "null", "https://evil.example.com"]) {
      const headers = origin === undefined ? {} : { origin };
      const other = await proxy(upstream, options)(new Request(request.url, { method: request.method, headers }), {});
      assert.equal(other.status, status.startsWith("404") ? 404 : 403);
      assert.equal(other.headers.get("access-control-allow-origin"), null);
    }
  });
}
