// The key in whatever the server says, and in whatever way it is printed: none is found, and nothing of ours is changed.
// Streams: keys-streams.test.mjs.

import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { FORMS, KEYS } from "./keys.mjs";
import { KOMBO_ERROR_CODES, client, failure, json, page, play, record, rejection, text } from "./kit.mjs";
import { ask, proxy } from "./proxies.mjs";

/** Every way in which an error is printed. */
const printed = (/** @type {any} */ error) => ({
  text: String(error),
  json: JSON.stringify(error),
  inspected: inspect(error, { depth: 9 }),
  hidden: inspect(error, { depth: 9, showHidden: true }),
  stack: error.stack,
  spread: inspect({ ...error }),
});

/** What stands between the marks, in a text: `[api_key]` and nothing else. @param {string} out @param {number} [least] */
function assertMasked(out, least = 0) {
  const told = [...out.matchAll(/«([^»]*)»/g)].map(([, between]) => between);
  assert.ok(told.length >= least, out);
  for (const between of told) assert.equal(between, "[api_key]", out);
}

/** A key's forms, as a server says them. @param {string} key */
const sayings = (key) => Object.values(FORMS).map((write) => `«${write(key)}»`);

for (const [name, key] of Object.entries(KEYS)) {
  test(`${name}: no error shows it`, async () => {
    for (const said of sayings(key)) {
      /** @type {object[]} */
      const events = [];
      const options = { api_key: key, retry: { max_attempts: 2, base_ms: 0 }, on_event: (/** @type {object} */ event) => events.push(event) };
      const envelope = { status: "error", error: { code: "PLATFORM.UNKNOWN_ERROR", title: `title ${said}`, message: said, log_url: `https://x/?q=${said}` } };
      const headers = said.length < 200 ? { "x-request-id": said } : {};
      const error = await rejection(client(play(() => json(envelope, 500, headers)), options).ats.getCandidates());
      assert.deepEqual([error.kind, error.code, error.message], ["api", "PLATFORM.UNKNOWN_ERROR", "«[api_key]»"]);
      assertMasked(`${error.title} ${error.log_url} ${error.request_id}`, said.length < 200 ? 3 : 2);
      for (const out of Object.values(printed(error))) assertMasked(out, 1);
      assert.ok(events.length > 2);
      assert.ok(!JSON.stringify(events).includes("«"));
    }
  });

  test(`${name}: no page shows it but in its records`, async () => {
    for (const said of sayings(key)) {
      const [id, headers] = [said.slice(0, 256), said.length < 200 ? { "x-request-id": said } : {}];
      const answer = () => page(null, [record(said, { title: 5 })], headers);
      const one = await client(play(answer), { api_key: key }).ats.getCandidates();
      assert.equal(one.results[0].id, said);
      assert.equal(one.issues.length, 1);
      if (id === said) assert.equal(one.issues[0].id, "«[api_key]»");
      assert.equal(one.meta.request_id, headers["x-request-id"] && "«[api_key]»");
      const refused = await rejection(client(play(answer), { api_key: key }).ats.getCandidates({}, { on_invalid: "throw" }));
      if (id === said) for (const out of Object.values(printed(refused))) assertMasked(out);
    }
  });

  test(`${name}: a cursor with it leads on, and no error shows it`, async () => {
    for (const said of sayings(key)) {
      const fetch = play(page(said, [record("a")]), failure(400, "A.B"));
      const kombo = client(fetch, { api_key: key, retry: false });
      const first = await kombo.ats.getCandidates();
      assert.equal(first.cursor, said);
      const error = await rejection(first.next());
      assert.equal(error.cursor, said);
      for (const out of Object.values(printed(error))) assert.ok(!out.includes("«"), out);
      assert.equal(new URL(fetch.requests[1].url).searchParams.get("cursor"), said);
      const again = await rejection(kombo.ats.getCandidates({ cursor: error.cursor }));
      assert.deepEqual([again.cursor, new URL(fetch.requests[2].url).searchParams.get("cursor")], [said, said]);
    }
  });
}

