// The expected records of a walk: the sandbox's records as sent, with the documented defaults and no other change.

import assert from "node:assert/strict";

/** Fields that get a default without an issue when they are absent. */
const FILLS = { phone_numbers: [], email_addresses: [], social_media: [], location: null };

/**
 * @param {import("../sandbox/sandbox.mjs").Sandbox} sandbox
 * @param {Record<string, any>} [request]
 * @param {string} [integration]
 * @returns {Record<string, any>[]}
 */
export function expected(sandbox, request = {}, integration) {
  // Through JSON, as the client gets them: an own `__proto__` stays an own key both ways.
  const records = JSON.parse(JSON.stringify(sandbox.truth(request, integration)));
  for (const record of records) {
    for (const [name, fill] of Object.entries(FILLS)) if (!Object.hasOwn(record, name)) record[name] = structuredClone(fill);
  }
  return records;
}

/**
 * Asserts that these records came, each once, in this order. It compares record by record, since the difference of two long
 * lists takes minutes to print.
 * @param {any[]} actual
 * @param {any[]} wanted
 */
export function assertWhole(actual, wanted) {
  for (const [i, record] of wanted.entries()) {
    if (i < actual.length) assert.deepStrictEqual(actual[i], record, `record ${i}`);
  }
  assert.equal(actual.length, wanted.length, "how many records");
}

/** @param {{ id: string }[]} records */
export const ids = (records) => records.map((record) => record.id);
