// The sandbox against two independent references: Prism, which checks every response with tests/contract/openapi.yaml,
// and the official SDK, which must be able to walk it. Also compares the client's parameters, in
// tests/contract/parameters.json, with those of both.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { Kombo } from "@kombo-api/sdk";
import yaml from "js-yaml";
import { baseUrl, createSandbox, STATES } from "./sandbox.mjs";
import { serve } from "./server.mjs";
import { source } from "./source.mjs";
import { ask, HEADERS, ids } from "./testing.mjs";

const { ERRORS } = await source("testing/errors");
const { PARAMETERS } = await source("testing/filters");
const { CONNECTORS } = await source("testing/integrations");

const sandbox = createSandbox({ candidates: 400 });
/** @type {{ url: string, close: () => Promise<void> }} */
let server;
/** @type {import("node:child_process").ChildProcess} */
let prism;
let base = "";

before(
  async () => {
    server = await serve(sandbox);
    // Starts Prism's script without its wrapper, so that the handle belongs to the process that must be ended.
    const command = join(dirname(createRequire(import.meta.url).resolve("@stoplight/prism-cli/package.json")), "dist", "index.js");
    const contract = fileURLToPath(new URL("../contract/openapi.yaml", import.meta.url));
    prism = spawn(process.execPath, [command, "proxy", contract, baseUrl(server.url), "--errors", "--host", "127.0.0.1", "--port", "0"], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const output = [];
    for await (const line of createInterface(/** @type {import("node:stream").Readable} */ (prism.stdout))) {
      output.push(line);
      base = /listening on (http:\/\/127\.0\.0\.1:\d+)/.exec(line)?.[1] ?? "";
      if (base) break;
    }
    assert.ok(base, `Prism did not start:\n${output.join("\n")}`);
    // Prism keeps writing. An unread pipe would block it.
    prism.stdout?.resume();
  },
  { timeout: 60_000 },
);

after(async () => {
  if (prism && prism.exitCode === null) {
    const exit = once(prism, "exit");
    prism.kill();
    await exit;
  }
  await server?.close();
});

/** Sends a request through Prism. @param {Record<string, any>} query @param {Record<string, string>} [headers] */
const through = (query, headers = {}) => ask(fetch, query, { base, headers: { ...HEADERS, ...headers } });

/** @param {{ status: number, headers: Headers, body: any }} answer @param {number} status */
function passes(answer, status) {
  assert.equal(answer.headers.get("sl-violations"), null, answer.headers.get("sl-violations") ?? "");
  assert.equal(answer.status, status, JSON.stringify(answer.body).slice(0, 500));
}

const CONTRACT = new URL("../contract/", import.meta.url);
/** @type {{ name: string, kind: string, minimum?: number, maximum?: number, default?: unknown, example?: string }[]} */
const CLIENT = JSON.parse(await readFile(new URL("parameters.json", CONTRACT), "utf8"));
const { paths, components } = yaml.load(await readFile(new URL("openapi.yaml", CONTRACT), "utf8"));
const DOCUMENTED = paths["/ats/candidates"].get.parameters.filter((/** @type {any} */ parameter) => parameter.in === "query");

test("client, contract and sandbox have the same parameters", () => {
  const names = CLIENT.map(({ name }) => name).sort();
  assert.equal(names.length, 11);
  assert.deepEqual(DOCUMENTED.map((/** @type {any} */ { name }) => name).sort(), names);
  assert.deepEqual(Object.keys(PARAMETERS).sort(), names);
});

/** What the contract must declare for a parameter of each kind. @type {Record<string, (schema: any, parameter: typeof CLIENT[number]) => void>} */
const KINDS = {
  text: (schema) => assert.deepEqual(schema, { type: "string" }),
  list: (schema) => assert.deepEqual(schema, { type: "string" }),
  email: (schema) => assert.deepEqual(schema, { type: "string", format: "email" }),
  date: (schema, { example = "" }) => assert.match(example, new RegExp(schema.pattern)),
  boolean: (schema, parameter) => assert.deepEqual(schema, { type: "string", enum: ["true", "false"], default: String(parameter.default) }),
  integer: (schema, { minimum, maximum, default: value }) => assert.deepEqual(schema, { type: "integer", format: "int64", minimum, maximum, default: value }),
};
for (const parameter of CLIENT) {
  const { name, kind, minimum = 0, maximum = 0, example = "true" } = parameter;
  test(`${name} is the same for client, contract and sandbox`, () => {
    const { schema } = DOCUMENTED.find((/** @type {any} */ documented) => documented.name === name);
    KINDS[kind](schema.$ref ? components.schemas[schema.$ref.split("/").at(-1)] : schema, parameter);
    const value = PARAMETERS[name](example, name);
    const read = { integer: Number(example), boolean: true, list: [example], date: Date.parse(example) }[kind] ?? example;
    assert.deepEqual(value, read);
    const bounds = kind === "integer" ? [minimum, maximum] : [];
    assert.deepEqual(
      bounds.map((number) => PARAMETERS[name](String(number), name)),
      bounds,
    );
    for (const wrong of { integer: [minimum - 1, maximum + 1], boolean: ["yes"], date: ["yesterday"], email: ["nobody"] }[kind] ?? [""]) {
      assert.throws(() => PARAMETERS[name](String(wrong), name), { message: new RegExp(name) });
    }
  });
}

const some = sandbox.truth()[1];
const GOOD = [
  {},
  { page_size: 1 },
  { page_size: 250 },
  { page_size: 250, include_deleted: true },
  { include_deleted: false },
  { ignore_unsupported_filters: true },
  { updated_after: "2025-05-01T00:00:00.000Z" },
  { updated_after: "2025-05-01" },
  { updated_after: "2025-05-01T00:00:00Z", include_deleted: true },
  { ids: some.id },
  { ids: ids(sandbox.truth()).slice(0, 40).join() },
  { remote_ids: some.remote_id },
  { job_ids: some.applications[0].job.id },
  { email: some.email_addresses[0].email_address },
  { first_name: some.first_name },
  { first_name: "美咲" },
  { last_name: some.last_name },
  { last_name: "O'Connor" },
  { first_name: some.first_name, last_name: some.last_name, include_deleted: true, page_size: 3 },
];
for (const query of GOOD) {
  test(`Prism accepts the answer to ${JSON.stringify(query).slice(0, 90)}`, async () => {
    const answer = await through(query);
    passes(answer, 200);
    // The response through Prism has the sandbox's records.
    const { page_size = 100, ...filters } = query;
    assert.deepEqual(ids(answer.body.data.results), ids(sandbox.truth(filters)).slice(0, page_size));
  });
}

test("Prism accepts a whole walk, deleted records included", async () => {
  const seen = [];
  for (let cursor; cursor !== null; ) {
    const answer = await through({ page_size: 150, include_deleted: true, ...(cursor && { cursor }) });
    passes(answer, 200);
    seen.push(...ids(answer.body.data.results));
    cursor = answer.body.data.next;
  }
  assert.deepEqual(seen, ids(sandbox.truth({ include_deleted: true })));
});

for (const slug of CONNECTORS.filter((_, n) => n % 9 === 0)) {
  test(`Prism accepts a page of ${slug}`, async () =>
    passes(await through({ page_size: 40, include_deleted: true }, { "x-integration-id": `${slug}:sandbox` }), 200));
}

test("Prism accepts refusals", async () => {
  passes(await through({}, { authorization: "Bearer wrong" }), 401);
  passes(await through({}, { "x-integration-id": "nope:nope" }), 404);
  passes(await through({ nope: 1 }), 400);
  passes(await through({ cursor: "nonsense" }), 400);
  for (const [state, code] of Object.entries(STATES)) passes(await through({}, { "x-integration-id": `lever:${state}` }), ERRORS[code].status);
});

for (const code of [...Object.keys(ERRORS), "SOME.NEW_CODE", "null"]) {
  test(`Prism accepts the error ${code}`, async () => {
    sandbox.faults.push(`code:${code}x1`);
    const answer = await through({ page_size: 1 });
    passes(answer, ERRORS[code]?.status ?? 400);
    assert.equal(answer.body.error.code, code === "null" ? null : code);
  });
}

// Prism refuses a wrong parameter without sending it to the sandbox, so the sandbox is asked separately and must agree.
for (const query of [
  { page_size: 0 },
  { page_size: 251 },
  { page_size: "ten" },
  { include_deleted: "yes" },
  { ignore_unsupported_filters: 1 },
  { updated_after: "yesterday" },
  { email: "nobody" },
]) {
  test(`Prism and the sandbox both refuse ${JSON.stringify(query)}`, async () => {
    assert.equal((await through(query)).status, 422);
    assert.equal((await ask(fetch, query, { base: baseUrl(server.url) })).body.error.code, "PLATFORM.INPUT_INVALID");
  });
}

// Without these tests, a Prism that checks nothing would pass too.
for (const fault of [
  "missing-next",
  "odd-envelope:object-results",
  "odd-envelope:odd-status",
  "odd-record:wrong-type",
  "odd-record:missing-field",
  "odd-record:missing-nested",
  "odd-record:null-id",
  "odd-record:not-object",
  "odd-record:bad-date",
]) {
  test(`Prism rejects ${fault}`, async () => {
    sandbox.faults.push(`${fault}x1`);
    const answer = await through({ page_size: 5 });
    assert.equal(answer.status, 500);
    assert.match(answer.body.type, /VIOLATIONS$/);
    assert.ok(
      answer.body.validation.every((violation) => violation.location[0] === "response"),
      JSON.stringify(answer.body.validation),
    );
  });
}

test("the official SDK walks plain records to the end", async () => {
  const plain = createSandbox({ candidates: 60, plain: true });
  const local = await serve(plain);
  try {
    const kombo = new Kombo({ integration_id: "workday:sandbox", api_key: "sandbox-key", server_url: baseUrl(local.url) });
    const seen = [];
    for await (const page of await kombo.ats.getCandidates({ page_size: 25, updated_after: new Date("2020-01-01T00:00:00.000Z") }))
      seen.push(...page.result.data.results);
    assert.deepEqual(ids(seen), ids(plain.truth()));
    assert.equal(plain.requests.length, 3);
    assert.equal(seen[0].first_name, plain.truth()[0].first_name);
    await assert.rejects(async () => {
      for await (const _ of await kombo.ats.getCandidates({ ids: [""] }));
    }, /INPUT_INVALID/);
  } finally {
    await local.close();
  }
});
