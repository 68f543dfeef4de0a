// The statements of the store in Postgres. A candidate is in `data`; one that `jsonb` refuses (NUL, a lone surrogate) is in
// `raw` as text, so that it is not lost, and no query of `data` fails on it.

import type { Client } from "pg";
import type { Writing } from "./store.ts";

export const IS_THERE = "SELECT to_regclass('kombo_changes_waiting') AS there";

const CREATE = `
  CREATE TABLE IF NOT EXISTS kombo_integrations (id text COLLATE "C" PRIMARY KEY, checkpoint json NOT NULL);
  CREATE TABLE IF NOT EXISTS kombo_candidates (
    integration_id text COLLATE "C" NOT NULL, id text COLLATE "C" NOT NULL, data jsonb, raw text, deleted_at text, gone_at bigint, PRIMARY KEY (integration_id, id)
  );
  CREATE TABLE IF NOT EXISTS kombo_seen (integration_id text COLLATE "C" NOT NULL, id text COLLATE "C" NOT NULL, PRIMARY KEY (integration_id, id));
  CREATE TABLE IF NOT EXISTS kombo_suspects (
    integration_id text COLLATE "C" NOT NULL, id text COLLATE "C" NOT NULL, kept boolean NOT NULL DEFAULT false, PRIMARY KEY (integration_id, id)
  );
  CREATE TABLE IF NOT EXISTS kombo_changes_waiting (integration_id text COLLATE "C" NOT NULL, seq bigint NOT NULL, id text NOT NULL, PRIMARY KEY (integration_id, seq));`;

const MINE = "integration_id = $1";
const SEEN = `SELECT id FROM kombo_seen WHERE ${MINE}`;

/** At least one row, and as many as fit into this number of characters. */
const short = (columns: string, rows: string, order: string, limit: string, most: string) =>
  `SELECT ${columns} FROM (SELECT *, sum(coalesce(length(data), 0)) OVER (ORDER BY ${order}) - coalesce(length(data), 0) AS before FROM (${rows} ORDER BY ${order} LIMIT ${limit}) AS limited) AS sized
   WHERE before <= ${most} ORDER BY ${order}`;

export const SQL = {
  begin: "INSERT INTO kombo_integrations VALUES ($1, $2) ON CONFLICT DO NOTHING",
  locked: "SELECT checkpoint FROM kombo_integrations WHERE id = $1 FOR UPDATE",
  save: "UPDATE kombo_integrations SET checkpoint = $2::text::json WHERE id = $1 AND checkpoint::text IS DISTINCT FROM $2::text",

  upsert: `INSERT INTO kombo_candidates AS old (integration_id, id, data, raw)
    SELECT DISTINCT ON (id) $1, id, data::jsonb, raw FROM unnest($2::text[], $3::text[], $4::text[]) WITH ORDINALITY AS new (id, data, raw, n) ORDER BY id, n DESC
    ON CONFLICT (integration_id, id) DO UPDATE SET data = excluded.data, raw = excluded.raw, deleted_at = NULL, gone_at = NULL
    WHERE old.data IS DISTINCT FROM excluded.data OR old.raw IS DISTINCT FROM excluded.raw OR old.deleted_at IS NOT NULL RETURNING id`,
  // Kombo's date of a deletion is better than an earlier estimate, and that is better than now.
  remove: `INSERT INTO kombo_candidates AS old (integration_id, id, deleted_at, gone_at)
    SELECT DISTINCT ON (id) $1, id, coalesce(date, $4), $5::bigint FROM unnest($2::text[], $3::text[]) WITH ORDINALITY AS new (id, date, n) ORDER BY id, n DESC
    ON CONFLICT (integration_id, id) DO UPDATE SET data = NULL, raw = NULL, gone_at = coalesce(old.gone_at, excluded.gone_at),
      deleted_at = CASE WHEN excluded.deleted_at = $4 THEN coalesce(old.deleted_at, $4) ELSE excluded.deleted_at END
    WHERE old.deleted_at IS NULL OR (excluded.deleted_at <> $4 AND old.deleted_at <> excluded.deleted_at) RETURNING id`,

  see: "INSERT INTO kombo_seen SELECT $1, unnest($2::text[]) ON CONFLICT DO NOTHING",
  unseen: `DELETE FROM kombo_seen WHERE ${MINE}`,
  found: `DELETE FROM kombo_suspects WHERE ${MINE} AND id = ANY ($2::text[])`,
  clear: `DELETE FROM kombo_suspects WHERE ${MINE} AND (NOT kept OR id IN (${SEEN}))`,
  suspect: `INSERT INTO kombo_suspects (integration_id, id)
    SELECT integration_id, id FROM kombo_candidates WHERE ${MINE} AND deleted_at IS NULL AND id NOT IN (${SEEN}) ON CONFLICT DO NOTHING`,
  suspects: `SELECT id FROM kombo_suspects WHERE ${MINE} AND NOT kept ORDER BY id LIMIT $2`,
  keep: `UPDATE kombo_suspects SET kept = true WHERE ${MINE}`,
  purge: `DELETE FROM kombo_candidates WHERE ${MINE} AND gone_at < $2 AND id NOT IN (SELECT id FROM kombo_changes_waiting WHERE ${MINE})`,
  count: `SELECT (SELECT count(*)::int FROM kombo_candidates WHERE ${MINE} AND deleted_at IS NULL) AS candidates,
    (SELECT count(*)::int FROM kombo_candidates WHERE ${MINE} AND deleted_at IS NOT NULL) AS tombstones,
    (SELECT count(*)::int FROM kombo_suspects WHERE ${MINE} AND NOT kept) AS missing`,

  page: short(
    "id, data, deleted_at",
    `SELECT id, coalesce(raw, data::text) AS data, deleted_at FROM kombo_candidates WHERE ${MINE} AND id > $2`,
    "id",
    "$3",
    "$4",
  ),
  changed: "INSERT INTO kombo_changes_waiting SELECT $1, $2::bigint + n, id FROM unnest($3::text[]) WITH ORDINALITY AS new (id, n)",
  outbox: short(
    "seq, id, data, deleted_at",
    `SELECT seq::int AS seq, w.id, coalesce(c.raw, c.data::text) AS data, c.deleted_at FROM kombo_changes_waiting w
     LEFT JOIN kombo_candidates c ON c.integration_id = w.integration_id AND c.id = w.id WHERE w.${MINE}`,
    "seq",
    "$2",
    "$3",
  ),
  drained: `DELETE FROM kombo_changes_waiting WHERE ${MINE} AND seq <= $2`,
  erase: [
    "DELETE FROM kombo_integrations WHERE id = $1",
    ...["candidates", "seen", "suspects", "changes_waiting"].map((table) => `DELETE FROM kombo_${table} WHERE ${MINE}`),
  ],
} as const;

/** Creates the tables once. A parallel creation waits for the first. */
export async function create(client: Client): Promise<void> {
  if ((await client.query(IS_THERE)).rows[0]?.there !== null) return;
  await client.query("SELECT pg_advisory_xact_lock(20260101)");
  await client.query(CREATE);
}

/** Splits the JSON into what `jsonb` accepts and what it refuses. */
export function columns(written: Writing[]): (string | null)[][] {
  const refused = /\\u(0000|d[89a-f])/;
  const isRefused = ({ data }: Writing) => data !== null && refused.test(data);
  return [written.map((row) => (isRefused(row) ? null : row.data)), written.map((row) => (isRefused(row) ? row.data : null))];
}
