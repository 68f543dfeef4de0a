// Attacks on the proxy: none sends more to Kombo than a page may ask, and none reveals the key.

import assert from "node:assert/strict";
import { test } from "node:test";
import { failure, KEY, page, play, record, text } from "./kit.mjs";
import { ask, ORIGIN, PATH, proxy } from "./proxies.mjs";

const HOST = "https://proxy.example.com";

/** Everything that a page can see of a response. */
const seen = async (response) => `${response.status} ${JSON.stringify([...response.headers])} ${await response.text()}`;

/** Asserts that nothing was sent, and that the response has only this status and code. */
async function refused(options, request, status, code, env = {}) {
  const upstream = play(page(null, [record("a")]));
  const response = await proxy(upstream, options)(request, env);
  assert.equal(response.status, status);
  assert.equal(upstream.requests.length, 0, "something was sent to Kombo");
  const body = await seen(response.clone());
  assert.ok(!body.includes(KEY));
  assert.equal((await response.json()).error.code, code);
  assert.equal(response.headers.get("cache-control"), "no-store");
  return { response, body };
}

const AUTHORIZE = {
  "is not there": [undefined, 403, "PROXY.FORBIDDEN"],
  "gives nothing": [() => undefined, 403, "PROXY.FORBIDDEN"],
  "gives null": [async () => null, 403, "PROXY.FORBIDDEN"],
  "gives false": [() => false, 403, "PROXY.FORBIDDEN"],
  throws: [
    () => {
      throw new Error(`secret ${KEY}`);
    },
    500,
    "PROXY.INTERNAL",
  ],
  rejects: [
    async () => {
      throw new Error(`secret ${KEY}`);
    },
    500,
    "PROXY.INTERNAL",
  ],
  "gives true, and so no integration": [() => true, 500, "PROXY.INTERNAL"],
  "gives an empty integration": [() => ({ integration_id: "" }), 500, "PROXY.INTERNAL"],
  "gives an integration with a line end": [() => ({ integration_id: "workday:1\r\nx-evil: 1" }), 500, "PROXY.INTERNAL"],
  "gives a list": [() => ({ integration_id: ["workday:1"] }), 500, "PROXY.INTERNAL"],
};
for (const [name, [authorize, status, code]] of Object.entries(AUTHORIZE)) {
  test(`authorize ${name}: ${status}`, async () => {
    const { body } = await refused({ authorize }, ask(), status, code);
    assert.doesNotMatch(body, /secret|evil|integration_id/);
  });
}

test("a missing key, or a key function that throws, is a 500 without details", async () => {
  for (const api_key of [
    (env) => env.MISSING,
    () => {
      throw new Error(`secret ${KEY}`);
    },
    async () => "",
    () => "a\r\nb",
  ]) {
    const { body } = await refused({ api_key }, ask(), 500, "PROXY.INTERNAL");
    assert.doesNotMatch(body, /secret|api_key/);
  }
});

const ORIGINS = {
  none: undefined,
  null: "null",
  another: "https://evil.example.com",
  "one that ends alike": "https://app.example.com.evil.com",
  "one that begins alike": "https://evil-app.example.com",
  "a subdomain": "https://a.app.example.com",
  "the domain above": "https://example.com",
  "another port": "https://app.example.com:8443",
  "the default port, spelled out": "https://app.example.com:443",
  "in clear": "http://app.example.com",
  "in capitals": "https://APP.example.com",
  "with a slash": "https://app.example.com/",
  "with a path": "https://app.example.com/x",
  "with a user": "https://a@app.example.com",
  "two of them": `${ORIGIN}, https://evil.example.com`,
  "two, apart by a blank": `${ORIGIN} https://evil.example.com`,
  "a dot at the end": "https://app.example.com.",
  "an empty one": "",
  "a pattern": "*",
};
for (const [name, origin] of Object.entries(ORIGINS)) {
  for (const method of ["GET", "OPTIONS"]) {
    test(`origin: ${name} (${method}): 403 that no page may read`, async () => {
      const { response } = await refused({}, ask({ method, headers: { origin } }), 403, "PROXY.FORBIDDEN_ORIGIN");
      assert.equal(response.headers.get("access-control-allow-origin"), null);
    });
  }
}

test("without allowed origins every page is refused", async () => {
  for (const allowed_origins of [undefined, []]) await refused({ allowed_origins }, ask(), 403, "PROXY.FORBIDDEN_ORIGIN");
});

test("a missing Origin header counts as the proxy's own origin only when the browser says same-origin", async () => {
  for (const site of [undefined, "cross-site", "same-site", "none", "Same-Origin", "same-origin, same-origin"]) {
    const request = ask({ headers: { origin: undefined, "sec-fetch-site": site } }, `${ORIGIN}${PATH}`);
    await refused({}, request, 403, "PROXY.FORBIDDEN_ORIGIN");
  }
});

for (const method of ["POST", "PUT", "PATCH", "DELETE", "PROPFIND"]) {
  test(`${method} is refused`, async () => {
    const { response } = await refused({}, ask({ method }), 405, "PROXY.METHOD_NOT_ALLOWED");
    assert.equal(response.headers.get("allow"), "GET, OPTIONS");
  });
}

