// The search for a key looks at few characters of a text, and takes a bounded number of steps for each. It finds what a search finds
// that reads every character.

import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./install.mjs";
import { ESCAPED, FORMS, KEYS, random } from "./keys.mjs";

/** @type {{ Search: any }} */
const { Search } = /** @type {any} */ (await load("mask.js"));
const LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
const VISIBLE = String.fromCharCode(...Array.from({ length: 94 }, (_, index) => index + 33));
const bytesOf = (/** @type {string} */ text) => new TextEncoder().encode(text);

/** Random numbers, elements and keys. @param {number} seed */
function chance(seed) {
  const next = random(seed);
  const below = (/** @type {number} */ end) => Math.floor(next() * end);
  const pick = (/** @type {any} */ list) => list[below(list.length)];
  return { next, below, pick, key: (/** @type {number} */ length, chars = LETTERS) => Array.from({ length }, () => pick(chars)).join("") };
}

/** Which characters a search covers: a star for each. @param {string} key @param {boolean} inJson @param {Uint8Array[]} chunks */
function covered(key, inJson, chunks) {
  const search = new Search(key, inJson);
  const found = [...chunks.flatMap((chunk) => search.read(chunk).found), ...search.end()];
  const out = Buffer.alloc(
    chunks.reduce((sum, { length }) => sum + length, 0),
    " ",
  );
  for (const [start, end] of found) out.fill("*", start, end);
  return out.toString();
}

const SCRAPS = [
  '","',
  '":null,"',
  "first_name",
  " ",
  "é",
  "https://example.com/?b=c&d=%20",
  "2025-09-09T00:00:00Z",
  "\\n",
  "\\u00e9",
  "hqJk42MrhMyhNAz",
  "\\",
  "%2",
  "&",
];

// A chunk of one character is too short to look ahead, so such a search reads every character.
test("a search that looks ahead finds what a search finds that gets single characters", () => {
  const { next, below, pick, key: randomKey } = chance(20261127);
  const mixed = (/** @type {string} */ text) => Array.from(text, (char) => (next() < 0.6 ? char : pick(Object.values(ESCAPED))(char))).join("");
  const packed = (/** @type {string} */ text) => btoa(pick(["", "x", "xy", '{"a":"', "Bearer "]) + text + pick(["", "z", '"}', ":p"]));
  const cased = (/** @type {string} */ text) => pick([text, text.toUpperCase(), text.toLowerCase()]);
  const asJson = (/** @type {string} */ text) => Array.from(text, (char) => (next() < 0.7 ? char : `\\u00${char.charCodeAt(0).toString(16)}`)).join("");
  const writes = [
    mixed,
    (/** @type {string} */ text) => asJson(packed(mixed(text))),
    packed,
    cased,
    (/** @type {string} */ text) => pick(Object.values(FORMS))(text),
  ];
  let found = 0;
  for (let round = 0; round < 1_000; round += 1) {
    const key =
      next() < 0.2 ? pick(Object.values(KEYS)) : randomKey(8 + below(25), pick([LETTERS, VISIBLE, "0123456789abcdef", "abc", '\\"%&;#ux0', "-_+/=AZaz09"]));
    const piece = () => {
      let text = next() < 0.8 ? key : key.slice(below(key.length));
      for (let times = below(4); times > 0 && text.length < 2_000; times -= 1) text = pick(writes)(text);
      return text;
    };
    const around = () => Array.from({ length: below(8) }, () => pick(SCRAPS)).join("");
    const text = Array.from({ length: 1 + below(4) }, () => (next() < 0.5 ? piece() : around())).join("");
    const bytes = bytesOf(text).subarray(0, 4_000);
    const inJson = next() < 0.7;
    // The table that looking ahead needs is created for the first long text.
    new Search(key, inJson).read(new Uint8Array(2_000));
    const singles = covered(
      key,
      inJson,
      Array.from(bytes, (byte) => Uint8Array.of(byte)),
    );
    const at = below(bytes.length + 1);
    for (const chunks of [[bytes], [bytes.subarray(0, at), bytes.subarray(at)]]) {
      assert.equal(covered(key, inJson, chunks), singles, JSON.stringify([key, inJson, text, at]));
    }
    if (singles.includes("*")) found += 1;
  }
  assert.ok(found > 350, `${found}`);
});

test("of a page without the key, few characters are read, the fewer the longer the key is", () => {
  const { pick, key: randomKey } = chance(3);
  const record = () =>
    `{"id":"${randomKey(24)}","first_name":"${pick(["Ada", "Grace", "Zoë"])}","changed_at":"2025-09-09T10:00:00Z","tags":["sales & more"],"n":${pick([1, 22])}},`;
  const bytes = bytesOf(Array.from({ length: 400 }, record).join(""));
  for (const [length, most] of [
    [12, 1.3],
    [40, 0.4],
    [200, 0.2],
    [2_000, 0.2],
  ]) {
    let reads = 0;
    const counting = new Proxy(bytes, {
      get(target, name) {
        if (name === "length") return target.length;
        reads += 1;
        return Reflect.get(target, name);
      },
    });
    new Search(randomKey(Number(length)), true).read(counting);
    assert.ok(reads / bytes.length < Number(most), `${(reads / bytes.length).toFixed(2)} a character for ${length}`);
  }
});

/** How texts repeat beginnings of a key. @type {Record<string, (key: string) => string>} */
const WRITTEN = {
  "as it is": (key) => key,
  "in base64": btoa,
  "in a URL": /** @type {any} */ (ESCAPED["in a URL, all of it"]),
  "as JSON": /** @type {any} */ (ESCAPED["as JSON, all of it"]),
  "in HTML": /** @type {any} */ (ESCAPED["in HTML with zeros"]),
};

test("in a text of beginnings of the key, the steps for a character are bounded, whatever the key's length", () => {
  const { get } = Map.prototype;
  for (const [form, write] of Object.entries(WRITTEN)) {
    for (const length of [16, 64, 512, 4_096]) {
      const { below, key: randomKey } = chance(length);
      const key = randomKey(length);
      const written = write(key);
      let text = "";
      while (text.length < 30_000) text += `${written.slice(0, 1 + below(written.length))}"`;
      const bytes = bytesOf(text);
      let steps = 0;
      Map.prototype.get = function (name) {
        steps += 1;
        return get.call(this, name);
      };
      try {
        const search = new Search(key, true);
        search.read(bytes);
        search.end();
      } finally {
        Map.prototype.get = get;
      }
      assert.ok(steps / bytes.length < 60, `${(steps / bytes.length).toFixed(0)} a character for ${length} ${form}`);
    }
  }
});