test("the last line of `ndjson({ end: true })` leaves out a cursor with the key, as an error does, and `pages.cursor` has it", async () => {
  for (const [options, ...answers] of /** @type {[object, ...any[]][]} */ ([[{ max_pages: 1 }], [{}, failure(400, "A.B")]])) {
    for (const write of [(/** @type {string} */ key) => key, btoa, encodeURIComponent]) {
      const cursor = `page-9 ${write("sk+planted/1")}`;
      const pages = client(play(page(cursor, [record("a")]), ...answers), { api_key: "sk+planted/1", retry: false }).ats.getCandidates({}, options);
      const { $end } = JSON.parse((await new Response(pages.ndjson({ end: true })).text()).trim().split("\n").at(-1) ?? "");
      assert.ok("stopped" in $end || "error" in $end);
      assert.ok(!("cursor" in $end), JSON.stringify($end));
      assert.ok(!JSON.stringify($end).includes("page-9"));
      assert.equal(pages.cursor, cursor);
    }
  }
});

test("wrong input with the key in a name or a value is told without it", async () => {
  const key = "sk-Planted1";
  for (const name of [key, key.toLowerCase(), `x-${key}`]) {
    for (const [request, options, own] of [[{ [name]: 1 }], [{}, { [name]: 1 }], [{}, { retry: { [name]: 1 } }], [{}, { select: [name] }], [{}, {}, { [name]: 1 }], [{}, {}, { retry: { [name]: 1 } }]]) {
      const error = await (async () => client(play(), { api_key: key, ...own }).ats.getCandidates(request, options))().catch((error) => error);
      assert.equal(error.kind, "input");
      assert.ok(!inspect(error, { depth: 9 }).toLowerCase().includes("planted"), error.message);
    }
  }
  // What is near to a name is no less helpful for it.
  const error = await rejection(client(play(), { api_key: "page_sice" }).ats.getCandidates({ page_sice: 1 }));
  assert.match(error.message, /`\[api_key\]` is no parameter of getCandidates: did you mean `page_size`/);
  assert.match((await rejection(client(play(), { api_key: "e" }).ats.getCandidates({ page_size: 0 }))).message, /^`page_size` is 0: /);
});

test("a cursor without the key is printed", async () => {
  const error = await rejection(client(play(failure(400, "A.B"))).ats.getCandidates({ cursor: "page-2" }));
  assert.match(JSON.stringify(error), /"cursor":"page-2"/);
  assert.match(inspect(error), /cursor: 'page-2'/);
});

/** What goes wrong, and who says so: all of it in our own words. */
const FAILURES = {
  "a load balancer's page": () => text("<html>", 502, { "content-type": "text/html" }),
  "no connection": () => { throw new TypeError("fetch failed"); },
  "a body that is no JSON": () => text('{"status":"success"'),
  "another body": () => json({ status: "success" }),
  "a redirect": () => text("", 302),
  "an envelope without words": () => json({ status: "error", error: { code: "PLATFORM.INPUT_INVALID", title: null, message: null, log_url: null } }, 400),
};
for (const [what, answer] of Object.entries(FAILURES)) {
  test(`${what}: the same words, whatever the key`, async () => {
    const told = async (/** @type {string} */ api_key) => {
      const error = await rejection(client(play(answer), { api_key, retry: false }).ats.getCandidates());
      // Of the media type, which is the server's, in a test of its own.
      return JSON.stringify(error).replace(/ \([^)]*\),/, ",");
    };
    const expected = await told("~~~~~~~~~~~~~~~~");
    for (const key of Object.values(KEYS)) assert.equal(await told(key), expected);
  });
}

for (const code of KOMBO_ERROR_CODES) {
  test(`${code} is never touched`, async () => {
    for (const key of [...new Set(code), code, code.toLowerCase(), btoa(code)]) {
      const error = await rejection(client(play(failure(400, code)), { api_key: key, retry: false }).ats.getCandidates());
      assert.equal(error.code, code);
      assert.match(JSON.stringify(error), new RegExp(`"code":"${code}"`));
      const { error: passed } = await (await proxy(play(failure(400, code)), { api_key: key })(ask(), {})).json();
      assert.equal(passed.code, code);
    }
  });
}

