// The examples, each run from a clone with its README's two commands. They install their tools from npm.

import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { walked } from "../package/setups.mjs";
import { ids } from "../package/truth.mjs";
import { clone, follow, run } from "./examples.mjs";
import { needs } from "./place.mjs";

const { origin, truth } = walked();

// Where the frameworks are not installed, nothing may be downloaded.
test("examples/proxy", needs("vite-worker"), async (t) => {
  const directory = join(await clone(t), "examples/proxy");
  const site = await follow(t, directory, { KOMBO_API_KEY: "sandbox-key", SESSION_SECRET: "a secret of the test", KOMBO_URL: `${origin()}/v1` });
  await run("npm run check", directory);
  const token = (await run("npm run --silent token workday:sandbox", directory)).trim();
  const ask = (/** @type {string} */ token) =>
    fetch(`${site}/ats/candidates?page_size=3`, { headers: { origin: "https://app.example.com", authorization: `Bearer ${token}` } });
  const answer = await ask(token);
  assert.equal(answer.status, 200, await answer.clone().text());
  assert.deepEqual(ids((await answer.json()).data.results), ids(truth).slice(0, 3));
  assert.equal((await ask("no token")).status, 403);
});

test("examples/explorer", needs("vite-worker"), async (t) => {
  const directory = join(await clone(t), "examples/explorer");
  const site = await follow(t, directory);
  const { integrations, sandbox } = await (await fetch(`${site}/session`)).json();
  assert.ok(integrations.some((/** @type {{ id: string }} */ { id }) => id === "workday:sandbox") && sandbox.faults.length > 0);
  assert.match(await (await fetch(site)).text(), /<script type="module" src="\.\/explorer\.js">/);
  const headers = { "x-integration-id": "workday:sandbox", "sec-fetch-site": "same-origin" };
  // The page's own requests, and those of the code that it copies.
  for (const path of ["kombo", "sandbox/v1"]) {
    const answer = await fetch(`${site}/${path}/ats/candidates?page_size=3`, { headers });
    assert.equal(answer.status, 200, await answer.clone().text());
    assert.deepEqual(ids((await answer.json()).data.results), ids(truth).slice(0, 3));
  }
});
