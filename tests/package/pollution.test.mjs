// Only own properties of the caller's objects count: a polluted `Object.prototype` changes neither the requests nor the
// results. Each name in turn, as a value and as an accessor that throws, in separate processes.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { beside, runChild } from "./child.mjs";
import { installed } from "./install.mjs";

/** Names of options and parameters, each with a value that would have an effect if it were read. Code for the process. */
const OPTIONS = {
  api_key: '"polluted-key"',
  integration_id: '"polluted:id"',
  server: '"us"',
  server_url: '"https://polluted.example.com"',
  fetch: '() => { throw new Error("polluted"); }',
  timeout_ms: "1",
  retry: "false",
  max_body_bytes: "1",
  on_event: '() => { seen.push("on_event"); }',
  allow_key_in_browser: "true",
  signal: "AbortSignal.abort()",
  headers: '{ "x-polluted": "1" }',
  deadline_ms: "1",
  max_pages: "1",
  max_requests: "1",
  on_invalid: '"throw"',
  select: '["id"]',
  prefetch: "0",
  max_attempts: "1",
  base_ms: "100000",
  max_ms: "100000",
  cursor: '"polluted"',
  page_size: "0",
  updated_after: '"never"',
  include_deleted: "true",
  ignore_unsupported_filters: "true",
  ids: '["polluted"]',
  remote_ids: '["polluted"]',
  job_ids: '["polluted"]',
  email: '"polluted@example.com"',
  first_name: '"polluted"',
  last_name: '"polluted"',
  limit: "1",
  end: "true",
  on_issues: '() => { seen.push("on_issues"); }',
  state: '"polluted"',
  overlap_ms: "5",
  full_every: "5",
  full_every_ms: "5",
  authorize: '() => ({ integration_id: "polluted:id" })',
  allowed_origins: '["https://polluted.example.com"]',
  base_path: '"/polluted"',
  origin: '"https://polluted.example.com"',
  trust_forwarded: "true",
};

/** Names of members of results, and of promises, iterators, errors and responses. */
const OUTPUTS = [
  "then",
  "status",
  "kind",
  "message",
  "code",
  "title",
  "log_url",
  "retryable",
  "retry_after_ms",
  "attempts",
  "issues",
  "request_id",
  "cause",
  "results",
  "result",
  "data",
  "next",
  "meta",
  "bytes",
  "duration_ms",
  "timing",
  "rate_limit",
  "stopped",
  "id",
  "path",
  "index",
  "expected",
  "found",
  "lines",
  "page",
  "pages",
  "type",
  "error",
  "failure",
  "aborted",
  "reason",
  "body",
  "arrayBuffer",
  "getReader",
  "redirect",
  "method",
  "mode",
  "credentials",
  "href",
  "origin",
  "entries",
  "length",
  "done",
  "value",
  "get",
  "set",
  "writable",
  "enumerable",
  "configurable",
  "toJSON",
];
/**
 * Names whose accessors break the runtime itself: promises read `then`, Node's responses `status`, `body` and `headers`, its
 * listeners `next`, its timers `id`, its errors `code`, JSON `toJSON`, and every definition of a property by a descriptor
 * reads the others.
 */
const NO_ACCESSORS = ["then", "status", "next", "id", "code", "toJSON", "get", "set", "value", "writable", "enumerable", "configurable", "body", "headers"];
/** Names whose values break every definition of a property by a descriptor. */
const NO_VALUES = ["get", "set", "value", "writable"];

/** The runtime itself reads these: `return` when a loop ends early, `cancel` of the source of a body's stream. */
const RUNTIME = ["cancel", "return"];
/** Accessors under these names break the runtime: `new Response` reads or sets the first three, and globals inherit from `Object.prototype`. */
const RUNTIME_ACCESSORS = ["append", "statusText", "vary", "Deno", "WebSocketPair", "WorkerGlobalScope", "document", "importScripts", "navigator", "window"];

/** The names of properties in these files of the package. @param {string[]} files */
async function propertyNames(files) {
  const directory = join(await installed(), "node_modules/kombo-edge");
  const names = new Set();
  for (const file of files) {
    const source = readFileSync(join(directory, file), "utf8");
    for (const [, read, member] of source.matchAll(/\.([A-Za-z_]\w*)|[{,]([A-Za-z_]\w*)(?=[:,}])/g)) names.add(read ?? member);
  }
  return [...names].filter(Boolean).sort();
}

