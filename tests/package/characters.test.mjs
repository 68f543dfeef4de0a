// The JSON that the module writes means the same as the original, and so do its lines, for every character at every offset
// of a block of 16 bytes. Native tests lack that SIMD path. The oracle is the engine's own parser.
// KOMBO_EDGE_ROUNDS=100000 sets the number of random pages, KOMBO_EDGE_SEED=7 their seed.

import assert from "node:assert/strict";
import { test } from "node:test";
import { client } from "./kit.mjs";

const BLOCK = 16;
const { KOMBO_EDGE_ROUNDS = "400", KOMBO_EDGE_SEED = "1" } = process.env;

const encoder = new TextEncoder();
/** A page whose records are these bytes of JSON. */
const page = (...records) => Buffer.concat([encoder.encode('{"status":"success","data":{"next":null,"results":['), ...records, encoder.encode("]}}")]);
const answering = (body) => client(async () => new Response(body), { retry: false, max_body_bytes: 2 ** 28 }).ats.getCandidates();
const records = async (body) => (await answering(body)).results;
const lines = async (body) => {
  const text = await new Response(answering(body).ndjson()).text();
  assert.ok(!/[\r\u2028\u2029]/.test(text));
  return text
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line));
};

/** All characters of a plane except surrogates and characters that JSON must escape. */
function plane(number) {
  let text = "";
  for (let code = number << 16; code < (number + 1) << 16; code += 1) {
    if (code >= 0x80 && (code < 0xd800 || code > 0xdfff)) text += String.fromCodePoint(code);
  }
  return text;
}

for (let number = 0; number <= 16; number += 1) {
  test(`every character of plane ${number} is unchanged, at every offset of a block and across two blocks`, async () => {
    const characters = [...plane(number)];
    assert.equal(characters.length, number === 0 ? 65_536 - 128 - 2048 : 65_536);
    for (let offset = 0; offset < BLOCK; offset += 1) {
      // The distance between two characters is `offset`.
      const apart = characters.join("x".repeat(offset));
      // Every character is at this offset: the head of the page fills whole blocks, and each character is padded to one block.
      const start = page().indexOf("]") + 1;
      const fill = characters.map((character) => character + "y".repeat(BLOCK - encoder.encode(character).length));
      const placed = "y".repeat(BLOCK + offset - (start % BLOCK)) + fill.join("");
      const body = page(encoder.encode(JSON.stringify(placed)), encoder.encode(`,${JSON.stringify(apart)}`));
      const wanted = [placed, apart];
      // All characters that ndjson() treats specially are in plane 0.
      for (const read of number === 0 ? [records, lines] : [records]) {
        const found = await read(body);
        // `deepEqual` would print megabytes.
        assert.ok(found.length === 2 && wanted.every((text, index) => found[index] === text), `offset ${offset}`);
      }
    }
  });
}

/** By table 3-7 of the Unicode standard: each first byte, followed by too few, too many or wrong bytes. */
const MALFORMED = [
  [0x80],
  [0xbf],
  [0xc0, 0x80],
  [0xc1, 0xbf],
  [0xc2],
  [0xc2, 0x7f],
  [0xc2, 0xc2],
  [0xdf],
  [0xdf, 0xc0],
  [0xc3, 0xa9, 0x80],
  [0xe0, 0x80, 0x80],
  [0xe0, 0x9f, 0xbf],
  [0xe0, 0xa0],
  [0xe1, 0x80],
  [0xe8, 0xaf, 0x41],
  [0xe8, 0x41, 0x80],
  [0xed, 0xa0, 0x80],
  [0xed, 0xbf, 0xbf],
  [0xef, 0xbf],
  [0xe8, 0xaf, 0x9e, 0x80],
  [0xf0, 0x80, 0x80, 0x80],
  [0xf0, 0x8f, 0xbf, 0xbf],
  [0xf0, 0x9f],
  [0xf0, 0x9f, 0x98],
  [0xf0, 0x9f, 0x98, 0x41],
  [0xf0, 0x9f, 0x41, 0x80],
  [0xf4, 0x90, 0x80, 0x80],
  [0xf4, 0xbf, 0xbf, 0xbf],
  [0xf5, 0x80, 0x80, 0x80],
  [0xf7, 0xbf, 0xbf, 0xbf],
  [0xf8, 0x88, 0x80, 0x80, 0x80],
  [0xfe],
  [0xff],
  [0xf0, 0x9f, 0x98, 0x80, 0x80],
];

test(`${MALFORMED.length} malformed sequences are refused at every offset of a block, between ASCII and between other characters`, async () => {
  for (const around of ["x", "é", "語", "😀"]) {
    for (let before = 0; before < 2 * BLOCK; before += 1) {
      const filler = encoder.encode("y".repeat(before) + around);
      for (const bytes of MALFORMED) {
        const body = page(Buffer.concat([encoder.encode('"'), filler, Uint8Array.from(bytes), encoder.encode(`${around}"`)]));
        const label = `${bytes.map((byte) => byte.toString(16))} after ${before} and ${around}`;
        await assert.rejects(records(body), ({ kind, message }) => kind === "decode" && /UTF-8/.test(message), label);
      }
    }
  }
});

/** A reproducible random generator of numbers below a limit. */
function chance(seed) {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

/** JSON with random strings as keys and values: runs of every plane, escapes of every kind, lone surrogates. */
function made(below) {
  const escapes = ["\\n", '\\"', "\\\\", "\\/", "\\u0000", "\\u00e9", "\\ud83d\\ude00", "\\ud83d", "\\ude00", "\\u2028", "\\\\u00e9"];
  const limits = [0x800, 0x3000, 0xd800, 0x11_0000];
  const piece = () => {
    if (below(4) === 0) return escapes[below(escapes.length)];
    if (below(2) === 0) return "abcdefgh ,:{}[]".repeat(5).slice(0, below(50));
    const code = 0x80 + below(limits[below(limits.length)] - 0x80);
    return (code >= 0xd800 && code < 0xe000 ? "\ufffd" : String.fromCodePoint(code)).repeat(1 + below(4));
  };
  const string = () => `"${Array.from({ length: below(9) }, piece).join("")}"`;
  const value = (depth) => {
    if (depth === 0 || below(3) > 0) return string();
    const parts = Array.from({ length: below(6) }, () => value(depth - 1));
    return below(2) > 0 ? `[${parts}]` : `{${parts.map((part) => `${string()}:${part}`)}}`;
  };
  return `{"id":${string()},"remote_data":${value(3)},${string()}:${value(2)}}`;
}

test(`${KOMBO_EDGE_ROUNDS} random pages from seed ${KOMBO_EDGE_SEED} mean what JSON.parse reads`, async () => {
  const below = chance(Number(KOMBO_EDGE_SEED));
  for (let round = 0; round < Number(KOMBO_EDGE_ROUNDS); round += 1) {
    const texts = Array.from({ length: 1 + below(3) }, () => made(below)).join();
    const body = page(encoder.encode(texts));
    const sent = JSON.parse(body).data.results;
    for (const read of [records, lines]) {
      const found = await read(body);
      const label = `round ${round}: ${body}`;
      assert.equal(found.length, sent.length, label);
      // Defaults for missing fields are added at the end.
      for (const [index, record] of sent.entries()) {
        const own = Object.fromEntries(Object.keys(record).map((name) => [name, found[index][name]]));
        assert.equal(JSON.stringify(own), JSON.stringify(record), label);
      }
    }
  }
});
