// The feed as a table of Postgres: one row per change, however often it is written.

import { Connection } from "../connection.ts";
import { type FeedLine, removal, type Sink } from "./feed.ts";

const CREATE = `CREATE TABLE IF NOT EXISTS kombo_changes (
  position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, change text UNIQUE NOT NULL, integration_id text NOT NULL, epoch bigint NOT NULL, seq bigint NOT NULL,
  op text NOT NULL, id text, data json, deleted_at text, written_at timestamptz NOT NULL DEFAULT now())`;

// A missing table is created under a lock, since two parallel creations would conflict.
const MISSING = "SELECT to_regclass('kombo_changes') IS NULL AS missing";

// `data` is sent as text and cast to `json`, which keeps it unchanged. A query that reads into it would fail on NUL and lone surrogates.
const WRITE = `INSERT INTO kombo_changes (change, integration_id, epoch, seq, op, id, data, deleted_at)
  SELECT change, integration_id, epoch, seq, op, id, data::json, deleted_at
  FROM unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[], $5::text[], $6::text[], $7::text[], $8::text[])
    WITH ORDINALITY AS lines (change, integration_id, epoch, seq, op, id, data, deleted_at, n) ORDER BY n ON CONFLICT (change) DO NOTHING`;

const columns = (lines: readonly FeedLine[]) => [
  ...(["change", "integration_id", "epoch", "seq", "op", "id"] as const).map((name) => lines.map((line) => line[name])),
  lines.map(({ data }) => (data === null ? null : JSON.stringify(data))),
  lines.map(({ deleted_at }) => deleted_at),
];

export class PostgresFeed implements Sink {
  constructor(
    private readonly url: string,
    private readonly timeout_ms: number,
  ) {}

  async write(lines: readonly FeedLine[]): Promise<void> {
    const connection = new Connection(this.url, this.timeout_ms);
    try {
      await connection.transaction(async (client) => {
        if ((await client.query(MISSING)).rows[0]?.missing) await client.query(`SELECT pg_advisory_xact_lock(20260102); ${CREATE}`);
        await client.query(WRITE, columns(lines));
      });
    } finally {
      await connection.close();
    }
  }

  async removed(integration_id: string): Promise<void> {
    await this.write([removal(integration_id)]);
  }
}
