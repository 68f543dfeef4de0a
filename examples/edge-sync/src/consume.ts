// One message: syncs its integration as far as the budgets reach, and puts it back into the queue when there is more.

import { Kombo, isKomboError } from "kombo-edge";
import type { Env, Message } from "./env";
import { enqueue, setQueued } from "./enqueue";
import { type Lease, apply, release, takeLease } from "./store";

const [MINUTE, HOUR] = [60_000, 3_600_000];

/** How much later another call may have finished. */
const BUSY_S = 30;

/** The longest that a queue keeps a message back, in seconds. */
const MOST_S = 43_200;

export async function consume(message: Message, env: Env): Promise<void> {
  const { integration_id } = message.body;
  let lease: (Lease & { state: string | null }) | undefined;
  try {
    const taken = await takeLease(env, integration_id);
    if (taken === "parked") {
      await setQueued(env, [integration_id], null);
      return message.ack();
    }
    if (taken === "busy") return await later(message, env, BUSY_S);
    lease = taken;
    const done = await sync(env, lease, lease.state);
    await release(env, lease, null);
    if (!done || (await hasChanged(env, integration_id))) await enqueue(env, integration_id);
    message.ack();
  } catch (error) {
    const parked_ms = parking(error);
    if (lease) await release(env, lease, explain(error), parked_ms);
    if (parked_ms > 0) message.ack();
    else await later(message, env, delay(message.attempts, error));
  }
}

/** The message comes again; until then no other one is sent. */
async function later(message: Message, env: Env, delaySeconds: number): Promise<void> {
  message.retry({ delaySeconds });
  await setQueued(env, [message.body.integration_id], Date.now() + 1000 * delaySeconds);
}

/** Whether an event came after the run had begun that has just ended: it may have passed what the event was about. */
async function hasChanged(env: Env, integration_id: string): Promise<boolean> {
  const row = await env.DB.prepare("SELECT 1 FROM integrations WHERE id = ?1 AND asked_at >= run_started").bind(integration_id).first();
  return row !== null;
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
  return Math.min(MOST_S, Math.ceil(Math.max(asked, own * (0.5 + Math.random() / 2)) / 1000));
}

/** From the dead-letter queue: the next cron trigger tries again; until then `/status` says why. */
export async function giveUp(message: Message, env: Env): Promise<void> {
  await env.DB.prepare("UPDATE integrations SET queued_at = NULL, last_error = 'gave up: ' || last_error WHERE id = ?1")
    .bind(message.body.integration_id)
    .run();
  message.ack();
}
