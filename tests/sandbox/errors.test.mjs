// Access, integrations and every error code.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { baseUrl, createSandbox, STATES } from "./sandbox.mjs";
import { source } from "./source.mjs";
import { ask, HEADERS, ids, send } from "./testing.mjs";

const { ERRORS, PLANTED } = await source("testing/errors");
const { CONNECTORS } = await source("testing/integrations");

const sandbox = createSandbox({ candidates: 20 });

/** @param {{ status: number, body: any }} answer @param {string | null} code @param {number} expected */
function isError({ status, body }, code, expected) {
  assert.equal(status, expected);
  assert.deepEqual(Object.keys(body), ["status", "error"]);
  assert.equal(body.status, "error");
  assert.deepEqual(Object.keys(body.error), ["code", "title", "message", "log_url"]);
  assert.equal(body.error.code, code);
  assert.ok(body.error.message.includes(PLANTED));
}

test("the key is checked first", async () => {
  const refused = async (headers) => isError(await ask(sandbox.fetch, {}, { headers }), "PLATFORM.AUTHENTICATION_INVALID", 401);
  await refused({});
  await refused({ ...HEADERS, authorization: "Bearer other" });
  await refused({ ...HEADERS, authorization: "sandbox-key" });
  await refused({ ...HEADERS, authorization: "Basic sandbox-key" });
  await refused({ ...HEADERS, authorization: "Bearer" });
  assert.equal((await ask(sandbox.fetch, {}, { headers: { ...HEADERS, authorization: "bearer sandbox-key" } })).status, 200);
});

test("several keys can be accepted", async () => {
  const { fetch } = createSandbox({ candidates: 3, keys: ["a", "b"] });
  assert.equal((await ask(fetch, {}, { headers: { ...HEADERS, authorization: "Bearer b" } })).status, 200);
  assert.equal((await ask(fetch)).status, 401);
});

test("the integration must be named and known", async () => {
  const { authorization } = HEADERS;
  isError(await ask(sandbox.fetch, {}, { headers: { authorization } }), "PLATFORM.INPUT_INVALID", 400);
  for (const id of ["workday", "workday:other", "nope:sandbox", "nope:inactive", "toString:inactive", ":inactive"]) {
    isError(await ask(sandbox.fetch, {}, { headers: { ...HEADERS, "x-integration-id": id } }), "PLATFORM.INTEGRATION_NOT_FOUND", 404);
  }
  const own = createSandbox({ candidates: 3, integrations: ["workday:HWUTwvyx2wLoSUHphiWVrp28"] });
  assert.deepEqual(own.integrations, ["workday:HWUTwvyx2wLoSUHphiWVrp28"]);
  assert.equal((await ask(own.fetch, {}, { headers: { ...HEADERS, "x-integration-id": own.integrations[0] } })).status, 200);
  assert.equal((await ask(own.fetch)).status, 404);
});

test("all 90 connectors answer, each with its own records", async () => {
  const slugs = CONNECTORS;
  assert.equal(slugs.length, 90);
  const firsts = new Set();
  for (const slug of slugs) {
    const { status, body } = await ask(sandbox.fetch, { page_size: 1 }, { headers: { ...HEADERS, "x-integration-id": `${slug}:sandbox` } });
    assert.equal(status, 200, slug);
    firsts.add(ids(body.data.results)[0]);
  }
  assert.equal(firsts.size, 90);
});

for (const [state, code] of Object.entries(STATES)) {
  test(`an integration in the state ${state} answers ${code}`, async () => {
    isError(await ask(sandbox.fetch, {}, { headers: { ...HEADERS, "x-integration-id": `lever:${state}` } }), code, ERRORS[code].status);
  });
}

test("the codes are those of the contract", async () => {
  const contract = await readFile(new URL("../contract/openapi.yaml", import.meta.url), "utf8");
  const listed = [...contract.matchAll(/^ +- ((?:PLATFORM|INTEGRATION|REMOTE|ATS)\.[A-Z_]+)$/gm)].map(([, code]) => code);
  assert.equal(listed.length, 24);
  assert.deepEqual(Object.keys(ERRORS), listed);
  for (const code of Object.values(STATES)) assert.ok(listed.includes(code));
});

for (const [code, { status }] of Object.entries(ERRORS)) {
  test(`${code} can be requested`, async () => {
    isError(await ask(sandbox.fetch, {}, { base: baseUrl("http://sandbox.test", `code:${code}`) }), code, status);
  });
}