test("HEAD is refused", async () => {
  const upstream = play(page(null));
  assert.equal((await proxy(upstream)(ask({ method: "HEAD" }), {})).status, 405);
  assert.equal(upstream.requests.length, 0);
});

const PATHS = [
  "/",
  "/ats",
  "/ats/jobs",
  "/ats/candidates/",
  "/ats/candidates/1",
  "//ats/candidates",
  "/ats//candidates",
  "/ats/candidates//",
  "/ats%2Fcandidates",
  "/%61ts/candidates",
  "/ats/candidate%73",
  "/ats/candidates%00",
  "/ats/candidates%2f..",
  "/ATS/candidates",
  "/ats/candidates;a=1",
  "/v1/ats/candidates",
  "/kombo/ats/candidates",
  "/ats/candidates/..%2fjobs",
  "/ats/candidates%3Fcursor=1",
  "/hris/employees",
];
for (const path of PATHS) test(`the path ${path} is not served`, () => refused({}, ask({}, HOST + path), 404, "PROXY.NOT_FOUND"));

test("a proxy with base_path is not served at the root", async () => {
  await refused({ base_path: "/kombo" }, ask(), 404, "PROXY.NOT_FOUND");
  await refused({ base_path: "/kombo" }, ask({}, `${HOST}/kombo/kombo${PATH}`), 404, "PROXY.NOT_FOUND");
});

test("the page's own Authorization, X-Integration-Id and other headers are not sent to Kombo", async () => {
  const upstream = play(page(null));
  const headers = {
    authorization: "Bearer mine",
    "x-integration-id": "workday:theirs",
    cookie: "a=1",
    "x-forwarded-for": "1.2.3.4",
    accept: "text/html",
    "x-kombo": "1",
  };
  assert.equal((await proxy(upstream)(ask({ headers }), {})).status, 200);
  assert.deepEqual(Object.fromEntries(upstream.requests[0].headers), {
    accept: "application/json",
    authorization: `Bearer ${KEY}`,
    "x-integration-id": "workday:authorized",
  });
  assert.equal(upstream.requests[0].body, null);
});

const QUERIES = {
  "an unknown parameter": ["api_key=x", /api_key/],
  "an integration": ["integration_id=workday:1", /integration_id/],
  "a header as a parameter": ["X-Integration-Id=workday:1", /X-Integration-Id/i],
  "a prototype": ["__proto__=1", /__proto__/],
  "a parameter in capitals": ["Cursor=1", /Cursor/],
  "a parameter twice": ["page_size=1&page_size=250", /twice/],
  "a list as an array": ["ids[]=a", /ids\[\]/],
  "page_size of 0": ["page_size=0", /page_size/],
  "page_size of 251": ["page_size=251", /page_size/],
  "page_size in another base": ["page_size=0x10", /page_size/],
  "page_size with a sign": ["page_size=%2B10", /page_size/],
  "page_size with a blank": ["page_size=%2010", /page_size/],
  "page_size that is huge": ["page_size=99999999999999999999", /page_size/],
  "page_size of many digits": ["page_size=1e2", /page_size/],
  "an invalid boolean": ["include_deleted=1", /include_deleted/],
  "a boolean in capitals": ["include_deleted=TRUE", /include_deleted/],
  "an empty list": ["ids=", /ids/],
  "an empty element": ["ids=a,,b", /ids/],
  "an invalid date": ["updated_after=2026-02-30T00:00:00.000Z", /updated_after/],
  "an invalid address": ["email=nobody", /email/],
  "a huge query": [`ids=${"a,".repeat(9000)}a`, /longer/],
  "a huge cursor": [`cursor=${"a".repeat(20_000)}`, /longer/],
};
for (const [name, [query, message]] of Object.entries(QUERIES)) {
  test(`${name}: 400 with the fault`, async () => {
    const { response, body } = await refused({}, ask({}, `${HOST}${PATH}?${query}`), 400, "PROXY.INVALID_PARAMETERS");
    assert.match(body, message);
    assert.equal(response.headers.get("access-control-allow-origin"), ORIGIN);
  });
}

test("line ends, delimiters and slashes in a value stay in that value", async () => {
  const evil = ["a\r\nx-evil: 1\r\n\r\n", "a&integration_id=workday:1", "a#b", "a?b=c", "../../jobs", "a\0b", "a%0d%0ax: 1"];
  for (const cursor of evil) {
    const upstream = play(page(null));
    const response = await proxy(upstream)(ask({}, `${HOST}${PATH}?cursor=${encodeURIComponent(cursor)}`), {});
    if (response.status === 400) continue;
    const sent = new URL(upstream.requests[0].url);
    assert.equal(sent.origin + sent.pathname, "https://api.kombo.dev/v1/ats/candidates");
    assert.deepEqual([...sent.searchParams], [["cursor", cursor]]);
    assert.equal(sent.hash, "");
    assert.deepEqual([...upstream.requests[0].headers.keys()], ["accept", "authorization", "x-integration-id"]);
  }
});

