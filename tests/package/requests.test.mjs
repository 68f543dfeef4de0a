// "Requests": the requests that are sent, and the input that is refused before any request.

import assert from "node:assert/strict";
import { test } from "node:test";
import { all, client, isKomboError, KEY, Kombo, page, play, rejection } from "./kit.mjs";

async function sent(request, options, clientOptions) {
  const fetch = play(page(null));
  await client(fetch, clientOptions).ats.getCandidates(request, options);
  assert.equal(fetch.requests.length, 1);
  return fetch.requests[0];
}

const QUERIES = [
  [undefined, ""],
  [{}, ""],
  [{ page_size: 250 }, "page_size=250"],
  [{ page_size: undefined }, ""],
  [{ updated_after: new Date(0) }, "updated_after=1970-01-01T00%3A00%3A00.000Z"],
  [{ updated_after: "2026-01-31" }, "updated_after=2026-01-31T00%3A00%3A00.000Z"],
  [{ updated_after: "2026-01-31T10:00:00.123456" }, "updated_after=2026-01-31T10%3A00%3A00.123Z"],
  [{ include_deleted: true, ignore_unsupported_filters: false }, "include_deleted=true&ignore_unsupported_filters=false"],
  [{ ids: ["a", "b"] }, "ids=a%2Cb"],
  [{ ids: "a,b", job_ids: ["j"], remote_ids: "r" }, "ids=a%2Cb&remote_ids=r&job_ids=j"],
  [{ email: "jo+x@example.com" }, "email=jo%2Bx%40example.com"],
  [{ first_name: "Zoë & Co", last_name: "=?#" }, "first_name=Zo%C3%AB+%26+Co&last_name=%3D%3F%23"],
  [{ cursor: "c==", page_size: 1 }, "page_size=1&cursor=c%3D%3D"],
];
for (const [request, query] of QUERIES) {
  test(`${JSON.stringify(request)} is sent as ?${query}`, async () => {
    assert.equal(new URL((await sent(request)).url).search, query && `?${query}`);
  });
}

test("a request is a GET with the key, the integration and nothing that a runtime refuses", async () => {
  const request = await sent({});
  assert.equal(request.method, "GET");
  assert.equal(request.redirect, "manual");
  assert.deepEqual([...request.headers].sort(), [
    ["accept", "application/json"],
    ["authorization", `Bearer ${KEY}`],
    ["x-integration-id", "workday:test"],
  ]);
});

test("the server is Europe's, the United States' or the given server_url", async () => {
  for (const [options, url] of [
    [{}, "https://api.kombo.dev/v1/ats/candidates"],
    [{ server: "us" }, "https://api.us.kombo.dev/v1/ats/candidates"],
    [{ server: "us", server_url: "https://x.example.com/k/" }, "https://x.example.com/k/ats/candidates"],
    [{ server_url: new URL("http://127.0.0.1:1/v1") }, "http://127.0.0.1:1/v1/ats/candidates"],
  ]) {
    assert.equal((await sent({}, {}, options)).url, url);
  }
});

test("with a server_url neither key nor integration is needed", async () => {
  const fetch = play(page(null));
  await new Kombo({ server_url: "http://127.0.0.1:1/v1", fetch }).ats.getCandidates();
  assert.deepEqual([...fetch.requests[0].headers.keys()], ["accept"]);
});

test("a call can have its own integration and headers", async () => {
  const headers = { "X-Trace": "1" };
  for (const given of [headers, new Headers(headers)]) {
    const request = await sent({}, { integration_id: "lever:2", headers: given });
    assert.equal(request.headers.get("x-integration-id"), "lever:2");
    assert.equal(request.headers.get("x-trace"), "1");
  }
});

test("a request with a cursor repeats all filters", async () => {
  const fetch = play(page("c1"), page("c2"), page(null));
  await all(client(fetch).ats.getCandidates({ ids: ["a"], include_deleted: true }));
  const queries = fetch.requests.map((request) => new URL(request.url).search);
  const filters = "?include_deleted=true&ids=a";
  assert.deepEqual(queries, [filters, `${filters}&cursor=c1`, `${filters}&cursor=c2`]);
});

test("changes by the caller after the call have no effect", async () => {
  const fetch = play(page("c"), page(null));
  const request = { ids: ["a"], updated_after: new Date(0) };
  const options = { api_key: KEY, integration_id: "a:b", fetch };
  const pages = new Kombo(options).ats.getCandidates(request);
  request.ids.push("b");
  request.updated_after.setTime(1e12);
  request.email = "jo@example.com";
  options.api_key = "other";
  await all(pages);
  for (const { url, headers } of fetch.requests) {
    const query = new URL(url).searchParams;
    assert.deepEqual([query.get("ids"), query.get("updated_after"), query.get("email")], ["a", new Date(0).toISOString(), null]);
    assert.equal(headers.get("authorization"), `Bearer ${KEY}`);
  }
});

