// examples/edge-sync with a real Postgres: the same rules as in an object's SQLite, two processes on one row, and the feed.

import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import pg from "pg";
import { EXAMPLE, ID, start } from "./edge-syncs.mjs";
import { installed } from "./install.mjs";
import { needsPostgres, startPostgres } from "./postgres.mjs";

/** @type {Awaited<ReturnType<typeof startPostgres>>} */
let postgres;
/** @type {import("pg").Client} */
let client;
/** @type {Awaited<ReturnType<typeof start>>} */
let at;
const OTHER = "workday:other";
before(async () => {
  if (needsPostgres.skip) return;
  postgres = await startPostgres();
  client = new pg.Client({ connectionString: postgres.url });
  await client.connect();
  at = await worker({ FULL_EVERY_MS: 0 });
  for (const id of [ID, OTHER]) await at.add(id);
  for (const id of [ID, OTHER]) await at.rest(id);
});
after(async () => {
  await client?.end();
  await at?.stop();
  await postgres?.stop();
});
const worker = (variables, more = {}) =>
  start({ candidates: 300, integrations: [ID, OTHER], variables: { HYPERDRIVE: { connectionString: postgres.url }, ...variables }, ...more });

/** Some of the Worker's modules, loaded in this process. */
async function pure(...names) {
  const [directory, resolveDir] = [await installed(), join(EXAMPLE, "src")];
  const contents = names.map((name) => `export * from "./${name}.ts";`).join("\n");
  const file = join(directory, `${names[0]}.cjs`);
  await build({
    stdin: { contents, resolveDir, loader: "ts" },
    bundle: true,
    outfile: file,
    format: "cjs",
    platform: "node",
    external: ["kombo-edge", "pg-native", "cloudflare:sockets"],
  });
  return import(pathToFileURL(file).href);
}

async function rows(text, ...values) {
  return (await client.query(text, values)).rows;
}
const alive = () =>
  at
    .truth()
    .filter(({ deleted_at }) => deleted_at === null)
    .map((row) => row.id);
const hide = (ids) => async (request) => {
  const body = await (await at.sandbox.fetch(request)).json();
  return Response.json({ ...body, data: { ...body.data, results: body.data.results.filter(({ id }) => !ids.has(id)) } });
};

test("all of Kombo's candidates are stored, and an unchanged candidate is not written again", needsPostgres, async () => {
  for (const id of [ID, OTHER]) await at.assertSynced(id);
  const versions = () => rows("SELECT xmin::text, integration_id, id FROM kombo_candidates ORDER BY 2, 3");
  const before = await versions();
  await at.run();
  assert.deepEqual(await versions(), before);
});

test("a full run keeps its rules: a doubt, a person's decision on it, and a few missing records that are asked for by id", needsPostgres, async () => {
  at.onRequest(hide(new Set(alive())));
  const { doubt } = await at.run();
  assert.deepEqual([doubt.missing, doubt.of], [alive().length, alive().length]);
  at.onRequest(undefined);
  assert.equal((await at.run()).doubt, null);
  await at.assertSynced();
  const [few, many] = [new Set(alive().slice(0, 10)), new Set(alive().slice(0, 80))];
  at.onRequest(hide(few));
  assert.equal((await at.run()).doubt, null);
  const gone = async (ids) =>
    (await rows("SELECT id FROM kombo_candidates WHERE integration_id = $1 AND deleted_at IS NOT NULL AND data IS NULL", ID)).filter(({ id }) => ids.has(id))
      .length;
  assert.equal(await gone(few), 10);
  at.onRequest(hide(many));
  assert.equal((await at.run()).doubt.missing, 70);
  assert.equal((await at.order("settle", ID, { missing: "keep" })).doubt, null);
  assert.equal((await at.run()).doubt, null);
  assert.equal(await gone(many), 10);
  at.onRequest(undefined);
  await at.run();
  await at.assertSynced();
  await at.assertSynced(OTHER, "another integration is not affected");
});

