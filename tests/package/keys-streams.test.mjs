// The key in a stream of bytes, cut at any place: it is replaced by stars of the same length, and nothing else is changed.
// The cost depends neither on the key nor on the chunks.

import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./install.mjs";
import { ESCAPED, FORMS, KEYS, random } from "./keys.mjs";
import { reference } from "./keys-reference.mjs";
import { failure, page, play, text } from "./kit.mjs";
import { ask, proxy } from "./proxies.mjs";

/** @type {{ Search: any }} */
const { Search } = /** @type {any} */ (await load("mask.js"));
const bytesOf = (/** @type {string} */ text) => new TextEncoder().encode(text);

/** The proxy's output for a body of these chunks. @param {string} api_key @param {Uint8Array[]} chunks */
async function passed(api_key, chunks) {
  const body = new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
  return (await proxy(async () => new Response(body), { api_key })(ask(), {})).text();
}

/** @param {Uint8Array} bytes @param {number} size */
const cut = (bytes, size) => Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) => bytes.slice(at * size, (at + 1) * size));

for (const [name, key] of Object.entries(KEYS)) {
  test(`${name}: stars replace the key, in every form and in chunks of every size`, async () => {
    for (const [form, write] of Object.entries(FORMS)) {
      const written = write(key);
      const bytes = bytesOf(`«${written}» «»`);
      for (const size of [1, 2, 3, 7, 64, 10_000]) {
        assert.equal(await passed(key, cut(bytes, size)), `«${"*".repeat(written.length)}» «»`, `${form}, ${size}`);
      }
    }
  });

  test(`${name}: no header and no error of the proxy contains the key`, async () => {
    for (const write of Object.values(FORMS)) {
      const written = `«${write(key)}»`;
      const { error } = await (await proxy(play(failure(400, "A", written)), { api_key: key })(ask(), {})).json();
      assert.equal(error.message, "«[api_key]»");
      const headers = { "ratelimit-limit": write(key), "retry-after": `x ${write(key)}`, "x-request-id": written };
      const response = await proxy(play(page(null, [], headers)), { api_key: key })(ask(), {});
      for (const [header] of Object.entries(headers)) assert.equal(response.headers.get(header), null);
    }
  });
}

test("the key is found wherever the stream is cut in two", async () => {
  const key = "sk+Planted/1";
  for (const [form, write] of Object.entries(FORMS)) {
    const bytes = bytesOf(`« sk+${write(key)}+sk »`);
    const expected = `« sk+${"*".repeat(write(key).length)}+sk »`;
    for (let at = 0; at <= bytes.length; at += 1) assert.equal(await passed(key, [bytes.slice(0, at), bytes.slice(at)]), expected, `${form}, ${at}`);
  }
});

test("the key is found in a longer text in base64", async () => {
  for (const key of ["sk-planted-1", "sk-planted-12", "sk-planted-123"]) {
    for (const before of ["", "u", "us", "use"]) {
      for (const after of ["", ":", ":x", ":xy", ":xyz"]) {
        // At each end, less than one character of the key remains.
        const masked = await passed(key, [bytesOf(btoa(before + key + after))]);
        assert.match(masked, /^[\w+/=]{0,4}\*{10,}[\w+/=]{0,8}$/, `${before}${key}${after}: ${masked}`);
      }
    }
  }
});

/** The text of these chunks, with stars where a search finds the key. @param {string} key @param {Uint8Array[]} chunks @param {boolean} [inJson] */
function starred(key, chunks, inJson = false) {
  const search = new Search(key, inJson);
  const out = Buffer.concat(chunks);
  let decided = 0;
  const mark = (/** @type {[number, number][]} */ found) => {
    for (const [start, end] of found) {
      assert.ok(start >= decided, "a decided part was changed");
      out.fill("*", start, end);
    }
  };
  for (const chunk of chunks) {
    const { open, found } = search.read(chunk);
    mark(found);
    for (const [, end] of found) assert.ok(end <= open);
    decided = open;
  }
  mark(search.end());
  return out.toString("latin1");
}

