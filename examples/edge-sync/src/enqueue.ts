// Into the queue: every integration that is due, or one that has changed; never twice while a message waits.

import type { Env } from "./env";

/** A message that was not taken for so long is lost; another one may be sent. */
const LOST_MS = 6 * 60 * 60 * 1000;

/** The most that the queue takes at once. */
const MOST = 100;

const CLAIM = "queued_at IS NULL OR queued_at < ?2";

/** All that are not parked, of which no message waits. */
export async function enqueueDue(env: Env): Promise<void> {
  const now = Date.now();
  for (;;) {
    // Marked first: should sending fail, they wait a few hours and none is sent for twice.
    const { results } = await env.DB.prepare(
      `UPDATE integrations SET queued_at = ?1
       WHERE id IN (SELECT id FROM integrations WHERE (${CLAIM}) AND parked_until <= ?1 LIMIT ${MOST}) RETURNING id`,
    )
      .bind(now, now - LOST_MS)
      .all<{ id: string }>();
    if (results.length === 0) return;
    await env.QUEUE.sendBatch(results.map(({ id }) => ({ body: { integration_id: id } })));
  }
}

/** This one, unless a message for it waits already. */
export async function enqueue(env: Env, integration_id: string): Promise<void> {
  const now = Date.now();
  const claimed = await env.DB.prepare(`UPDATE integrations SET queued_at = ?1 WHERE id = ?3 AND (${CLAIM}) RETURNING id`)
    .bind(now, now - LOST_MS, integration_id)
    .first();
  if (claimed) await env.QUEUE.send({ integration_id });
}
