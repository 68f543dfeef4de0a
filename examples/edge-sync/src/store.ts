// The database: a batch and its state are written in one transaction, and only by whoever holds the integration's lease.

import type { SyncBatch } from "kombo-edge";
import type { Database, Env, Statement } from "./env";

/** D1 takes strings of 2 MB: so many characters, of at most three bytes each, in one record or one statement. */
const LONGEST = 600_000;

export interface Lease {
  integration_id: string;
  holder: string;
}

/** Why there is none: somebody has it, or there is nothing to do. */
export type Refusal = "busy" | "parked";

/** Takes the integration for this call, and gives the state to go on from. */
export async function takeLease(env: Env, integration_id: string): Promise<(Lease & { state: string | null }) | Refusal> {
  const [holder, now] = [crypto.randomUUID(), Date.now()];
  const taken = await env.DB.prepare(
    `UPDATE integrations SET lease = ?2, lease_until = ?3, queued_at = NULL
     WHERE id = ?1 AND parked_until <= ?4 AND (lease = '' OR lease_until < ?4) RETURNING state`,
  )
    .bind(integration_id, holder, now + Number(env.LEASE_MS), now)
    .first<{ state: string | null }>();
  if (taken) return { integration_id, holder, state: taken.state };
  const row = await env.DB.prepare("SELECT 1 FROM integrations WHERE id = ?1 AND parked_until <= ?2").bind(integration_id, now).first();
  return row ? "busy" : "parked";
}

/** Gives it back; with what went wrong, if something did, and for how long to leave it alone. */
export async function release(env: Env, { integration_id, holder }: Lease, error: string | null, parked_ms = 0): Promise<void> {
  await env.DB.prepare(
    `UPDATE integrations SET lease = '', last_error = ?3, parked = ?4, parked_until = ?5 WHERE id = ?1 AND lease = ?2`,
  )
    .bind(integration_id, holder, error, parked_ms > 0 ? error : null, parked_ms > 0 ? Date.now() + parked_ms : 0)
    .run();
}

/** Writes a batch, its state, and what it says of the run: all or nothing. Throws when the lease is another's by now. */
export async function apply(env: Env, lease: Lease, batch: SyncBatch): Promise<void> {
  const { DB } = env;
  const { integration_id } = lease;
  const run = batch.started_at;
  const anonymised = batch.deletions.filter(({ remote_deleted_at }) => remote_deleted_at === null);
  const dated = batch.deletions.filter(({ remote_deleted_at }) => remote_deleted_at !== null);
  const records = batch.upserts.map((record) => ({ id: record.id, json: JSON.stringify(record) }));
  const stored = records.filter(({ json }) => json.length <= LONGEST);
  const tooLarge = records.filter(({ json }) => json.length > LONGEST);
  const issues = [
    ...batch.issues.map(({ id, index, path, expected, found }) => ({
      // One without an id is told by the page it was on.
      id: id ?? `without id: ${index} of ${batch.state.slice(-16)}`,
      path,
      expected,
      found,
    })),
    ...tooLarge.map(({ id }) => ({ id, path: "$", expected: `at most ${LONGEST} characters`, found: "more: it was not stored" })),
  ];
  await DB.batch([
    guard(DB, lease),
    checkpoint(DB, integration_id, batch, Date.now() + Number(env.LEASE_MS)),
    ...groups(stored.map(({ json }) => json)).map((list) => upsert(DB, integration_id, run, list)),
    blank(DB, integration_id, run, [...dated, ...tooLarge.map(({ id }) => ({ id, remote_deleted_at: null }))]),
    forget(DB, integration_id, run, anonymised.map(({ id }) => id)),
    ...record(DB, integration_id, run, [...batch.upserts, ...batch.deletions].map(({ id }) => id), issues),
    ...(batch.done && batch.kind === "full" ? sweep(DB, integration_id, run) : []),
  ]);
}

/** For one who has no lease, or of an integration that is no longer there, a row that may not be: nothing is written. */
function guard(DB: Database, { integration_id, holder }: Lease): Statement {
  return DB.prepare(
    `INSERT INTO candidates (integration_id, id, seen_run)
     SELECT NULL, '', '' WHERE NOT EXISTS (SELECT 1 FROM integrations WHERE id = ?1 AND lease = ?2)`,
  ).bind(integration_id, holder);
}

