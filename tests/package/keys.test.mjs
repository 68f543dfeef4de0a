// The key in every text of the server, printed in every way: it never appears, and the package's own texts stay unchanged.
// Streams: keys-streams.test.mjs.

import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { FORMS, KEYS } from "./keys.mjs";
import { client, failure, json, KOMBO_ERROR_CODES, page, play, record, rejection, text } from "./kit.mjs";
import { ask, proxy } from "./proxies.mjs";

/** An error in every printed form. */
const printed = (/** @type {any} */ error) => ({
  text: String(error),
  json: JSON.stringify(error),
  inspected: inspect(error, { depth: 9 }),
  hidden: inspect(error, { depth: 9, showHidden: true }),
  stack: error.stack,
  spread: inspect({ ...error }),
});

/** Asserts that a text has only `[api_key]` between the marks. @param {string} out @param {number} [least] */
function assertMasked(out, least = 0) {
  const marked = [...out.matchAll(/«([^»]*)»/g)].map(([, between]) => between);
  assert.ok(marked.length >= least, out);
  for (const between of marked) assert.equal(between, "[api_key]", out);
}

/** Texts of a server with each form of a key. @param {string} key */
const textsWith = (key) => Object.values(FORMS).map((write) => `«${write(key)}»`);

for (const [name, key] of Object.entries(KEYS)) {
  test(`${name}: no error contains it`, async () => {
    for (const sent of textsWith(key)) {
      /** @type {object[]} */
      const events = [];
      const options = { api_key: key, retry: { max_attempts: 2, base_ms: 0 }, on_event: (/** @type {object} */ event) => events.push(event) };
      const envelope = { status: "error", error: { code: "PLATFORM.UNKNOWN_ERROR", title: `title ${sent}`, message: sent, log_url: `https://x/?q=${sent}` } };
      const headers = sent.length < 200 ? { "x-request-id": sent } : {};
      const error = await rejection(
        client(
          play(() => json(envelope, 500, headers)),
          options,
        ).ats.getCandidates(),
      );
      assert.deepEqual([error.kind, error.code, error.message], ["api", "PLATFORM.UNKNOWN_ERROR", "«[api_key]»"]);
      assertMasked(`${error.title} ${error.log_url} ${error.request_id}`, sent.length < 200 ? 3 : 2);
      for (const out of Object.values(printed(error))) assertMasked(out, 1);
      assert.ok(events.length > 2);
      assert.ok(!JSON.stringify(events).includes("«"));
    }
  });

  test(`${name}: no page contains it outside its records`, async () => {
    for (const sent of textsWith(key)) {
      const [id, headers] = [sent.slice(0, 256), sent.length < 200 ? { "x-request-id": sent } : {}];
      const answer = () => page(null, [record(sent, { title: 5 })], headers);
      const one = await client(play(answer), { api_key: key }).ats.getCandidates();
      assert.equal(one.results[0].id, sent);
      assert.equal(one.issues.length, 1);
      if (id === sent) assert.equal(one.issues[0].id, "«[api_key]»");
      assert.equal(one.meta.request_id, headers["x-request-id"] && "«[api_key]»");
      const refused = await rejection(client(play(answer), { api_key: key }).ats.getCandidates({}, { on_invalid: "throw" }));
      if (id === sent) for (const out of Object.values(printed(refused))) assertMasked(out);
    }
  });

  test(`${name}: a cursor that contains it works, and no error contains it`, async () => {
    for (const sent of textsWith(key)) {
      const fetch = play(page(sent, [record("a")]), failure(400, "A.B"));
      const kombo = client(fetch, { api_key: key, retry: false });
      const first = await kombo.ats.getCandidates();
      assert.equal(first.cursor, sent);
      const error = await rejection(first.next());
      assert.equal(error.cursor, sent);
      for (const out of Object.values(printed(error))) assert.ok(!out.includes("«"), out);
      assert.equal(new URL(fetch.requests[1].url).searchParams.get("cursor"), sent);
      const again = await rejection(kombo.ats.getCandidates({ cursor: error.cursor }));
      assert.deepEqual([again.cursor, new URL(fetch.requests[2].url).searchParams.get("cursor")], [sent, sent]);
    }
  });
}

