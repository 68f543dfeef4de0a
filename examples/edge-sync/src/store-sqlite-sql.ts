// The statements of the store in an object's SQLite.

const SEEN = "SELECT value FROM seen, json_each(seen.ids)";

export const SQL = {
  tables: `
    CREATE TABLE IF NOT EXISTS checkpoint (one INTEGER PRIMARY KEY, value TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS candidates (id TEXT PRIMARY KEY, data TEXT, deleted_at TEXT, gone_at INTEGER) WITHOUT ROWID;
    -- The ids that the current full run has seen, one row per page.
    CREATE TABLE IF NOT EXISTS seen (part INTEGER PRIMARY KEY, ids TEXT NOT NULL);
    -- The ids that a full run has not seen; kept: a person decided that it stays.
    CREATE TABLE IF NOT EXISTS suspects (id TEXT PRIMARY KEY, kept INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS outbox (seq INTEGER PRIMARY KEY, id TEXT NOT NULL);`,
  erase: ["checkpoint", "candidates", "seen", "suspects", "outbox"].map((table) => `DROP TABLE IF EXISTS ${table}`),
  save: `INSERT INTO checkpoint VALUES (1, ?) ON CONFLICT DO UPDATE SET value = excluded.value WHERE value IS NOT excluded.value`,

  upsert: `INSERT INTO candidates VALUES (?, ?, NULL, NULL)
    ON CONFLICT DO UPDATE SET data = excluded.data, deleted_at = NULL, gone_at = NULL WHERE data IS NOT excluded.data OR deleted_at IS NOT NULL`,
  // Kombo's date of a deletion is better than an earlier estimate, and that is better than now.
  remove: `INSERT INTO candidates VALUES (?1, NULL, coalesce(?2, ?3), ?4) ON CONFLICT DO UPDATE SET data = NULL,
    deleted_at = coalesce(?2, candidates.deleted_at, ?3), gone_at = coalesce(candidates.gone_at, ?4)
    WHERE candidates.deleted_at IS NULL OR candidates.deleted_at IS NOT coalesce(?2, candidates.deleted_at)`,

  see: "INSERT INTO seen (ids) VALUES (?)",
  unseen: "DELETE FROM seen",
  found: "DELETE FROM suspects WHERE id IN (SELECT value FROM json_each(?))",
  clear: `DELETE FROM suspects WHERE NOT kept OR id IN (${SEEN})`,
  suspect: `INSERT OR IGNORE INTO suspects (id) SELECT id FROM candidates WHERE deleted_at IS NULL AND id NOT IN (${SEEN})`,
  suspects: "SELECT id FROM suspects WHERE NOT kept ORDER BY id LIMIT ?",
  keep: "UPDATE suspects SET kept = 1 WHERE NOT kept",
  purge: "DELETE FROM candidates WHERE gone_at < ? AND id NOT IN (SELECT id FROM outbox)",
  count: `SELECT (SELECT count(*) FROM candidates WHERE deleted_at IS NULL) AS candidates,
    (SELECT count(*) FROM candidates WHERE deleted_at IS NOT NULL) AS tombstones, (SELECT count(*) FROM suspects WHERE NOT kept) AS missing`,

  page: "SELECT id, data, deleted_at FROM candidates WHERE id > ? ORDER BY id LIMIT ?",
  changed: "INSERT INTO outbox VALUES (?, ?)",
  outbox: "SELECT seq, id, data, deleted_at FROM outbox LEFT JOIN candidates USING (id) ORDER BY seq LIMIT ?",
  drained: "DELETE FROM outbox WHERE seq <= ?",
} as const;
