// Selects the store: Postgres when there is a binding for it, otherwise the object's own SQLite.

import type { Env, Settings } from "./env.ts";
import { hasFeed } from "./outbox/feed.ts";
import type { Store } from "./store.ts";
import { PostgresStore } from "./store-postgres.ts";
import { SqliteStore } from "./store-sqlite.ts";

export function openStore(storage: DurableObjectStorage, env: Env, integration_id: string, { TOMBSTONE_MS, TIMEOUT_MS }: Settings): Store {
  const options = { feed: hasFeed(env), tombstone_ms: TOMBSTONE_MS, timeout_ms: TIMEOUT_MS };
  return env.HYPERDRIVE ? new PostgresStore(env.HYPERDRIVE.connectionString, integration_id, options) : new SqliteStore(storage, options);
}