test("unknown codes, no code, and other statuses can be requested", async () => {
  const at = (spec) => ask(sandbox.fetch, {}, { base: baseUrl("http://sandbox.test", spec) });
  isError(await at("code:SOME.NEW_CODE"), "SOME.NEW_CODE", 400);
  isError(await at("code:INTEGRATION.SETUP_SYNC_PENDING:503"), "INTEGRATION.SETUP_SYNC_PENDING", 503);
  isError(await at("code:REMOTE.SERVICE_UNAVAILABLE:200"), "REMOTE.SERVICE_UNAVAILABLE", 200);
  const bare = await at("code:null");
  isError(bare, null, 400);
  assert.equal(bare.body.error.title, null);
  assert.equal(bare.body.error.log_url, null);
});

test("there is one endpoint, and it accepts only GET", async () => {
  for (const path of [
    "/",
    "/v1",
    "/v1/ats/candidates/",
    "/v1/ats/candidates/1",
    "/ats/candidates",
    "/v1/ats/jobs",
    "/fault/v1/ats/candidates",
    "/redirected/v1/ats/candidates",
  ]) {
    assert.equal((await sandbox.fetch(`http://sandbox.test${path}`, { headers: HEADERS })).status, 404, path);
  }
  for (const method of ["POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"]) {
    const response = await send(sandbox.fetch, {}, { method });
    assert.equal(response.status, 405, method);
    assert.equal(response.headers.get("allow"), "GET");
  }
});

test("responses have a request id and rate-limit headers", async () => {
  const { fetch } = createSandbox({ candidates: 3, rate_limit: { limit: 2, window_ms: 60_000 } });
  const figures = (response) => ["ratelimit-limit", "ratelimit-remaining"].map((name) => response.headers.get(name));
  const first = await ask(fetch);
  assert.deepEqual(figures(first), ["2", "1"]);
  assert.ok(Number(first.headers.get("ratelimit-reset")) > 0 && Number(first.headers.get("ratelimit-reset")) <= 60);
  assert.notEqual(first.headers.get("x-request-id"), (await ask(fetch)).headers.get("x-request-id"));
  const third = await ask(fetch);
  isError(third, "PLATFORM.RATE_LIMIT_EXCEEDED", 429);
  assert.deepEqual(figures(third), ["2", "0"]);
  assert.deepEqual(figures(await ask(createSandbox({ candidates: 3, rate_limit: null }).fetch)), [null, null]);
});

test("pages of other origins are answered only with the option cors", async () => {
  const headers = {
    origin: "https://app.example.com",
    "access-control-request-method": "GET",
    "access-control-request-headers": "authorization,x-integration-id",
  };
  const { fetch } = createSandbox({ candidates: 3, cors: true });
  const preflight = await send(fetch, {}, { method: "OPTIONS", headers });
  assert.equal(preflight.status, 204);
  assert.equal(preflight.headers.get("access-control-allow-origin"), "*");
  assert.equal(preflight.headers.get("access-control-allow-headers"), "authorization,x-integration-id");
  const page = await send(fetch);
  assert.equal(page.headers.get("access-control-allow-origin"), "*");
  assert.match(page.headers.get("access-control-expose-headers"), /ratelimit-reset/);
  // Errors too, so that the page can read them.
  assert.equal((await send(fetch, { page_size: 0 })).headers.get("access-control-allow-origin"), "*");
  assert.equal((await send(sandbox.fetch)).headers.get("access-control-allow-origin"), null);
});

test("the log contains the requests, and never the key", async () => {
  const { fetch, requests } = createSandbox({ candidates: 3 });
  await ask(fetch, { page_size: 2, email: "a@example.com" });
  await ask(fetch, {}, { headers: { authorization: "Bearer very-secret" } });
  const [first, second] = requests;
  assert.deepEqual([first.n, first.method, first.path, first.status, first.authorized, first.body], [1, "GET", "/v1/ats/candidates", 200, true, "sent"]);
  assert.deepEqual(first.query, { page_size: "2", email: "a@example.com" });
  assert.equal(first.headers["x-integration-id"], "workday:sandbox");
  assert.deepEqual([second.status, second.authorized], [401, false]);
  assert.doesNotMatch(JSON.stringify(requests), /sandbox-key|very-secret/);
});

test("the log has a maximum length", async () => {
  const { fetch, requests } = createSandbox({ candidates: 1, log_limit: 3 });
  for (let i = 0; i < 5; i++) await ask(fetch);
  assert.deepEqual(
    requests.map((entry) => entry.n),
    [3, 4, 5],
  );
});