test("when Postgres does not store a doubt, the place is given back, and the doubt is stored as soon as Postgres accepts it", needsPostgres, async () => {
  const gone = new Set(alive().slice(20, 25));
  let asked = 0;
  at.onRequest(async (request) => {
    if (!new URL(request.url).searchParams.has("ids")) return hide(gone)(request);
    if ((asked += 1) === 3)
      await client.query(
        "CREATE FUNCTION refuse() RETURNS trigger AS 'BEGIN RAISE EXCEPTION $$no$$; END' LANGUAGE plpgsql; CREATE TRIGGER refuse BEFORE UPDATE ON kombo_integrations EXECUTE FUNCTION refuse()",
      );
    return Response.json({ status: "error", error: { code: "PLATFORM.INPUT_INVALID", title: null, message: "no", log_url: null } }, { status: 400 });
  });
  await at.order("resume");
  await at.until(() => asked >= 4);
  for (const give_up = Date.now() + 20_000; (await at.api("GET", "/status")).running > 0; ) assert.ok(Date.now() < give_up, "the place is kept");
  await client.query("DROP FUNCTION refuse CASCADE");
  assert.equal((await at.until(({ doubt }) => doubt !== null)).doubt.missing, 5);
  at.onRequest(undefined);
  assert.equal((await at.until(({ doubt, phase, reason }) => doubt === null && phase === "waiting" && reason === "schedule")).doubt, null);
});

test("NUL and lone surrogates are kept, and queries of other rows do not fail on them", needsPostgres, async () => {
  const [odd] = alive();
  at.sandbox.of(ID).update(odd, { title: "a\0b \ud83d c" }, Date.now());
  await at.run();
  await at.assertSynced();
  assert.equal((await rows("SELECT data ->> 'company' AS company FROM kombo_candidates WHERE integration_id = $1", ID)).length, at.truth().length);
});

test("two processes on one integration: the second to write writes nothing, and nothing is lost", needsPostgres, async () => {
  const other = await worker({ EVERY_MS: 20, SLICE_PAGES: 1, FULL_EVERY_MS: 600, RETRY_MS: 5, OVERLAP_MS: 2000 });
  try {
    await at.restart({ EVERY_MS: 20, SLICE_PAGES: 1, FULL_EVERY_MS: 600, RETRY_MS: 5, OVERLAP_MS: 2000 });
    // Both send to the same Kombo.
    other.onRequest((request) => ((at.sandbox.now = Date.now()), at.sandbox.fetch(request)));
    await other.add();
    await at.order("resume");
    const people = alive();
    let overtaken = 0;
    for (let n = 0; n < 60 || (overtaken === 0 && n < 300); n += 1) {
      at.sandbox.of(ID).update(people[n % 60], { title: `Changed ${n}` }, Date.now());
      if (n % 10 === 0) at.sandbox.of(ID).create({ first_name: `New ${n}` }, Date.now());
      if (n % 10 === 5 && n < 60) at.sandbox.of(ID).delete(people[100 + n], Date.now());
      for (const one of [at, other]) overtaken += JSON.stringify(await one.info()).includes("STORE.OVERTAKEN") ? 1 : 0;
    }
    assert.ok(overtaken > 0, "they never met");
    await other.order("pause");
    await at.restart({ EVERY_MS: 3_600_000, RETRY_MS: 100 });
    await at.order("resume");
    await at.rest();
    await at.run();
    await at.assertSynced();
  } finally {
    await other.stop();
  }
});

test("an old connection that breaks does not affect the new one; a statement without a waiting caller ends", needsPostgres, async () => {
  const { Connection, StoreError } = await pure("connection", "failure");
  const connection = new Connection(postgres.url, 300);
  const same = () => connection.run(async (one) => one.processID);
  const old = await connection.run(async (one) => one);
  await assert.rejects(
    connection.transaction((one) => one.query("SELECT pg_sleep(60)")),
    StoreError,
  );
  const one = await same();
  assert.notEqual(one, old.processID);
  old.emit("error", new Error("broken"));
  assert.equal(await same(), one);
  await connection.close();
  const left = () => rows("SELECT 1 FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%sleep(60)%' AND pid <> pg_backend_pid()");
  for (const give_up = Date.now() + 10_000; (await left()).length > 0; ) assert.ok(Date.now() < give_up, "it still runs");
});

