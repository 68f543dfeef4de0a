// One message: syncs its integration as far as the budgets reach, and puts it back into the queue when there is more.

import { Kombo, isKomboError } from "kombo-edge";
import type { Env, Message } from "./env";
import { enqueue } from "./enqueue";
import { type Lease, apply, release, takeLease } from "./store";

const [MINUTE, HOUR] = [60_000, 3_600_000];

export async function consume(message: Message, env: Env): Promise<void> {
  const { integration_id } = message.body;
  const lease = await takeLease(env, integration_id);
  if (lease === "parked") return message.ack();
  // The other one may have passed what this message is about: it is for a run after that.
  if (lease === "busy") return message.retry({ delaySeconds: 30 });
  try {
    const done = await sync(env, lease, lease.state);
    await release(env, lease, null);
    if (!done) await enqueue(env, integration_id);
    message.ack();
  } catch (error) {
    const parked_ms = parking(error);
    await release(env, lease, explain(error), parked_ms);
    if (parked_ms > 0) message.ack();
    else message.retry({ delaySeconds: delay(message.attempts, error) });
  }
}

/** Whether the run has reached its end. */
async function sync(env: Env, lease: Lease, state: string | null): Promise<boolean> {
  const kombo = new Kombo({ api_key: env.KOMBO_API_KEY, integration_id: lease.integration_id });
  const budgets = { max_pages: Number(env.MAX_PAGES), max_requests: Number(env.MAX_REQUESTS), deadline_ms: Number(env.MAX_MS) };
  let done = false;
  for await (const batch of kombo.ats.syncCandidates({ page_size: 250 }, { state, ...budgets })) {
    await apply(env, lease, batch);
    done = batch.done;
  }
  return done;
}

/** How long to leave an integration alone, in milliseconds; 0 for what may pass by itself. */
function parking(error: unknown): number {
  if (!isKomboError(error) || error.retryable) return 0;
  // It ends without anybody's doing.
  if (error.code === "INTEGRATION.SETUP_SYNC_PENDING") return HOUR;
  return 24 * HOUR;
}

/** What `/status` shows: never the server's message, which may name people. */
function explain(error: unknown): string {
  if (isKomboError(error)) return error.code ?? `${error.kind}: ${error.message}`;
  return error instanceof Error ? error.message.slice(0, 200) : "an unknown error";
}

/** Twice as long after each attempt, up to an hour; or as long as the server asked for. In seconds. */
function delay(attempts: number, error: unknown): number {
  const asked = isKomboError(error) ? (error.retry_after_ms ?? 0) : 0;
  const own = Math.min(HOUR, MINUTE * 2 ** (attempts - 1));
  return Math.ceil(Math.max(asked, own * (0.5 + Math.random() / 2)) / 1000);
}

/** From the dead-letter queue: the next cron trigger tries again; until then `/status` says why. */
export async function giveUp(message: Message, env: Env): Promise<void> {
  await env.DB.prepare("UPDATE integrations SET last_error = 'gave up: ' || coalesce(last_error, 'no reason known') WHERE id = ?1")
    .bind(message.body.integration_id)
    .run();
  message.ack();
}