/** What the process does with the package. The results must not depend on the prototype. */
const script = (pollutions) => `
import { Kombo, KomboError } from "kombo-edge";
import { createProxy } from "kombo-edge/proxy";
import { record } from ${beside("doubles.mjs")};

const seen = [];
const own = (value) => Object.assign(Object.create(null), value);
const encoder = new TextEncoder();
const bodies = new Map();
// Made before the pollution, since the tests' own doubles are not under test.
for (const [at, next, id] of [["", "b", "1"], ["b", "c", "2"], ["c", null, "3"]]) {
  bodies.set(at, encoder.encode(JSON.stringify({ status: "success", data: { next, results: [record(id, { title: id === "2" ? 5 : null })] } })));
}
const FAILED = encoder.encode(JSON.stringify({ status: "error", error: { code: "PLATFORM.INPUT_INVALID", title: "t", message: "m", log_url: null } }));

function double(sent, fails) {
  return async (input, init) => {
    const url = new URL(typeof input === "string" ? input : input.url);
    // The members of the init that a runtime would read from the prototype if they were not own members.
    const extra = typeof input === "string" ? ["body", "mode", "credentials", "cache", "integrity", "keepalive"].filter((name) => init[name] !== undefined).join() : "";
    sent.push(url.host + url.pathname + url.search + extra);
    const bytes = fails ? FAILED : bodies.get(url.searchParams.get("cursor") ?? "");
    return own({ status: fails ? 400 : 200, headers: own({ get: (name) => (name === "content-type" ? "application/json" : null) }), body: null, arrayBuffer: async () => bytes.slice().buffer });
  };
}
const described = (error) => (error instanceof KomboError ? error.kind + ": " + error.message : "threw " + error);

const USES = own({
  async pages() {
    const sent = [];
    const kombo = new Kombo({ api_key: "key", integration_id: "workday:x", fetch: double(sent) });
    const pages = kombo.ats.getCandidates({});
    const got = [];
    for await (const page of pages) got.push([page.results[0].id, page.cursor, page.issues.length, page.meta.status, page.result.status]);
    return [got, sent, pages.stopped, pages.cursor];
  },
  async call() {
    const sent = [];
    const kombo = new Kombo({ api_key: "key", integration_id: "workday:x", fetch: double(sent), retry: {} });
    const first = await kombo.ats.getCandidates({ page_size: 5 }, { retry: {}, headers: {} });
    const second = await first.next();
    return [first.cursor, second.results[0].id, sent];
  },
  async bare() {
    const sent = [];
    const page = await new Kombo({ api_key: "key", integration_id: "workday:x", fetch: double(sent) }).ats.getCandidates();
    return [page.cursor, sent];
  },
  async items() {
    const kombo = new Kombo({ api_key: "key", integration_id: "workday:x", fetch: double([]) });
    return (await kombo.ats.getCandidates().toArray({ limit: 10 })).map(({ id }) => id);
  },
  async no_limit() {
    const kombo = new Kombo({ api_key: "key", integration_id: "workday:x", fetch: double([]) });
    return await kombo.ats.getCandidates().toArray({}).then(({ length }) => length, described);
  },
  async ndjson() {
    const kombo = new Kombo({ api_key: "key", integration_id: "workday:x", fetch: double([]) });
    const reader = kombo.ats.getCandidates().ndjson({}).getReader();
    let text = "";
    for (let chunk; !(chunk = await reader.read()).done; ) text += new TextDecoder().decode(chunk.value);
    return text.split("\\n").map((line) => (line === "" ? "" : Object.keys(JSON.parse(line)).length + JSON.parse(line).id));
  },
  async failed() {
    const kombo = new Kombo({ api_key: "key", integration_id: "workday:x", fetch: double([], true) });
    const error = await kombo.ats.getCandidates().then(() => undefined, (error) => error);
    return [described(error), error.code, error.status, error.retryable, JSON.stringify(error)];
  },
  async nothing_given() {
    try {
      new Kombo({}).ats.getCandidates();
      return "made";
    } catch (error) {
      return described(error);
    }
  },
  async sync() {
    const sent = [];
    const kombo = new Kombo({ api_key: "key", integration_id: "workday:x", fetch: double(sent) });
    const batches = [];
    for await (const { upserts, deletions, full, done } of kombo.ats.syncCandidates({}, {})) batches.push([upserts.length, deletions.length, full, done]);
    return [batches, sent];
  },
  async proxy() {
    const origin = "https://app.example.com";
    const asked = requests.pop();
    // Without \`authorize\` every request is refused.
    const closed = createProxy({ api_key: "key", fetch: double([]), allowed_origins: [origin] });
    // The prototype must not change the requests or their timeouts.
    const sent = [];
    const open = createProxy({ api_key: "key", fetch: double(sent), allowed_origins: [origin], authorize: () => own({ integration_id: "workday:x" }) });
    const none = createProxy({ api_key: "key", fetch: double(sent), allowed_origins: [origin], authorize: () => ({}) });
    const statuses = [];
    for (const handler of [closed, open, none]) statuses.push((await handler(asked, {})).status);
    return [statuses, sent];
  },
});
const pollutions = ${pollutions};
const requests = Array.from({ length: pollutions.length + 1 }, () => new Request("https://proxy.example.com/ats/candidates", { headers: { origin: "https://app.example.com" } }));
/** Rejects after more time than any step here takes. */
const late = () => new Promise((_, reject) => setTimeout(reject, 2_000, "hung").unref());

async function run() {
  const results = own({});
  for (const name in USES) {
    // A polluted prototype may make the runtime's own promises reject. Such a rejection is recorded as a result.
    try {
      results[name] = JSON.stringify(await Promise.race([USES[name](), late()]));
    } catch (error) {
      results[name] = described(error);
    }
  }
  return results;
}

const usual = await run();
const different = Object.create(null);
for (const [name, what, descriptor] of pollutions) {
  Object.defineProperty(Object.prototype, name, own({ configurable: true, ...descriptor() }));
  let polluted;
  try {
    polluted = await run();
  } finally {
    delete Object.prototype[name];
  }
  const [first, ...others] = Object.keys(usual).filter((use) => polluted[use] !== usual[use]);
  if (first) different[name] = [first, ...others].join() + ": " + String(polluted[first]).slice(0, 150) + " instead of " + usual[first].slice(0, 60);
}
if (seen.length > 0) different.called = seen.join();
// Exits without waiting for the rest of a walk that hangs.
process.stdout.write(JSON.stringify({ usual, different }), () => process.exit());`;

