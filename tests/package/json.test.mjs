// JSON: the package agrees with `JSON.parse` behind a strict UTF-8 decoder on every document, and returns the same values.
// The only intended difference: nesting beyond 512 levels is refused.

import assert from "node:assert/strict";
import { test } from "node:test";
import { bytes, DOCUMENTS, nested } from "./corpus.mjs";
import { record } from "./doubles.mjs";
import { load } from "./install.mjs";

const { Kombo, KomboError } = await load();
const MAX_DEPTH = 512;

/** The message for a body that is JSON with a wrong envelope. */
const NO_PAGE = /^the body is no page at /;

let body = new Uint8Array();
const kombo = new Kombo({ server_url: "http://localhost/v1", retry: false, fetch: async () => new Response(body) });

/** The package's result for a body: its page, or its error. @param {Uint8Array} answer @returns {Promise<any>} */
async function byPackage(answer) {
  body = answer;
  try {
    return { page: await kombo.ats.getCandidates({}) };
  } catch (error) {
    return { error };
  }
}

/** The result of `JSON.parse`. @param {Uint8Array} answer @returns {{ value?: any, refused?: boolean }} */
function byEngine(answer) {
  try {
    const value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(answer));
    return depth(value) > MAX_DEPTH ? { refused: true } : { value };
  } catch {
    return { refused: true };
  }
}

/** Whether the bytes are UTF-8. @param {Uint8Array} answer */
function isText(answer) {
  try {
    return typeof new TextDecoder("utf-8", { fatal: true }).decode(answer) === "string";
  } catch {
    return false;
  }
}

/** The number of nested arrays and objects. @param {unknown} value */
function depth(value) {
  let levels = 0;
  for (let open = [value]; (open = open.filter((one) => typeof one === "object" && one !== null)).length > 0; levels++) {
    open = open.flatMap((one) => Object.values(one));
  }
  return levels;
}

/** The bytes before and after the place for a document, in a page of one record. @param {Record<string, unknown>} patch */
function pageAround(patch) {
  const text = JSON.stringify({ status: "success", data: { next: null, results: [record("1", patch)] } });
  const [before, after] = text.split('"@@"').map((part) => bytes(part));
  return (/** @type {Uint8Array} */ doc) => Uint8Array.from([...before, ...doc, ...after]);
}

/** The places for a document. */
const PLACES = [
  { where: "in remote_data", put: pageAround({ remote_data: { x: "@@" } }) },
  { where: "in custom_fields", put: pageAround({ custom_fields: { "a key": "@@", z: [] } }) },
  { where: "in an integration field", put: pageAround({ integration_fields: [{ id: "x", key: null, type: null, value: "@@", label: null }] }) },
  { where: "in an unknown field", put: pageAround({ x_new: "@@" }) },
];

const fits = (/** @type {any} */ { value }) => value?.status === "success" && Array.isArray(value.data?.results) && value.data.results.length > 0;

/** @param {Uint8Array} answer @param {string} name */
async function assertAgree(answer, name) {
  const [{ page, error }, parsed] = [await byPackage(answer), byEngine(answer)];
  if (parsed.refused) {
    assert.ok(error instanceof KomboError, `${name}: accepted, and JSON.parse refuses it`);
    assert.equal(error.kind, "decode", `${name}: ${error.message}`);
    return "refused";
  }
  assert.equal(error, undefined, `${name}: refused, and JSON.parse accepts it: ${error?.message}`);
  assert.deepStrictEqual(page.result, parsed.value, name);
  // Numbers that JavaScript cannot hold are issues (numbers.test.mjs). No document has any other issue.
  assert.deepEqual(
    page.issues.filter(({ expected }) => expected !== "a number that JavaScript can hold"),
    [],
    name,
  );
  return "accepted";
}

for (const { where, put } of PLACES) {
  test(`${DOCUMENTS.length} documents ${where} are accepted or refused as by JSON.parse`, async () => {
    const counts = { accepted: 0, refused: 0 };
    for (const { name, doc } of DOCUMENTS) counts[await assertAgree(put(doc), name)]++;
    // The oracle works: both outcomes are frequent.
    assert.ok(counts.accepted > 350 && counts.refused > 400, JSON.stringify(counts));
  });
}

test(`${DOCUMENTS.length} documents as the whole body give the right error: not JSON, or not a page`, async () => {
  for (const { name, doc } of DOCUMENTS) {
    const { error } = await byPackage(doc);
    assert.equal(error?.kind, "decode", name);
    // A document that is JSON gets an error about its envelope: an object without `status`, or not an object. The envelope is
    // checked before the bytes of strings, so a document that is not UTF-8 may get that error too.
    if (isText(doc)) assert.equal(NO_PAGE.test(error.message), !byEngine(doc).refused, `${name}: ${error.message}`);
  }
});

