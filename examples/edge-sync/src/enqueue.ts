// Into the queue: every integration that is due, or one that has changed; never a second message while one waits.

import type { Env } from "./env";

/** A message that was not taken for so long after its time is lost; another one may be sent. */
const LOST_MS = 6 * 60 * 60 * 1000;

/** The most that the queue takes at once. */
const MOST = 100;

/** Nobody has sent a message for it (that is not lost), and it is not parked. */
const FREE = "(queued_at IS NULL OR queued_at < ?2) AND parked_until <= ?1";

/** All that are free. */
export async function enqueueDue(env: Env): Promise<void> {
  for (;;) {
    // Marked first, so that none is sent for twice.
    const ids = await claim(env, `SELECT id FROM integrations WHERE ${FREE} LIMIT ${MOST}`);
    if (ids.length === 0) return;
    await send(env, ids);
  }
}

/** This one, if it is free. */
export async function enqueue(env: Env, integration_id: string): Promise<void> {
  const ids = await claim(env, `SELECT id FROM integrations WHERE id = ?3 AND ${FREE}`, integration_id);
  if (ids.length > 0) await send(env, ids);
}

async function claim(env: Env, which: string, ...more: string[]): Promise<string[]> {
  const now = Date.now();
  const { results } = await env.DB.prepare(`UPDATE integrations SET queued_at = ?1 WHERE id IN (${which}) RETURNING id`)
    .bind(now, now - LOST_MS, ...more)
    .all<{ id: string }>();
  return results.map(({ id }) => id);
}

async function send(env: Env, ids: string[]): Promise<void> {
  try {
    await env.QUEUE.sendBatch(ids.map((integration_id) => ({ body: { integration_id } })));
  } catch (error) {
    await setQueued(env, ids, null);
    throw error;
  }
}

/** When the message for them is due that waits in the queue; null for none. */
export async function setQueued(env: Env, ids: string[], at: number | null): Promise<void> {
  await env.DB.prepare("UPDATE integrations SET queued_at = ?1 WHERE id IN (SELECT value FROM json_each(?2))")
    .bind(at, JSON.stringify(ids))
    .run();
}
