// The README's Postgres store with a real server.

import { symlink } from "node:fs/promises";
import { join } from "node:path";
import { Client } from "pg";
import { installedAnew, ROOT } from "./install.mjs";
import { needsPostgres, startPostgres } from "./postgres.mjs";
import { testStore } from "./store-tests.mjs";
import { child, store, written } from "./stores.mjs";

testStore("Postgres", needsPostgres, async (source) => {
  const cwd = await installedAnew();
  const { program, tables } = store('from "pg"');
  await written(cwd, program);
  await symlink(join(ROOT, "node_modules/pg"), join(cwd, "node_modules/pg"));
  const postgres = await startPostgres();
  const client = new Client({ connectionString: postgres.url });
  await client.connect();
  await client.query(tables);
  return {
    start: (days) =>
      child(process.execPath, ["--import", join(cwd, "redirect.mjs"), "store.mjs"], {
        cwd,
        env: { DATABASE_URL: postgres.url, KOMBO_API_KEY: "sandbox-key", KOMBO_SERVER: source.url, DAYS_AHEAD: `${days}` },
      }),
    rows: async () => (await client.query("SELECT id, data, deleted_at FROM candidates ORDER BY id")).rows,
    refused: async () => (await client.query("SELECT id FROM refused")).rows.map(({ id }) => id),
    addStrays: (ids) => client.query("INSERT INTO candidates SELECT id, '{}', NULL, 'before', false FROM unnest($1::text[]) AS strays (id)", [ids]),
    async stop() {
      await client.end();
      await postgres.stop();
    },
  };
});