test("the last line of `ndjson({ end: true })` omits a cursor with the key, as an error does, and `pages.cursor` has it", async () => {
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

test("the error for wrong input with the key in a name or a value does not contain the key", async () => {
  const key = "sk-Planted1";
  for (const name of [key, key.toLowerCase(), `x-${key}`]) {
    for (const [request, options, own] of [
      [{ [name]: 1 }],
      [{}, { [name]: 1 }],
      [{}, { retry: { [name]: 1 } }],
      [{}, { select: [name] }],
      [{}, {}, { [name]: 1 }],
      [{}, {}, { retry: { [name]: 1 } }],
    ]) {
      const error = await (async () => client(play(), { api_key: key, ...own }).ats.getCandidates(request, options))().catch((error) => error);
      assert.equal(error.kind, "input");
      assert.ok(!inspect(error, { depth: 9 }).toLowerCase().includes("planted"), error.message);
    }
  }
  // The error still suggests a similar name.
  const error = await rejection(client(play(), { api_key: "page_sice" }).ats.getCandidates({ page_sice: 1 }));
  assert.match(error.message, /`\[api_key\]` is no parameter of getCandidates: did you mean `page_size`/);
  assert.match((await rejection(client(play(), { api_key: "e" }).ats.getCandidates({ page_size: 0 }))).message, /^`page_size` is 0: /);
});

test("a cursor without the key is in the printed error", async () => {
  const error = await rejection(client(play(failure(400, "A.B"))).ats.getCandidates({ cursor: "page-2" }));
  assert.match(JSON.stringify(error), /"cursor":"page-2"/);
  assert.match(inspect(error), /cursor: 'page-2'/);
});

/** Failures whose whole message is the package's own text. */
const FAILURES = {
  "a load balancer's page": () => text("<html>", 502, { "content-type": "text/html" }),
  "no connection": () => {
    throw new TypeError("fetch failed");
  },
  "a body that is not JSON": () => text('{"status":"success"'),
  "another body": () => json({ status: "success" }),
  "a redirect": () => text("", 302),
  "an envelope without texts": () => json({ status: "error", error: { code: "PLATFORM.INPUT_INVALID", title: null, message: null, log_url: null } }, 400),
};
for (const [what, answer] of Object.entries(FAILURES)) {
  test(`${what}: the message is the same for every key`, async () => {
    const errorFor = async (/** @type {string} */ api_key) => {
      const error = await rejection(client(play(answer), { api_key, retry: false }).ats.getCandidates());
      // The media type is a text of the server, and has its own test.
      return JSON.stringify(error).replace(/ \([^)]*\),/, ",");
    };
    const expected = await errorFor("~~~~~~~~~~~~~~~~");
    for (const key of Object.values(KEYS)) assert.equal(await errorFor(key), expected);
  });
}

for (const code of KOMBO_ERROR_CODES) {
  test(`${code} is never masked`, async () => {
    for (const key of [...new Set(code), code, code.toLowerCase(), btoa(code)]) {
      const error = await rejection(client(play(failure(400, code)), { api_key: key, retry: false }).ats.getCandidates());
      assert.equal(error.code, code);
      assert.match(JSON.stringify(error), new RegExp(`"code":"${code}"`));
      const { error: passed } = await (await proxy(play(failure(400, code)), { api_key: key })(ask(), {})).json();
      assert.equal(passed.code, code);
    }
  });
}

test("an unknown code is whole or absent", async () => {
  /** @type {[key: string, code: unknown, expected: string | null][]} */
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
  for (const [api_key, code, expected] of codes) {
    const answer = () => json({ status: "error", error: { code, title: null, message: "m", log_url: null } }, 400);
    assert.equal((await rejection(client(play(answer), { api_key, retry: false }).ats.getCandidates())).code, expected);
    const { error } = await (await proxy(play(answer), { api_key })(ask(), {})).json();
    assert.equal(error.code, expected);
  }
});

test("a media type that repeats the key is masked", async () => {
  for (const [type, shown] of [
    ["text/SK-Planted-1", "text/[api_key]"],
    [`text/${btoa("sk-planted-1")}`, "text/[api_key]"],
    ["text/html; key=sk-planted-1", "text/html"],
  ]) {
    const answer = () => text("", 502, { "content-type": type });
    const error = await rejection(client(play(answer), { api_key: "sk-planted-1", retry: false }).ats.getCandidates());
    assert.match(error.message, /502 \(([^)]*)\), which is not Kombo's/);
    assert.ok(error.message.includes(`(${shown})`), error.message);
  }
});

test("a system's error code that equals the key is omitted", async () => {
  const fails = () => {
    throw Object.assign(new TypeError("x"), { code: "SECRET_KEY_1" });
  };
  const error = await rejection(client(fails, { api_key: "secret_key_1", retry: false }).ats.getCandidates());
  assert.equal(error.message, "the connection to the server failed: see `cause`");
});

test("each attempt's answer is masked with the key of that attempt", async () => {
  const keys = ["first-key-1", "second-key-2"];
  const kombo = (/** @type {number} */ attempts) => {
    let asked = 0;
    const answer = (/** @type {Request} */ request) => failure(500, "A.B", `«${request.headers.get("authorization")?.slice(7)}»`);
    return client(play(answer), { api_key: () => keys[asked++], retry: { max_attempts: attempts, base_ms: 0 } });
  };
  for (const attempts of [1, 2]) assert.equal((await rejection(kombo(attempts).ats.getCandidates())).message, "«[api_key]»");
});

test("a lone surrogate beside the key stays unchanged", async () => {
  const body = '{"status":"error","error":{"code":null,"title":null,"log_url":null,"message":"\\ud83d sk-planted-1 \\ude00 é 语"}}';
  const error = await rejection(client(play(text(body, 400)), { api_key: "sk-planted-1", retry: false }).ats.getCandidates());
  assert.equal(error.message, "\ud83d [api_key] \ude00 é 语");
});

test("a shortened id never ends with the beginning of a key", async () => {
  const secret = "sk_LIVE_abcdef123456";
  for (const written of [secret, btoa(secret), encodeURIComponent(secret)]) {
    for (let before = 230; before < 260; before += 1) {
      const answer = page(null, [{ id: "x".repeat(before) + written }]);
      const [{ id }] = (await client(play(answer), { api_key: secret }).ats.getCandidates()).issues;
      assert.ok(!id.includes("sk_") && !id.includes(btoa(secret).slice(0, 6)), id);
    }
  }
});

test("after a change of the key, the previous key is masked too", async () => {
  const keys = ["oldkey_AAAA1111", "newkey_BBBB2222"];
  const failed = () => failure(429, "PLATFORM.RATE_LIMIT_EXCEEDED", `seen ${"oldkey_AAAA1111"} and ${"newkey_BBBB2222"}`, { "retry-after": "0" });
  const kombo = client(play(failed, failed), { api_key: () => keys.shift() ?? "newkey_BBBB2222", retry: { max_attempts: 2, base_ms: 1 } });
  const error = await kombo.ats.getCandidates().catch((error) => error);
  assert.equal(error.message, "seen [api_key] and [api_key]");
});

test("a server's records are returned in full, however short the key is", async () => {
  for (const secret of ["t", "h", "e", "E", "/"]) {
    const answer = new Response("<html>", { status: 404, headers: { "content-type": "text/html; charset=utf-8" } });
    const error = await client(
      play(() => answer),
      { api_key: secret, retry: false },
    )
      .ats.getCandidates()
      .catch((error) => error);
    assert.match(error.message, /404 \(text\/html\)/);
  }
});
