// The documents' Postgres stores with a real server: the README's, and the one for many integrations.

import assert from "node:assert/strict";
import { symlink } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { Client } from "pg";
import { record } from "./doubles.mjs";
import { installedAnew, ROOT } from "./install.mjs";
import { needsPostgres, startPostgres } from "./postgres.mjs";
import { testStore } from "./store-tests.mjs";
import { INTEGRATION, program, startSource, store, variables, written } from "./stores.mjs";

/** Records of the test that `jsonb` does not accept as they are, by id. @type {Record<string, unknown>} */
const REPLACED = {
  nul: record("nul", { first_name: "a\ufffdb\\\ufffd", "\ufffd": 1 }),
  half: record("half", { first_name: "a\ufffdb" }),
};

/** Installs a document's store, and starts its Postgres. @param {{ url: string }} source @param {string} document */
async function open(source, document) {
  const cwd = await installedAnew();
  const { program: code, tables } = await store('from "pg"', document);
  await written(cwd, code);
  await symlink(join(ROOT, "node_modules/pg"), join(cwd, "node_modules/pg"));
  const postgres = await startPostgres();
  const client = new Client({ connectionString: postgres.url });
  await client.connect();
  await client.query(tables);
  return {
    client,
    start: (/** @type {number} */ days) => program(cwd, { ...variables(source, days), DATABASE_URL: postgres.url }),
    async stop() {
      await client.end();
      await postgres.stop();
    },
  };
}

/** @param {string} name @param {string} document @param {string} strays inserts rows with the ids `$1` */
function testPostgres(name, document, strays) {
  testStore(name, needsPostgres, async (source) => {
    const { client, ...opened } = await open(source, document);
    return {
      ...opened,
      rows: async () => (await client.query("SELECT id, data, deleted_at FROM candidates ORDER BY id")).rows,
      stored: (record) => REPLACED[record.id] ?? record,
      execute: (sql) => client.query(sql),
      addStrays: (ids) => client.query(strays, [ids]),
    };
  });
}

const FROM = "'{}', NULL, 'before', false FROM unnest($1::text[]) AS strays (id)";
testPostgres("Postgres", "pkg-template/README.md", `INSERT INTO candidates SELECT id, ${FROM}`);
testPostgres("Postgres for many integrations", "docs/sync.md", `INSERT INTO candidates SELECT '${INTEGRATION}', id, ${FROM}`);

test("Postgres for many integrations: one that fails does not stop the others", needsPostgres, async (t) => {
  const source = await startSource({ candidates: 120 });
  const { client, start, stop } = await open(source, "docs/sync.md");
  t.after(() => Promise.all([stop(), source.stop()]));
  await client.query("INSERT INTO sync VALUES ('bamboohr:unknown', NULL, true)");
  const { code, output } = await start(0).ended;
  assert.equal(code, 1);
  assert.match(output, /^bamboohr:unknown \{"kind":"api","code":"PLATFORM\.INTEGRATION_NOT_FOUND",/);
  const { rows } = await client.query("SELECT integration, count(*)::int FROM candidates GROUP BY integration");
  assert.deepEqual(rows, [{ integration: INTEGRATION, count: source.truth().length }]);
});
