// The change feed: what changed, in order, from each object's outbox into one place for all. At least once; the id of a change
// is always the same, so a repeat can be told.

import { type Env, settingsOrDefaults } from "../env.ts";
import { StoreError } from "../failure.ts";
import type { Store } from "../store.ts";
import { PostgresFeed } from "./postgres.ts";
import { R2Feed } from "./r2.ts";

/** A change: the candidate as it was when this was written, so a later one may be in it already. */
export interface FeedLine {
  /** `<integration>/<epoch>/<seq>`: the same whenever it is written again. */
  change: string;
  integration_id: string;
  /** When the integration was added, and the number of the change since. Within an integration this is their order. */
  epoch: number;
  seq: number;
  op: "upsert" | "delete" | "removed";
  /** The candidate's id; null for `removed`: all of this integration is gone. */
  id: string | null;
  /** Null of a deleted one, and of one that is larger than the store takes. */
  data: unknown;
  deleted_at: string | null;
}

export interface Sink {
  /** All of them, or it throws. */
  write(lines: readonly FeedLine[]): Promise<void>;
  removed(integration_id: string): Promise<void>;
}

/** How many changes are handed over at once: about 3 MB of usual candidates. */
const AT_ONCE = 1000;

/** How often in one turn; what is left comes with the next. */
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
    // Dying here writes them once more.
    await store.drained(last.seq);
  }
}

/** The line that says that an integration was removed, with all that it had. */
export function removal(integration_id: string): FeedLine {
  const epoch = Date.now();
  return { change: `${integration_id}/${epoch}/0`, integration_id, epoch, seq: 0, op: "removed", id: null, data: null, deleted_at: new Date(epoch).toISOString() };
}
