// The change feed: the changes of each object's outbox, in order, in one place for all. Each change is written at least once,
// always with the same id, so that a reader can drop repeats.

import { type Env, settingsOrDefaults } from "../env.ts";
import { StoreError } from "../failure.ts";
import type { Store } from "../store.ts";
import { PostgresFeed } from "./postgres.ts";
import { R2Feed } from "./r2.ts";

/** A change with the candidate's data at the time of writing, which may already include a later change. */
export interface FeedLine {
  /** `<integration>/<epoch>/<seq>`: the same each time it is written. */
  change: string;
  integration_id: string;
  /** The time at which the integration was added, and the number of the change since. They order an integration's changes. */
  epoch: number;
  seq: number;
  op: "upsert" | "delete" | "removed";
  /** The candidate's id; null for `removed`, when the whole integration is gone. */
  id: string | null;
  /** Null for a deleted candidate, and for one that is larger than the store accepts. */
  data: unknown;
  deleted_at: string | null;
}

export interface Sink {
  /** Writes all lines, or throws. */
  write(lines: readonly FeedLine[]): Promise<void>;
  removed(integration_id: string): Promise<void>;
}

/** The number of changes per write: about 3 MB of typical candidates. */
const AT_ONCE = 1000;

/** The number of writes per turn. The rest follows in the next turn. */
const TIMES = 10;

export const hasFeed = (env: Env) => env.FEED !== undefined || env.FEED_DB !== undefined;

export function feedOf(env: Env): Sink | null {
  if (env.FEED) return new R2Feed(env.FEED);
  return env.FEED_DB ? new PostgresFeed(env.FEED_DB.connectionString, settingsOrDefaults(env).settings.TIMEOUT_MS) : null;
}

export async function drain(integration_id: string, store: Store, sink: Sink): Promise<void> {
  const { epoch } = await store.open(Date.now());
  for (let time = 0; time < TIMES; time += 1) {
    const changes = await store.outbox(AT_ONCE);
    const last = changes.at(-1);
    if (last === undefined) return;
    const lines = changes.map(({ seq, id, data, deleted_at }): FeedLine => {
      const op = deleted_at === null ? "upsert" : "delete";
      return { change: `${integration_id}/${epoch}/${seq}`, integration_id, epoch, seq, op, id, data: data === null ? null : JSON.parse(data), deleted_at };
    });
    try {
      await sink.write(lines);
    } catch (cause) {
      throw new StoreError("FEED.UNAVAILABLE", cause);
    }
    // If the process dies before this line, the same lines are written again.
    await store.drained(last.seq);
  }
}

/** The line for the removal of an integration with all its candidates. */
export function removal(integration_id: string): FeedLine {
  const epoch = Date.now();
  return {
    change: `${integration_id}/${epoch}/0`,
    integration_id,
    epoch,
    seq: 0,
    op: "removed",
    id: null,
    data: null,
    deleted_at: new Date(epoch).toISOString(),
  };
}