test("a code that is not known is whole, or none", async () => {
  /** @type {[key: string, code: unknown, told: string | null][]} */
  const codes = [
    ["sk-1234", "SOME.NEW_CODE", "SOME.NEW_CODE"],
    ["sk-1234", "A".repeat(128), "A".repeat(128)],
    ["sk-1234", "A".repeat(129), null],
    ["sk-1234", "A".repeat(900_000), null],
    ["sk-1234", "Some.code", null],
    ["sk-1234", "JANE ROE", null],
    ["sk-1234", "", null],
    ["sk-1234", 5, null],
    ["sk-1234", "X.SK-1234", null],
    ["NEW", "SOME.NEW_CODE", null],
    ["0123456789", `CODE.${Buffer.from("0123456789").toString("base64").toUpperCase().replace(/=/g, "")}`, null],
  ];
  for (const [api_key, code, told] of codes) {
    const answer = () => json({ status: "error", error: { code, title: null, message: "m", log_url: null } }, 400);
    assert.equal((await rejection(client(play(answer), { api_key, retry: false }).ats.getCandidates())).code, told);
    const { error } = await (await proxy(play(answer), { api_key })(ask(), {})).json();
    assert.equal(error.code, told);
  }
});

test("a media type that repeats the key is told without it", async () => {
  for (const [type, told] of [["text/SK-Planted-1", "text/[api_key]"], [`text/${btoa("sk-planted-1")}`, "text/[api_key]"], ["text/html; key=sk-planted-1", "text/html"]]) {
    const answer = () => text("", 502, { "content-type": type });
    const error = await rejection(client(play(answer), { api_key: "sk-planted-1", retry: false }).ats.getCandidates());
    assert.match(error.message, /502 \(([^)]*)\), which is not Kombo's/);
    assert.ok(error.message.includes(`(${told})`), error.message);
  }
});

test("a system's code that is the key is left out", async () => {
  const fails = () => { throw Object.assign(new TypeError("x"), { code: "SECRET_KEY_1" }); };
  const error = await rejection(client(fails, { api_key: "secret_key_1", retry: false }).ats.getCandidates());
  assert.equal(error.message, "the connection to the server failed: see `cause`");
});

test("each attempt's answer is masked by the key of that attempt", async () => {
  const keys = ["first-key-1", "second-key-2"];
  const kombo = (/** @type {number} */ attempts) => {
    let asked = 0;
    const answer = (/** @type {Request} */ request) => failure(500, "A.B", `«${request.headers.get("authorization")?.slice(7)}»`);
    return client(play(answer), { api_key: () => keys[asked++], retry: { max_attempts: attempts, base_ms: 0 } });
  };
  for (const attempts of [1, 2]) assert.equal((await rejection(kombo(attempts).ats.getCandidates())).message, "«[api_key]»");
});

test("half of a surrogate pair stays what it is beside the key", async () => {
  const body = '{"status":"error","error":{"code":null,"title":null,"log_url":null,"message":"\\ud83d sk-planted-1 \\ude00 é 语"}}';
  const error = await rejection(client(play(text(body, 400)), { api_key: "sk-planted-1", retry: false }).ats.getCandidates());
  assert.equal(error.message, "\ud83d [api_key] \ude00 é 语");
});

test("an id is cut without leaving the beginning of a key at its end", async () => {
  const secret = "sk_LIVE_abcdef123456";
  for (const written of [secret, btoa(secret), encodeURIComponent(secret)]) {
    for (let before = 230; before < 260; before += 1) {
      const answer = page(null, [{ id: "x".repeat(before) + written }]);
      const [{ id }] = (await client(play(answer), { api_key: secret }).ats.getCandidates()).issues;
      assert.ok(!id.includes("sk_") && !id.includes(btoa(secret).slice(0, 6)), id);
    }
  }
});

test("while a key is replaced, the one before is masked too", async () => {
  const keys = ["oldkey_AAAA1111", "newkey_BBBB2222"];
  const failed = () => failure(429, "PLATFORM.RATE_LIMIT_EXCEEDED", `seen ${"oldkey_AAAA1111"} and ${"newkey_BBBB2222"}`, { "retry-after": "0" });
  const kombo = client(play(failed, failed), { api_key: () => keys.shift() ?? "newkey_BBBB2222", retry: { max_attempts: 2, base_ms: 1 } });
  const error = await kombo.ats.getCandidates().catch((error) => error);
  assert.equal(error.message, "seen [api_key] and [api_key]");
});

test("what a server answers with is told in whole, however short the key is", async () => {
  for (const secret of ["t", "h", "e", "E", "/"]) {
    const answer = new Response("<html>", { status: 404, headers: { "content-type": "text/html; charset=utf-8" } });
    const error = await client(play(() => answer), { api_key: secret, retry: false }).ats.getCandidates().catch((error) => error);
    assert.match(error.message, /404 \(text\/html\)/);
  }
});