test("only white space may stand before and after a page", async () => {
  const page = PLACES[0].put(bytes("1"));
  const spaces = [" ", "\t", "\n", "\r\n", "\f", "\v", "\u00a0", "\u2028", String.fromCharCode(0), "x", ",", "{}", "[", "]", "}", "null", "//", "\\n"];
  const marks = [
    [0xef, 0xbb, 0xbf],
    [0xef, 0xbb],
    [0xef],
    [0xfe, 0xff],
    [0xff, 0xfe],
    [0xef, 0xbb, 0xbf, 0xef, 0xbb, 0xbf],
    [0xef, 0xbb, 0xbf, 0x20],
    [0x20, 0xef, 0xbb, 0xbf],
  ];
  const kinds = new Set();
  for (const extra of [...spaces.map((text) => bytes(text)), ...marks]) {
    kinds.add(await assertAgree(Uint8Array.from([...extra, ...page]), `before: ${extra}`));
    kinds.add(await assertAgree(Uint8Array.from([...page, ...extra]), `after: ${extra}`));
  }
  assert.equal(kinds.size, 2);
  assert.equal(await assertAgree(Uint8Array.from([0xef, 0xbb, 0xbf, ...page]), "a byte order mark"), "accepted");
});

test("UTF-16 and UTF-32 are not UTF-8", async () => {
  const text = new TextDecoder().decode(PLACES[0].put(bytes("1")));
  const wide = (/** @type {number} */ width) => Uint8Array.from([...text].flatMap((c) => [c.charCodeAt(0), ...Array(width - 1).fill(0)]));
  for (const answer of [wide(2), wide(4), wide(2).slice().reverse()]) assert.equal(await assertAgree(answer, "wide"), "refused");
});

test("a body that is cut off at any byte is refused, and one without any single byte is read as by JSON.parse", async () => {
  const doc = bytes('{"a":[1,-0.5e+3,true,null,"\\u00e4\\n\\ud83d\\ude00 ä\u{1f600}"],"a":{"__proto__":{"b":false}} }');
  const page = PLACES[0].put(doc);
  assert.equal(await assertAgree(page, "whole"), "accepted");
  for (let end = 0; end < page.length; end++) assert.equal(await assertAgree(page.slice(0, end), `cut at ${end}`), "refused");
  for (let at = 0; at < page.length; at++) {
    const without = Uint8Array.from([...page.slice(0, at), ...page.slice(at + 1)]);
    // A body that is still JSON may lack its envelope or a field, so only acceptance is compared.
    const { error, page: result } = await byPackage(without);
    const parsed = byEngine(without);
    assert.equal(parsed.refused === true, error?.kind === "decode" && !NO_PAGE.test(error.message), `without byte ${at}: ${error?.message}`);
    if (fits(parsed) && result?.issues.length === 0)
      assert.deepStrictEqual(result.results[0].remote_data, parsed.value.data.results[0].remote_data, `without byte ${at}`);
  }
});

test("every byte in every place of a small document is accepted or refused as by JSON.parse", async () => {
  const doc = bytes('{"a":[-1.5e2,"\\u0041x",true,null]}');
  let refused = 0;
  for (let at = 0; at < doc.length; at++) {
    for (let byte = 0; byte < 256; byte += byte < 128 ? 1 : 3) {
      const changed = doc.slice();
      changed[at] = byte;
      if ((await assertAgree(PLACES[0].put(changed), `byte ${byte} at ${at}`)) === "refused") refused++;
    }
  }
  assert.ok(refused > 3000 && refused < doc.length * 170, `${refused} refused`);
});

test("512 levels of nesting are accepted, and 513 are refused", async () => {
  // Five of them are the envelope, `data`, the list, the record and `remote_data`.
  const { put } = PLACES[0];
  for (const [open, inside, close] of [
    ["[", "", "]"],
    ["[", "[]", "]"],
    ['{"a":', "1", "}"],
    ['[{"a":', "null", "}]"],
    [" [ 1,", "2", " ] "],
  ]) {
    const each = open.includes("[{") ? 2 : 1;
    for (const levels of [1, 50, 250, 500, 505, 506, 507, 508, 511, 512, 513, 600, 5000]) {
      const text = nested(open, inside, close, Math.floor(levels / each));
      const doc = bytes(text);
      const total = 5 + depth(JSON.parse(text));
      assert.equal(await assertAgree(put(doc), `${levels} of ${open}`), total <= MAX_DEPTH ? "accepted" : "refused");
    }
  }
  for (const text of ["[".repeat(100_000), '{"a":'.repeat(100_000), `${"[".repeat(50_000)}${"]".repeat(49_999)}`]) {
    assert.equal(await assertAgree(put(bytes(text)), text.slice(0, 9)), "refused");
  }
});
