// Records that the module writes as rows: every object is what `JSON.parse` makes of the response, whatever the order, number and
// names of its members.

import assert from "node:assert/strict";
import { test } from "node:test";
import { application, client, record } from "./kit.mjs";

const whole = () =>
  record("1", {
    first_name: "é",
    phone_numbers: [{ phone_number: "1", type: null }],
    location: { city: "中", country: "DE", raw: null, state: null, street_1: null, street_2: null, zip_code: "1" },
    custom_fields: { a: [1, { b: "😀" }] },
    integration_fields: [{ id: "i", key: "k", type: "CUSTOM", value: { any: [] }, label: null }],
    applications: [application({ current_stage: { id: "s", name: "n", remote_id: null, index: 1 } }), application({ job: null })],
    tags: [{ id: "t", name: "ü", remote_id: "r" }],
  });

/** @param {object} of */
const reversed = (of) => Object.fromEntries(Object.entries(of).reverse());

/** The second record of a page, and the JSON text that replaces another one in it. @type {Record<string, [object, string?, string?]>} */
const RECORDS = {
  "the contract's": [whole()],
  "an unknown member": [{ ...whole(), brand_new: { id: "x" } }],
  "an unknown member in between": [whole(), '"last_name"', '"é new":["ü"],"last_name"'],
  "unknown members of nested objects": [whole(), '{"id":', '{"x":[[1],{}],"id":'],
  "a member `__proto__`": [whole(), '"last_name"', '"__proto__":{"polluted":true},"last_name"'],
  "a member `__proto__` of a tag": [whole(), '"name":"ü"', '"__proto__":["x"],"name":"ü"'],
  "members `constructor` and `0`": [whole(), '"last_name"', '"constructor":1,"0":2,"last_name"'],
  "1,001 unknown members": [{ ...whole(), ...Object.fromEntries(Array.from({ length: 1_001 }, (_, at) => [`x${at}`, at])) }],
  "the same unknown member twice": [whole(), '"last_name"', '"x":1,"x":2,"last_name"'],
  "a known member twice": [whole(), '"last_name"', '"first_name":"again","last_name"'],
  "an escaped key": [whole(), '"last_name"', '"last\\u005fname"'],
  "another order": [reversed(whole())],
  "another order of a tag": [{ ...whole(), tags: [reversed({ id: "t", name: "n", remote_id: null })] }],
  "an optional member less": [{ ...whole(), location: { city: "x" }, phone_numbers: [{ phone_number: "1" }] }],
  "a list of other things": [{ ...whole(), tags: [5, null, "x", { id: "t", name: "n", remote_id: null }] }],
  "an array for an object": [{ ...whole(), location: ["x"] }],
  "arrays for the objects of a list": [{ ...whole(), tags: [["t", "n", null], []] }],
  "objects for lists and texts": [{ ...whole(), tags: { id: 1 }, first_name: { a: 1 }, last_name: [1] }],
  "an array for a record": [["1"]],
  "a number for a record": [/** @type {any} */ (5)],
};

for (const [what, [second, from = "", to = ""]] of Object.entries(RECORDS)) {
  for (const first of [whole(), second]) {
    test(`${what}, ${first === second ? "in both records" : "in the second record"}`, async () => {
      const text = JSON.stringify({ status: "success", data: { next: null, results: [first, second], more: [["x"]] } });
      const body = text.replaceAll(from || text, to || text);
      const { result } = await client(async () => new Response(body)).ats.getCandidates({});
      assert.deepStrictEqual(result, JSON.parse(body));
      assert.equal(Object.hasOwn(Object.prototype, "polluted"), false);
    });
  }
}
