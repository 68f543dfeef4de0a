// A call that makes the module's memory grow moves it: the first call of a process that needs more than is there, for a page,
// for a client's options and for a call's.

import assert from "node:assert/strict";
import { test } from "node:test";
import { runChild } from "./child.mjs";

const record = JSON.stringify({ id: "1", x: "é".repeat(500) });
const page = (count) => `{"status":"success","data":{"next":null,"results":[${Array(count).fill(record)}]}}`;

/** Runs this in a process of its own, with a client whose server answers with so many records. */
const first = (count, code) =>
  runChild(`
    import { Kombo } from "kombo-edge";
    const body = ${JSON.stringify(page(count))};
    const client = (options) => new Kombo({ api_key: "k", integration_id: "x:y", retry: false, fetch: async () => new Response(body), ...options });
    const found = await (async () => { ${code} })().catch((error) => \`\${error.kind}: \${error.cause?.message}\`);
    console.log(JSON.stringify(found));`);

for (const count of [20, 100, 10_000]) {
  test(`the first page has ${count} records`, async () => {
    assert.equal(await first(count, "return (await client().ats.getCandidates()).results.length;"), count);
    const lines = "return (await new Response(client().ats.getCandidates().ndjson()).text()).trim().split(\"\\n\").length;";
    assert.equal(await first(count, lines), count);
  });
}

test("the longest key", async () => {
  assert.equal(await first(1, 'return (await client({ api_key: "k".repeat(8192) }).ats.getCandidates()).results.length;'), 1);
});

test("50,000 ids", async () => {
  assert.equal(await first(1, 'const ids = Array.from({ length: 50_000 }, (_, n) => `id-${n}`); return (await client().ats.getCandidates({ ids })).results.length;'), 1);
});
