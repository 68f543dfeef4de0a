// The feed as a table of Postgres: one row a change, however often it is written.

import { Connection } from "../connection.ts";
import { type FeedLine, removal, type Sink } from "./feed.ts";

const CREATE = `CREATE TABLE IF NOT EXISTS kombo_changes (
  position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, change text UNIQUE NOT NULL, integration_id text NOT NULL, epoch bigint NOT NULL, seq bigint NOT NULL,
  op text NOT NULL, id text, data json, deleted_at text, written_at timestamptz NOT NULL DEFAULT now())`;

// A missing table is made under a lock: two that make it at the same time would disturb each other.
const MISSING = "SELECT to_regclass('kombo_changes') IS NULL AS missing";

const WRITE = `INSERT INTO kombo_changes (change, integration_id, epoch, seq, op, id, data, deleted_at)
  SELECT line ->> 'change', line ->> 'integration_id', (line ->> 'epoch')::bigint, (line ->> 'seq')::bigint, line ->> 'op', line ->> 'id',
    nullif((line -> 'data')::text, 'null')::json, line ->> 'deleted_at'
  FROM unnest($1::json[]) WITH ORDINALITY AS lines (line, n) ORDER BY n ON CONFLICT (change) DO NOTHING`;

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
        await client.query(WRITE, [lines.map((line) => JSON.stringify(line))]);
      });
    } finally {
      await connection.close();
    }
  }

  async removed(integration_id: string): Promise<void> {
    await this.write([removal(integration_id)]);
  }
}