test("the chunks do not change what is found, and only what the slow search finds is found", () => {
  const next = random(20261126);
  const pick = (/** @type {any} */ list) => list[Math.floor(next() * list.length)];
  const keys = [
    ...Object.values(KEYS).filter((key) => key.length < 40),
    "a",
    "aa",
    "aba",
    "abab",
    "\\u",
    "%4",
    "41",
    "&#",
    "\\\\",
    "u0",
    "aXaXa6",
    "sk-123",
    "41abc",
    "ab\\",
  ];
  const scraps = [
    "\\",
    "\\\\",
    "%",
    "%2",
    "&",
    "&#",
    "&#x",
    "&am",
    "\\u00",
    "\\u",
    "\\x",
    "u0041",
    "41",
    "é",
    " ",
    '"',
    "5c",
    "25",
    "lt;",
    "\\u005c",
    "%5c",
    "&#92;",
    "\\u0025",
    "&amp;",
    "&#00",
    "\\u{",
    "%u00",
  ];
  let found = 0;
  for (let round = 0; round < 250; round += 1) {
    const key = pick(keys);
    const inJson = next() < 0.3;
    const piece = () => {
      const from = Math.floor(next() * key.length);
      const some = next() < 0.5 ? key : key.slice(from, from + 1 + Math.floor(next() * key.length));
      // One escape for the whole key, or a random one for each character. Then some forms are unknown.
      const written =
        next() < 0.7 ? pick(Object.values(FORMS))(some) : Array.from(some, (char) => (next() < 0.5 ? char : pick(Object.values(ESCAPED))(char))).join("");
      const packed = next() < 0.2 ? btoa(pick(["", "x", "xy"]) + written + pick(["", "z"])) : written;
      return next() < 0.3 ? pick(Object.values(ESCAPED))(packed) : packed;
    };
    const bytes = Buffer.from(
      Array.from({ length: 1 + Math.floor(next() * 5) }, () => (next() < 0.5 ? piece() : pick(scraps)))
        .join("")
        .slice(0, 300),
    );
    const expected = reference(bytes.toString("latin1"), key, inJson);
    if (expected !== bytes.toString("latin1")) found += 1;
    const splits = Array.from({ length: Math.floor(next() * 8) }, () => Math.floor(next() * bytes.length)).sort((one, other) => one - other);
    const chunks = [0, ...splits].map((at, index) => bytes.subarray(at, splits[index] ?? bytes.length));
    for (const way of [[bytes], cut(bytes, 1), chunks])
      assert.equal(starred(key, way, inJson), expected, JSON.stringify([key, inJson, bytes.toString("latin1"), way.map(({ length }) => length)]));
  }
  assert.ok(found > 120, `${found}`);
});

/** Bodies that are hard for a search, and plain ones. */
const HARD = ["a", "aaab", "k", "\\", "%", "&", "\\u00", "%25", "\\\\\\u005c", "&amp;amp;", "%5c%5cu0061", '{"id":"x"},', "sk-planted"];

test("the steps for a byte are bounded, whatever the key and the chunks", () => {
  const { get } = Map.prototype;
  let steps = 0;
  for (const key of [
    "a",
    "aaaa",
    "a".repeat(200),
    `${"a".repeat(199)}b`,
    "\\".repeat(100),
    "%".repeat(100),
    "%25%25%25%25",
    "&amp;&amp;",
    "sk-planted-key-1",
  ]) {
    for (const scrap of [...HARD, key]) {
      const bytes = bytesOf(scrap.repeat(Math.ceil(8_000 / scrap.length)));
      for (const size of [1, 100, bytes.length]) {
        const chunks = cut(bytes, size);
        const go = () => {
          const search = new Search(key);
          for (const chunk of chunks) search.read(chunk);
          search.end();
        };
        // The tables of a key are computed at the first use, which is not counted.
        go();
        steps = 0;
        Map.prototype.get = function (name) {
          steps += 1;
          return get.call(this, name);
        };
        try {
          go();
        } finally {
          Map.prototype.get = get;
        }
        assert.ok(steps / bytes.length < 20, `${(steps / bytes.length).toFixed(1)} a byte for ${key.slice(0, 20)} in ${scrap}, ${size} at a time`);
      }
    }
  }
});

test("the bytes that are held back are at most twice a possible key, and the copies of a byte are bounded", async () => {
  const { set } = Uint8Array.prototype;
  for (const [key, scrap, most] of /** @type {[string, string, number][]} */ ([
    ["a".repeat(200), "a", 400],
    ["\\".repeat(200), "\\", 3_400],
    ["sk-planted-1", "sk-planted-", 22],
    ["sk-planted-1", '{"id":"x"},', 2],
  ])) {
    const bytes = bytesOf(scrap.repeat(Math.ceil(8_000 / scrap.length)));
    let [sent, got, behind, copied] = [0, 0, 0, 0];
    const body = new ReadableStream(
      {
        pull(controller) {
          if (sent === bytes.length) return controller.close();
          behind = Math.max(behind, sent - got);
          controller.enqueue(bytes.slice(sent, (sent += 1)));
        },
      },
      { highWaterMark: 0 },
    );
    const response = await proxy(async () => new Response(body), { api_key: key })(ask(), {});
    Uint8Array.prototype.set = function (/** @type {any} */ from, at) {
      copied += from.length;
      set.call(this, from, at);
    };
    try {
      for await (const chunk of /** @type {any} */ (response.body)) got += chunk.length;
    } finally {
      Uint8Array.prototype.set = set;
    }
    assert.equal(got, bytes.length);
    assert.ok(behind <= most + 1, `${behind} bytes held back of ${scrap}`);
    assert.ok(copied < 8 * bytes.length, `${copied / bytes.length} copies a byte`);
  }
});