/** A property that every object seems to have, writable so that objects can still have their own. */
const value = (name, code) => `["${name}", "a value", () => ({ value: ${code}, writable: true })]`;
const accessor = (name) => `["${name}", "an accessor that throws", () => ({ get() { throw new Error("polluted"); }, set() { throw new Error("polluted"); } })]`;

/** Every name of a property that the package's own files read or write: a list by hand would miss one. */
const READ = await propertyNames(["kombo.js", "lines.js", "mask.js", "proxy.js", "sync.js", "inline.js"]);
const LISTED = [...Object.keys(OPTIONS), ...OUTPUTS, ...RUNTIME];
const OTHERS = READ.filter((name) => !LISTED.includes(name) && !(name in Object.prototype));

const GROUPS = {
  "a name of an option, as a value": Object.entries(OPTIONS).map(([name, code]) => value(name, code)),
  "a name of an option, as an accessor that throws": Object.keys(OPTIONS)
    .filter((name) => !NO_ACCESSORS.includes(name))
    .map(accessor),
  "a name of a result's member, as a value": OUTPUTS.filter((name) => !NO_VALUES.includes(name)).map((name) => value(name, '"polluted"')),
  "a name of a result's member, as an accessor that throws": OUTPUTS.filter((name) => !NO_ACCESSORS.includes(name)).map(accessor),
  "any other name in the package's files, as a value": OTHERS.map((name) => value(name, '"polluted"')),
  "any other name in the package's files, as an accessor that throws": OTHERS.filter((name) => !RUNTIME_ACCESSORS.includes(name)).map(accessor),
};
for (const [what, pollutions] of Object.entries(GROUPS)) {
  test(`Object.prototype with ${what} changes nothing`, async () => {
    const { usual, different } = await runChild(script(`[${pollutions.join()}]`));
    // The reference results are right.
    assert.match(usual.pages, /\["3",null,0,200,"success"\]/);
    assert.equal(usual.proxy, '[[403,200,500],["api.kombo.dev/v1/ats/candidates"]]');
    assert.deepEqual(different, {});
  });
}
