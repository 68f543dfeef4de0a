// Variations that real systems send: nulls, absent fields, undocumented fields, awkward text.
// Each variation applies to fixed positions, so that even a small data set contains all of them.
// It does not change the values that filters compare (data.ts makes those).

import type { CandidateRecord } from "./record.ts";
import { AWKWARD } from "./words.ts";

/** The nth awkward text. */
const awkward = (n: number) => AWKWARD[Math.floor(n) % AWKWARD.length] ?? "";

const VARIATIONS: { every: number; at: number; change: (record: CandidateRecord, i: number) => void }[] = [
  // Texts that need escapes or look like escapes.
  { every: 9, at: 4, change: (r, i) => (r.title = awkward(i / 9)) },
  { every: 27, at: 13, change: (r, i) => Object.assign(r.custom_fields ?? {}, { [awkward(i / 27)]: "awkward key" }) },
  // Nulls, empty lists and absent fields where the contract allows them.
  { every: 10, at: 2, change: (r) => (r.company = null) },
  { every: 11, at: 7, change: (r) => Object.assign(r, { title: null, source: null, confidential: null }) },
  { every: 14, at: 6, change: (r) => Object.assign(r, { remote_url: null, remote_created_at: null, remote_updated_at: null }) },
  { every: 15, at: 1, change: (r) => (r.phone_numbers = []) },
  { every: 33, at: 2, change: (r) => (r.phone_numbers = null) },
  { every: 31, at: 3, change: (r) => delete r.phone_numbers },
  { every: 34, at: 15, change: (r) => r.phone_numbers?.slice(0, 1).forEach((number) => (number.type = null)) },
  { every: 21, at: 10, change: (r) => (r.social_media = null) },
  { every: 26, at: 17, change: (r) => (r.social_media = []) },
  { every: 32, at: 8, change: (r) => delete r.social_media },
  { every: 24, at: 19, change: (r) => (r.social_media = [{ link: null, type: null, username: null }, {}]) },
  { every: 18, at: 5, change: (r) => (r.location = null) },
  { every: 28, at: 9, change: (r) => delete r.location },
  { every: 22, at: 14, change: (r) => (r.location = { city: null, country: "DE" }) },
  { every: 20, at: 16, change: (r) => (r.custom_fields = {}) },
  { every: 38, at: 30, change: (r) => (r.custom_fields = null) },
  { every: 36, at: 11, change: (r) => (r.integration_fields = []) },
  { every: 36, at: 23, change: (r) => r.integration_fields.forEach((field) => delete field.value) },
  { every: 13, at: 0, change: (r) => (r.tags = []) },
  { every: 39, at: 25, change: (r) => r.tags.push({ id: r.id.split("").reverse().join(""), name: null, remote_id: null }) },
  // E-mail addresses: entries without an address, a null list, an absent list.
  { every: 45, at: 22, change: (r) => r.email_addresses?.push({ type: "WORK" }, { email_address: null, type: null }) },
  { every: 60, at: 11, change: (r) => (r.email_addresses = null) },
  { every: 90, at: 41, change: (r) => delete r.email_addresses },
  // Applications with nulls.
  { every: 17, at: 12, change: (r) => r.applications.forEach((a) => Object.assign(a, { current_stage: null, remote_id: null, remote_url: null })) },
  {
    every: 25,
    at: 18,
    change: (r) => r.applications.forEach((a) => a.current_stage && Object.assign(a.current_stage, { name: null, index: null, remote_id: null })),
  },
  // The ATS's own response.
  { every: 12, at: 3, change: (r, i) => (r.remote_data = { [`/people/${i}`]: { method: "GET", data: { id: i, nested: [[[]], {}, "x", 1e21, -0.5, 0] } } }) },
  // Fields and enum values that are newer than the client.
  { every: 19, at: 5, change: (r, i) => Object.assign(r, { x_ai_summary: { score: i / 7, notes: ["später", null] }, x_archived: false }) },
  { every: 19, at: 14, change: (r) => r.applications.forEach((a) => Object.assign(a, { x_probability: 0.25, x_owner: { id: 7 } })) },
  { every: 44, at: 21, change: (r) => r.location && (r.location.x_geo = { lat: 53.5511, lon: 9.9937 }) },
  { every: 23, at: 4, change: (r) => r.applications.forEach((a) => (a.outcome = "ON_HOLD")) },
  { every: 46, at: 31, change: (r) => r.integration_fields.forEach((field) => (field.type = "INHERITED")) },
  // An own key named `__proto__`: a client that assigns it sets the prototype and loses the value.
  { every: 50, at: 35, change: (r) => own(r.custom_fields, "__proto__", { polluted: true }) },
  { every: 50, at: 36, change: (r) => own((r.remote_data ??= {}), "__proto__", "text") },
  { every: 50, at: 37, change: (r) => Object.assign(r.custom_fields ?? {}, { constructor: "c", toString: 1, hasOwnProperty: null, "": "no name" }) },
];

function own(object: object | null, key: string, value: unknown) {
  if (object) Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}

/** Changes the record in place. When two variations apply and the first has removed what the second changes, the first stays. */
export function applyVariety(record: CandidateRecord, i: number) {
  for (const { every, at, change } of VARIATIONS) if (i % every === at) change(record, i);
}
