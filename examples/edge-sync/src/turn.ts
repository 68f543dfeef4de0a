// One turn of an integration: a place at the gate, a slice of work, and the result for this integration and the others.

import type { Env, Settings } from "./env.ts";
import { type Failure, failure, Undecided } from "./failure.ts";
import type { Outcome } from "./gate.ts";
import { drain, feedOf } from "./outbox/feed.ts";
import type { Self } from "./self.ts";
import { slice } from "./slice.ts";
import type { Store } from "./store.ts";

/** The number of failed confirmations before a person must decide. */
const TRIES = 3;

export interface Turn {
  env: Env;
  settings: Settings;
  /** The error of wrong settings. */
  wrong: unknown;
  name: string;
  self: Self;
  store: Store;
  signal: AbortSignal;
}

export async function turn(at: Turn): Promise<void> {
  const { self, name, signal } = at;
  const fleet = at.env.FLEET.getByName("fleet");
  try {
    const answer = await fleet.enter(name);
    if (signal.aborted) return await fleet.leave(name, { type: "other" }, self.summary);
    if (!answer.go) return self.move({ type: "held", reason: answer.reason, wait_ms: answer.wait_ms * (1 + Math.random()) });
  } catch (error) {
    return failed(at, failure(error), 0);
  }
  const outcome = await work(at);
  await feed(at);
  // A place that is not given back is free after a while.
  await fleet.leave(name, outcome, self.summary).catch(() => undefined);
}

async function work(at: Turn): Promise<Outcome> {
  const { self, store } = at;
  let requests = 0;
  const { rows_written } = store;
  self.move({ type: "begin" });
  try {
    if (at.wrong) throw at.wrong;
    const done = await slice({ ...at, integration_id: at.name, on_request: () => void (requests += 1) });
    self.did({ ...done, requests });
    self.count(await store.open(Date.now()));
    self.move({ type: done.done ? "done" : "more" });
    return { type: "ok" };
  } catch (error) {
    // A person has paused or removed it. This is not a failure.
    if (at.signal.aborted) return { type: "other" };
    const why = failure(error);
    failed(at, why, requests);
    if (error instanceof Undecided) await undecided(at);
    if (why.kind === "fleet") return { type: "stop", code: why.code };
    return why.kind === "busy" ? { type: "busy", wait_ms: why.wait_ms } : { type: "other" };
  } finally {
    self.wrote(store.rows_written - rows_written);
    await store.close();
  }
}

function failed({ self }: Turn, why: Failure, requests: number): void {
  self.failed(why.code, requests);
  self.move({ type: "failed", failure: why });
}

/** After some failed confirmations, leaves the decision to a person. The sync continues. */
async function undecided({ self, store }: Turn): Promise<void> {
  if (self.undecided() < TRIES) return;
  try {
    self.count(await store.doubt(Date.now()));
    self.decided();
  } catch {
    // The next failed confirmation tries again.
  }
}

/** Writes changes to the feed. Those that a sink does not accept now are written later; candidates do not wait for that. */
async function feed({ env, name, self, store, signal }: Turn): Promise<void> {
  const sink = feedOf(env);
  if (sink === null || signal.aborted) return;
  try {
    await drain(name, store, sink);
    self.fed(null);
  } catch (error) {
    self.fed(failure(error).code);
  } finally {
    await store.close();
  }
}