const REFUSED = [
  [{ page_size: 0 }, {}, /`page_size` is 0: .*1 to 250/],
  [{ page_size: 251 }, {}, /251/],
  [{ page_size: "10" }, {}, /a string/],
  [{ pageSize: 10 }, {}, /did you mean `page_size`/],
  [{ ids: [] }, {}, /an empty list/],
  [{ ids: [1] }, {}, /a list with a number/],
  [{ ids: ["a,b"] }, {}, /comma/],
  [{ ids: ["a", ""] }, {}, /empty element/],
  [{ cursor: null }, {}, /end of a walk/],
  [{ updated_after: "2026-02-30" }, {}, /2026-02-30/],
  [{ updated_after: new Date(NaN) }, {}, /an invalid Date|a Date/],
  [{ email: "nobody" }, {}, /cannot be an e-mail/],
  [{ first_name: Symbol("x") }, {}, /`first_name`/],
  [5, {}, /a number: give an object/],
  ["x", {}, /a string: give an object/],
  [[], {}, /list: give an object/],
  [new Map([["email", "jo@example.com"]]), {}, /a list: give an object/],
  [new URLSearchParams("email=jo@example.com"), {}, /a list: give an object/],
  [Promise.resolve({}), {}, /no plain data/],
  [new Date(), {}, /a Date: give an object/],
  [Object.create({ email: "jo@example.com" }), {}, /no plain data/],
  [
    new (class {
      get email() {
        return "jo@example.com";
      }
    })(),
    {},
    /no plain data/,
  ],
  [{ ids: [Object.create(Date.prototype)] }, {}, /`ids`/],
  [{}, AbortSignal.abort(), /no plain data/],
  [{}, { signal: {} }, /AbortSignal/],
  [{}, { on_invalid: "ignore" }, /"report" or "throw" or "skip"/],
  [{}, { headers: { "x-a": "a\nb" } }, /no header may hold/],
  [{}, { headers: { Authorization: "Bearer x" } }, /api_key/],
  [{}, { max_pages: 0 }, /`max_pages` is 0/],
  [{}, { timeout: 1 }, /did you mean `timeout_ms`/],
  [{}, null, /null: give an object/],
];
for (const [request, options, message] of REFUSED) {
  test(`refused before any request: ${message}`, async () => {
    const fetch = play(page(null));
    const error = await rejection(client(fetch).ats.getCandidates(request, options));
    assert.equal(isKomboError(error) && error.kind, "input");
    assert.match(error.message, message);
    assert.equal(fetch.requests.length, 0);
  });
}

const REFUSED_CLIENTS = [
  [undefined, /`api_key` is missing/],
  [{}, /`api_key` is missing/],
  [{ api_key: "a\nb" }, /no header may hold/],
  [{ api_key: "a", integration_id: "a b" }, /`integration_id`/],
  [{ apiKey: "a" }, /did you mean `api_key`/],
  [{ api_key: "a", server: "de" }, /"eu" or "us"/],
  [{ api_key: "a", server_url: "http://example.com" }, /never travels in clear/],
  [{ api_key: "a", server_url: "/kombo" }, /relative/],
  [{ api_key: "a", server_url: "https://u:p@example.com" }, /a user/],
  [{ api_key: "a", server_url: "https://example.com/v1?" }, /a query/],
  [{ api_key: "a", server_url: "https://example.com/v1#" }, /a query/],
  [{ api_key: "a", fetch: 1 }, /`fetch` is a number/],
  [{ api_key: "a", retry: { attempts: 1 } }, /max_attempts/],
];
for (const [options, message] of REFUSED_CLIENTS) {
  test(`refused when the client is created: ${message}`, () => {
    assert.throws(
      () => new Kombo(options),
      (error) => error.kind === "input" && message.test(error.message),
    );
  });
}

test("an integration is required, in the client or in the call", async () => {
  const kombo = new Kombo({ api_key: KEY, fetch: play(page(null)) });
  assert.match((await rejection(kombo.ats.getCandidates())).message, /`integration_id` is missing/);
  await kombo.ats.getCandidates({}, { integration_id: "a:b" });
});

test("a key may be a function, which is called once per attempt", async () => {
  const keys = ["k1", "k2", "k3"];
  const fetch = play(new TypeError("fetch failed"), page("c"), page(null));
  await all(client(fetch, { api_key: async () => keys.shift() }).ats.getCandidates());
  const used = fetch.requests.map((request) => request.headers.get("authorization"));
  assert.deepEqual(used, ["Bearer k1", "Bearer k2", "Bearer k3"]);
});

for (const [what, api_key, kind, message] of [
  [
    "throws",
    () => {
      throw new Error(KEY);
    },
    "network",
    /threw/,
  ],
  ["rejects", () => Promise.reject(KEY), "network", /threw/],
  ["returns no string", () => 5, "input", /no string/],
  ["returns a broken key", () => `${KEY}\n`, "input", /no header may hold/],
]) {
  test(`a key function that ${what} is an error of kind ${kind} without the key`, async () => {
    const fetch = play(page(null));
    const error = await rejection(client(fetch, { api_key }).ats.getCandidates());
    assert.equal(error.kind, kind);
    assert.match(error.message, message);
    assert.ok(!error.message.includes(KEY));
    assert.equal(fetch.requests.length, 0);
  });
}

test("nothing is sent until the pages are awaited or iterated", async () => {
  const fetch = play(page(null));
  const pages = client(fetch).ats.getCandidates();
  pages.items();
  pages[Symbol.asyncIterator]();
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(fetch.requests.length, 0);
  await pages;
  await pages;
  assert.equal(fetch.requests.length, 1, "awaited twice is asked once");
});

test("a custom fetch is called with this = globalThis", async () => {
  let self;
  await client(function fetch() {
    self = this;
    return Promise.resolve(page(null));
  }).ats.getCandidates();
  assert.equal(self, globalThis);
});

test("before the first request, nothing reads the clock or random numbers, which would keep Next.js from prerendering", async (t) => {
  const asked = [];
  let hasFetched = false;
  for (const [object, name] of [
    [Date, "now"],
    [Math, "random"],
  ]) {
    const original = object[name];
    t.mock.method(object, name, () => (hasFetched || asked.push(name), original.call(object)));
  }
  await client(() => {
    hasFetched = true;
    return Promise.resolve(page(null));
  }).ats.getCandidates({ updated_after: "2026-01-31" });
  assert.deepEqual([hasFetched, asked], [true, []]);
});