test("two megabytes of the key's characters pass", async () => {
  for (const [key, scrap] of [
    ["aaaa", "a"],
    ["\\\\\\\\", "\\"],
    ["a".repeat(200), "a"],
  ]) {
    const bytes = bytesOf(scrap.repeat(2 ** 21));
    assert.equal(await passed(key, [bytes]), "*".repeat(bytes.length));
  }
});

test("the server's bytes are not modified", async () => {
  const chunk = bytesOf("sk-planted-1 x");
  assert.equal(await passed("sk-planted-1", [chunk]), "************ x");
  assert.equal(new TextDecoder().decode(chunk), "sk-planted-1 x");
});

test("a body without the key is passed unchanged", async () => {
  const body = JSON.stringify({ a: "\\u0041 %41 &amp; é 语 😀", b: "sk-planted" });
  for (const size of [1, 5, 1_000]) assert.equal(await passed("sk-planted-1", cut(bytesOf(body), size)), body);
  assert.equal(await (await proxy(play(text(body)), { api_key: "sk-planted-1" })(ask(), {})).text(), body);
});

test("a key that is escaped twice in a text of a page is masked", async () => {
  const escaped = (key) =>
    [...key]
      .map((char) => `\\u00${char.charCodeAt(0).toString(16)}`)
      .join("")
      .replaceAll("\\", "\\\\");
  for (const key of ["sk_live_12", 'ab"cd\\ef']) {
    for (const written of [escaped(key), JSON.stringify(JSON.stringify(key))]) {
      const body = JSON.stringify({ status: "success", data: { next: null, results: [{ id: "a", x: written }] } });
      const passed = await (
        await proxy(
          play(() => text(body)),
          { api_key: key },
        )(ask(), {})
      ).text();
      assert.ok(!JSON.parse(passed).data.results[0].x.includes(written), passed);
    }
  }
});

/** Texts in which one reading takes a character before the key as part of it. These were once masked at the wrong place. @type {[key: string, text: string][]} */
const OUT_OF_STEP = [
  ["41abc", "100%41%61bc"],
  ["abc", "\\\\u0061\\u0062c"],
  ["abc", "\\\\\\u0061bc"],
  ["abc", "%%61bc"],
  ["abc", "%2%61bc"],
  ["abc", "&&#97;bc"],
  ["abc", "&#9&#97;bc"],
  ["abc", "&am&#97;bc"],
];
test("characters before a key do not shift the mask", () => {
  for (const [key, text] of OUT_OF_STEP) assert.match(starred(key, [bytesOf(text)]), /\*{5,}$|\*{3,}bc$|\*\*\*$/, text);
});

test("the key is masked in base64 (of the escaped key, twice, inside a longer text, escaped again) and in hexadecimal digits", () => {
  for (const key of ["sk-1", "sk-12", "sk-planted-1", 'sk"12\\3456', "a".repeat(200)]) {
    const texts = [Buffer.from(key).toString("hex"), Buffer.from(key).toString("hex").toUpperCase()];
    for (const before of ["", "u", "us"]) {
      texts.push(
        btoa(`${before}${key}:x`),
        btoa(JSON.stringify(before + key)),
        btoa(encodeURIComponent(`${before}${key}`)),
        encodeURIComponent(btoa(`${before}${key}?>~`)),
      );
      if (key.length > 5) texts.push(...["", "x", "xy"].map((outer) => btoa(`${outer}${btoa(before + key)}`)));
    }
    for (const text of texts) {
      // One character may contain bits of the neighbour.
      const out = starred(key, [bytesOf(text)]);
      assert.match(out, /^[^*]{0,12}\*{5,}[^*]{0,12}$/, `${key.slice(0, 20)}: ${text} ${out}`);
    }
  }
});

test("a page with the key in its texts stays valid JSON, wherever it is cut", async () => {
  const keys = [...Object.values(KEYS).filter((key) => key.length > 1), "sk\\", "u0041", "0041", "\\\\", "ab\\\\\\", "00e9", "nn"];
  for (const key of keys) {
    for (const [index, write] of Object.values(ESCAPED).entries()) {
      // Each key with each form, and the surroundings in turn.
      for (const around of ["%", "\\", "&", "\\\\", "41", "\n", "é", '"', ""].slice((index % 3) * 3).slice(0, 3)) {
        const body = JSON.stringify({ x: [around + write(key) + around, around + key + around], y: "\né\u0001" });
        const bytes = bytesOf(body);
        const whole = await passed(key, [bytes]);
        assert.doesNotThrow(() => JSON.parse(whole), `${key} ${body} ${whole}`);
        assert.equal(await passed(key, cut(bytes, 7)), whole, body);
        assert.ok(!JSON.parse(whole).x[1].includes(key), whole);
      }
    }
  }
});