/** Where the run is now, and more time for whoever is at it. */
function checkpoint(DB: Database, integration_id: string, batch: SyncBatch, lease_until: number): Statement {
  const { state, upserts, deletions, done, started_at } = batch;
  return DB.prepare(
    `UPDATE integrations SET lease_until = ?2, state = ?3, pages = pages + 1, upserts = upserts + ?4,
       deletions = deletions + ?5, run_started = ?6,
       run_finished = CASE WHEN ?7 THEN ?8 ELSE run_finished END, watermark = CASE WHEN ?7 THEN ?6 ELSE watermark END
     WHERE id = ?1`,
  ).bind(integration_id, lease_until, state, upserts.length, deletions.length, started_at, done ? 1 : 0, new Date().toISOString());
}

/** The records, in lists of JSON. */
function upsert(DB: Database, integration_id: string, run: string, list: string): Statement {
  return DB.prepare(
    `INSERT INTO candidates (integration_id, id, data, deleted_at, seen_run)
     SELECT ?1, value ->> '$.id', value, NULL, ?2 FROM json_each(?3) WHERE true
     ON CONFLICT DO UPDATE SET data = excluded.data, deleted_at = NULL, seen_run = excluded.seen_run`,
  ).bind(integration_id, run, list);
}

/** Rows without content: of deleted candidates, and of those that are too large. */
function blank(DB: Database, integration_id: string, run: string, list: { id: string; remote_deleted_at: string | null }[]): Statement {
  return DB.prepare(
    `INSERT INTO candidates (integration_id, id, data, deleted_at, seen_run)
     SELECT ?1, value ->> '$.id', NULL, value ->> '$.remote_deleted_at', ?2 FROM json_each(?3) WHERE true
     ON CONFLICT DO UPDATE SET data = NULL, deleted_at = excluded.deleted_at, seen_run = excluded.seen_run`,
  ).bind(integration_id, run, JSON.stringify(list));
}

/** Anonymised ones were deleted long ago: when, an earlier run may know; this one knows only that they are gone. */
function forget(DB: Database, integration_id: string, run: string, ids: string[]): Statement {
  return DB.prepare(
    `INSERT INTO candidates (integration_id, id, data, deleted_at, seen_run)
     SELECT ?1, value, NULL, ?2, ?2 FROM json_each(?3) WHERE true
     ON CONFLICT DO UPDATE SET data = NULL, deleted_at = coalesce(deleted_at, excluded.deleted_at), seen_run = excluded.seen_run`,
  ).bind(integration_id, run, JSON.stringify(ids));
}

/** What is wrong with the records of this batch now, in place of what was. */
function record(DB: Database, integration_id: string, run: string, ids: string[], issues: object[]): Statement[] {
  return [
    DB.prepare("DELETE FROM issues WHERE integration_id = ?1 AND record_id IN (SELECT value FROM json_each(?2))").bind(integration_id, JSON.stringify(ids)),
    DB.prepare(
      `INSERT OR REPLACE INTO issues (integration_id, record_id, path, expected, found, seen_run)
       SELECT ?1, value ->> '$.id', value ->> '$.path', value ->> '$.expected', value ->> '$.found', ?2 FROM json_each(?3)`,
    ).bind(integration_id, run, JSON.stringify(issues)),
  ];
}

/** After a run that fetched everything: what it did not see is no longer there. */
function sweep(DB: Database, integration_id: string, run: string): Statement[] {
  return ["candidates", "issues"].map((table) =>
    DB.prepare(`DELETE FROM ${table} WHERE integration_id = ?1 AND seen_run <> ?2`).bind(integration_id, run),
  );
}

/** Lists of JSON texts, each short enough for one statement. */
function groups(texts: string[]): string[] {
  const lists: string[][] = [];
  let length = Infinity;
  for (const text of texts) {
    if (length + text.length > LONGEST) {
      lists.push([]);
      length = 0;
    }
    lists.at(-1)?.push(text);
    length += text.length;
  }
  return lists.map((list) => `[${list.join(",")}]`);
}