test("tables whose creation was rolled back are created by the next call", needsPostgres, async () => {
  const { PostgresStore, StoreError } = await pure("store-postgres", "failure");
  await client.query("CREATE DATABASE another");
  const url = new URL(postgres.url);
  url.pathname = "another";
  const open = async (id) => {
    const store = new PostgresStore(url.href, id, { feed: false, tombstone_ms: 1, timeout_ms: 30_000 });
    return store.open(7).finally(() => store.close());
  };
  await assert.rejects(open("a\0b"), StoreError);
  assert.equal((await open("workday:a")).epoch, 7);
});

test("a removed integration leaves no row, and one that is removed while Postgres is down is erased later", needsPostgres, async () => {
  const tables = ["candidates", "seen", "suspects", "changes_waiting"].map((table) => `SELECT 1 FROM kombo_${table} WHERE integration_id = $1`);
  const left = async (id) => (await rows(tables.join(" UNION ALL "), id)).length;
  assert.ok((await left(OTHER)) > 0);
  await client.end();
  await postgres.kill();
  await at.restart({ BUSY_MS: 50 });
  await at.api("DELETE", at.path(OTHER));
  await postgres.start();
  client = new pg.Client({ connectionString: postgres.url });
  await client.connect();
  for (const give_up = Date.now() + 20_000; (await left(OTHER)) > 0; ) assert.ok(Date.now() < give_up);
  assert.equal((await at.info(OTHER)).phase, "removed");
  await at.api("DELETE", at.path());
  assert.equal(await left(ID), 0);
  await at.add();
  await at.rest();
  await at.assertSynced();
});

test("the feed into Postgres, from an object's SQLite and from Postgres, has each change once, in order", needsPostgres, async () => {
  for (const store of ["SQLite", "Postgres"]) {
    const binding = { connectionString: postgres.url };
    const id = `workday:${store}`;
    const fed = await start({ candidates: 300, integrations: [id], variables: { FEED_DB: binding, ...(store === "Postgres" && { HYPERDRIVE: binding }) } });
    try {
      await client.query("DROP TABLE IF EXISTS kombo_changes");
      await fed.add(id);
      await fed.rest(id);
      const [a, b] = fed
        .truth(id)
        .filter(({ data }) => data)
        .map((row) => row.id);
      // A text that Postgres's JSON functions refuse must not stop the feed.
      fed.sandbox.of(id).update(a, { title: "a\0b \ud83d c" }, Date.now());
      fed.sandbox.of(id).delete(b, Date.now());
      await fed.run(id);
      const { tombstones, candidates } = await fed.info(id);
      const fetched = () => rows("SELECT * FROM kombo_changes WHERE integration_id = $1 AND op <> 'removed' ORDER BY position", id);
      // The feed is written after the store. Expected: all rows once, and the two changes.
      let changes = await fetched();
      for (const give_up = Date.now() + 20_000; changes.length < tombstones + candidates + 2; changes = await fetched())
        assert.ok(Date.now() < give_up, `${changes.length} changes`);
      assert.deepEqual(
        changes.map(({ seq }) => Number(seq)),
        changes.map((_, n) => n + 1),
      );
      const table = new Map(changes.map((row) => [row.id, { id: row.id, data: row.data, deleted_at: row.deleted_at }]));
      await fed.assertSynced(
        id,
        store,
        [...table.values()].sort((x, y) => (x.id < y.id ? -1 : 1)),
      );
      await fed.api("DELETE", fed.path(id));
      assert.equal((await rows("SELECT op FROM kombo_changes ORDER BY position DESC LIMIT 1"))[0].op, "removed");
    } finally {
      await fed.stop();
    }
  }
});
