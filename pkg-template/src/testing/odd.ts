// Records and envelopes that break the contract, each in one way.
// They are JSON texts, not objects, because JSON.stringify cannot write some of them.

import type { CandidateRecord } from "./record.ts";
import type { OddEnvelope, OddRecord } from "./types.ts";

/** The placeholder for bytes that are not UTF-8. faults.ts replaces it after the text has been encoded. */
export const BAD_BYTES = "\ue000";

const altered = (record: CandidateRecord, changes: object) => JSON.stringify({ ...record, ...changes });

const withText = (record: CandidateRecord, field: string, json: string) => JSON.stringify({ ...record, [field]: "@@" }).replace('"@@"', () => json);

const without = (record: CandidateRecord, field: string) => JSON.stringify(Object.fromEntries(Object.entries(record).filter(([key]) => key !== field)));

const HOSTILE_HTML = '<img src=x onerror="globalThis.hacked=1"><script>globalThis.hacked=1</script>';

/** Values that an attacker may put into an application form to harm a program that displays them. */
const HOSTILE = {
  first_name: HOSTILE_HTML,
  last_name: "\u202eesrever\u202c \u2066\u0645\u0631\u062d\u0628\u0627",
  title: "long ".repeat(200_000),
  company: "javascript:alert(1)",
  email_addresses: [{ email_address: `"${HOSTILE_HTML}"@example.com`, type: null }],
  remote_url: "javascript:globalThis.hacked=1",
};

/** Functions from a record to the JSON text that replaces it. */
export const ODD_RECORDS: Readonly<Record<OddRecord, (record: CandidateRecord) => string>> = {
  "missing-field": (record) => without(record, "company"),
  "missing-list": (record) => without(record, "tags"),
  "missing-id": (record) => without(record, "id"),
  "null-id": (record) => altered(record, { id: null }),
  "wrong-type": (record) => altered(record, { first_name: 42 }),
  "wrong-list": (record) => altered(record, { applications: { length: 0 } }),
  "wrong-nested": (record) => altered(record, { tags: [{ id: "t1", name: ["no", "text"], remote_id: null }] }),
  "missing-nested": (record) => altered(record, { tags: [{ id: "t1", name: "no remote id" }] }),
  "null-lists": (record) => altered(record, { integration_fields: null, applications: null, tags: null }),
  "all-null": (record) => JSON.stringify(Object.fromEntries(Object.keys(record).map((key) => [key, key === "id" ? record.id : null]))),
  empty: () => "{}",
  "not-object": () => '"a text where a record belongs"',
  "null-record": () => "null",
  "array-record": () => "[[]]",
  "bad-date": (record) => altered(record, { changed_at: "the day before yesterday" }),
  "new-outcome": (record) => altered(record, { applications: record.applications.map((application) => ({ ...application, outcome: "GHOSTED" })) }),
  "lone-surrogate": (record) => withText(record, "title", '"half \\ud83d of a pair"'),
  "duplicate-key": (record) => withText(record, "title", '"first","title":"second"'),
  "big-number": (record) => withText(record, "custom_fields", '{"id":12345678901234567890,"tiny":1e-400,"vast":1e400,"minus":-0}'),
  hostile: (record) => withText({ ...record, ...HOSTILE }, "custom_fields", '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}'),
  "not-utf8": (record) => altered(record, { first_name: `bad ${BAD_BYTES} bytes` }),
};

/** Functions from a page's JSON text to the text that replaces it. */
export const ODD_ENVELOPES: Readonly<Record<OddEnvelope, (text: string) => string>> = {
  "missing-next": (text) => edit(text, (data) => delete data.next),
  "number-next": (text) => edit(text, (data) => (data.next = 7)),
  "empty-next": (text) => edit(text, (data) => (data.next = "")),
  "missing-results": (text) => edit(text, (data) => delete data.results),
  "null-results": (text) => edit(text, (data) => (data.results = null)),
  "object-results": (text) => edit(text, (data) => (data.results = {})),
  "no-data": () => '{"status":"success"}',
  "null-data": () => '{"status":"success","data":null}',
  "odd-status": (text) => text.replace('"success"', '"partial"'),
  "no-status": (text) => text.replace('"status":"success",', ""),
  array: (text) => `[${text}]`,
  null: () => "null",
  "error-as-text": () => '{"status":"error","error":"it broke"}',
  trailing: (text) => `${text}{}`,
  "trailing-comma": (text) => `${text.slice(0, -1)},}`,
};

function edit(text: string, change: (data: { next?: unknown; results?: unknown }) => void) {
  const page = JSON.parse(text);
  change(page.data);
  return JSON.stringify(page);
}
