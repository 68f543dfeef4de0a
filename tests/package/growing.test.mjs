// When the module's memory grows, its buffer is replaced. These calls are the first of a process that need more memory than
// there is: for a page, for a client's options and for a call's.

import assert from "node:assert/strict";
import { test } from "node:test";
import { runChild } from "./child.mjs";

const record = JSON.stringify({ id: "1", x: "é".repeat(500) });
const page = (count) => `{"status":"success","data":{"next":null,"results":[${Array(count).fill(record)}]}}`;

/** Runs this code in a separate process, with a client whose server answers with `count` records. */
const first = (count, code) =>
  runChild(`
    import { Kombo } from "kombo-edge";
    const body = ${JSON.stringify(page(count))};
    const client = (options) => new Kombo({ api_key: "k", integration_id: "x:y", retry: false, fetch: async () => new Response(body), ...options });
    const found = await (async () => { ${code} })().catch((error) => \`\${error.kind}: \${error.cause?.message}\`);
    console.log(JSON.stringify(found));`);

for (const count of [20, 100, 10_000]) {
  test(`a first page of ${count} records grows the memory and is whole`, async () => {
    assert.equal(await first(count, "return (await client().ats.getCandidates()).results.length;"), count);
    const lines = 'return (await new Response(client().ats.getCandidates().ndjson()).text()).trim().split("\\n").length;';
    assert.equal(await first(count, lines), count);
  });
}

test("a first client with the longest key works", async () => {
  assert.equal(await first(1, 'return (await client({ api_key: "k".repeat(8192) }).ats.getCandidates()).results.length;'), 1);
});

test("a first call with 50,000 ids works", async () => {
  assert.equal(
    await first(1, "const ids = Array.from({ length: 50_000 }, (_, n) => `id-${n}`); return (await client().ats.getCandidates({ ids })).results.length;"),
    1,
  );
});