test("a preflight cannot inject header lines into the response", async () => {
  for (const asked of ["x y", "a,", "*", "a:b", "a;b", "ä", "a".repeat(3_000)]) {
    const headers = { "access-control-request-method": "GET", "access-control-request-headers": asked };
    const response = await proxy(play(page(null)))(ask({ method: "OPTIONS", headers }), {});
    assert.equal(response.headers.get("access-control-allow-headers"), null, asked);
  }
});

/** Responses of a server that repeats the key in every possible place. */
const ECHOES = {
  "in a record": () => page(null, [record("a", { company: `the key is ${KEY}, yes ${KEY}` })]),
  "as the whole body": () => text(KEY),
  "in bytes one by one": () => new Response(pieces(`{"status":"success","data":{"next":null,"results":[]},"k":"${KEY}"}`, 1)),
  "cut in the middle": () => new Response(pieces(`${"x".repeat(100)}${KEY}${"y".repeat(100)}`, 7)),
  "after a false start": () => new Response(pieces(`${KEY.slice(0, 9)}${KEY}${KEY.slice(0, 5)}`, 3)),
  "in an error's message": () => failure(401, "PLATFORM.AUTHENTICATION_INVALID", `refused: Bearer ${KEY}`),
  "in an error's code": () => failure(401, KEY, "m"),
  "in an error's message, escaped": () =>
    text(`{"status":"error","error":{"message":"${[...KEY].map((c) => `\\u00${c.charCodeAt(0).toString(16)}`).join("")}"}}`, 400),
  "in a rate-limit header": () => page(null, [], { "ratelimit-reset": KEY, "retry-after": KEY }),
  "in another header": () => page(null, [], { "x-key": KEY, "set-cookie": KEY }),
  "in HTML": () => text(`<p>${KEY}`, 500, { "content-type": "text/html" }),
  "in a redirect": () => new Response(KEY, { status: 307, headers: { location: `https://evil.example.com/?${KEY}` } }),
  "in an error that fetch throws": () => {
    throw new Error(KEY);
  },
};
for (const [name, answer] of Object.entries(ECHOES)) {
  test(`a server that repeats the key ${name}: the page does not get it`, async () => {
    const answered = await seen(await proxy(play(answer))(ask(), {}));
    assert.ok(!answered.includes(KEY), answered);
    assert.doesNotMatch(answered, /evil/);
  });
}

/** A key with characters that encodings escape, and its forms in these encodings. */
const ODD = 'ab+c"d/ef\\g<&h==';
const hex = (c) => c.charCodeAt(0).toString(16).padStart(2, "0");
const SPELLINGS = {
  plain: ODD,
  "as JSON": JSON.stringify(ODD).slice(1, -1),
  "as PHP's JSON": JSON.stringify(ODD).slice(1, -1).replaceAll("/", "\\/"),
  "as Go's JSON": JSON.stringify(ODD)
    .slice(1, -1)
    .replaceAll(/[<>&]/g, (c) => `\\u00${hex(c)}`),
  "as .NET's JSON": ODD.replaceAll(/[^a-h/=]/g, (c) => `\\u00${hex(c).toUpperCase()}`),
  "all of it escaped": ODD.replaceAll(/[^]/g, (c) => `\\u00${hex(c)}`),
  "in a URL": encodeURIComponent(ODD),
};
for (const [name, spelled] of Object.entries(SPELLINGS)) {
  test(`a server that repeats an odd key, ${name}: the page does not get it, wherever the body is cut`, async () => {
    for (const size of [1, 2, 5, 1000]) {
      const upstream = () => play(() => new Response(pieces(`{"k":"${spelled}","l":1}`, size)));
      const body = await (await proxy(upstream(), { api_key: ODD })(ask(), {})).text();
      assert.match(body, /^\{"k":"\*+","l":1\}$/);
    }
    const refused = play(failure(400, "A.B", `refused: ${spelled}.`));
    const { error } = await (await proxy(refused, { api_key: ODD })(ask(), {})).json();
    assert.equal(error.message, "refused: [api_key].");
  });
}

test("a key of stars is masked in finite time", async () => {
  const response = await proxy(
    play(() => text("a ***** b")),
    { api_key: "***" },
  )(ask(), {});
  assert.equal(await response.text(), "a ***** b");
});

test("bytes that are not the key are passed unchanged, also those that begin like it", async () => {
  const body = `${KEY.slice(0, -1)}!${KEY.slice(0, 4)} ${KEY.slice(1)}${KEY.slice(0, 10)}`;
  for (const size of [1, 2, 3, 5, 1000]) {
    const response = await proxy(play(() => new Response(pieces(body, size))))(ask(), {});
    assert.equal(await response.text(), body);
  }
});

/** A stream of this text in chunks of `size` bytes. */
function pieces(text, size) {
  const bytes = new TextEncoder().encode(text);
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) return controller.close();
      controller.enqueue(bytes.slice(at, (at += size)));
    },
  });
}
