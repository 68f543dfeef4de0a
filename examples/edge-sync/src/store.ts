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

/** Gives it back; with what went wrong, if something did. */
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
  const records = batch.upserts.map((record) => ({ id: record.id, json: JSON.stringify(record) }));
  const fits = ({ json }: { json: string }) => json.length <= LONGEST;
  const [stored, tooLarge] = [records.filter(fits), records.filter((record) => !fits(record))];
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
    checkpoint(DB, lease, batch, Date.now() + Number(env.LEASE_MS)),
    ...groups(stored.map(({ json }) => json)).map((list) => upsert(DB, integration_id, run, list)),
    remove(DB, integration_id, run, batch.deletions),
    ...record(DB, integration_id, run, [...batch.upserts, ...batch.deletions].map(({ id }) => id), issues),
    ...(batch.full ? sweep(DB, integration_id, run) : []),
  ]);
}

/**
 * Where the run is now, and more time for whoever is at it. For one who has lost the lease it would become NULL, which it
 * may not: then nothing of the batch is written.
 */
function checkpoint(DB: Database, { integration_id, holder }: Lease, batch: SyncBatch, lease_until: number): Statement {
  const { state, upserts, deletions, done, started_at } = batch;
  return DB.prepare(
    `UPDATE integrations SET lease = CASE WHEN lease = ?2 THEN lease END, lease_until = ?3, state = ?4, pages = pages + 1,
       upserts = upserts + ?5, deletions = deletions + ?6, run_started = ?7,
       run_finished = CASE WHEN ?8 THEN ?9 ELSE run_finished END, watermark = CASE WHEN ?8 THEN ?7 ELSE watermark END
     WHERE id = ?1`,
  ).bind(integration_id, holder, lease_until, state, upserts.length, deletions.length, started_at, done ? 1 : 0, new Date().toISOString());
}

/** The records, in lists of JSON. One that is anonymised comes without content, and stays deleted. */
function upsert(DB: Database, integration_id: string, run: string, list: string): Statement {
  return DB.prepare(
    `INSERT INTO candidates (integration_id, id, data, deleted_at, seen_run)
     SELECT ?1, value ->> '$.id', value, NULL, ?2 FROM json_each(?3) WHERE true
     ON CONFLICT DO UPDATE SET data = excluded.data, seen_run = excluded.seen_run,
       deleted_at = CASE WHEN excluded.data ->> '$.changed_at' IS NULL THEN deleted_at END`,
  ).bind(integration_id, run, list);
}

function remove(DB: Database, integration_id: string, run: string, deletions: SyncBatch["deletions"]): Statement {
  return DB.prepare(
    `INSERT INTO candidates (integration_id, id, data, deleted_at, seen_run)
     SELECT ?1, value ->> '$.id', NULL, value ->> '$.remote_deleted_at', ?2 FROM json_each(?3) WHERE true
     ON CONFLICT DO UPDATE SET data = NULL, deleted_at = excluded.deleted_at, seen_run = excluded.seen_run`,
  ).bind(integration_id, run, JSON.stringify(deletions));
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
