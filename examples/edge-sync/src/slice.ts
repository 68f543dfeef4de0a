// One slice of work: some pages of the sync, or some ids to ask for.

import { Kombo, type SyncBatch } from "kombo-edge";
import { type Env, type Settings, secret } from "./env.ts";
import { isUndecided, Undecided } from "./failure.ts";
import type { Checkpoint, Store } from "./store.ts";

/** The result of a slice. */
export interface Done {
  what: "full" | "incremental" | "confirm";
  /** Whether the run has nothing left to do. */
  done: boolean;
  requests: number;
  upserts: number;
  deletions: number;
  issues: number;
}

/** The number of ids that a slice asks for. */
const ASKED = 990;

interface Work {
  env: Env;
  settings: Settings;
  store: Store;
  integration_id: string;
  signal: AbortSignal;
  /** Called before each request is sent. */
  on_request: () => void;
}

export async function slice(work: Work): Promise<Done> {
  const checkpoint = await work.store.open(Date.now());
  const kombo = client(work);
  return checkpoint.suspects > 0 && checkpoint.witness !== null ? confirm(work, kombo, checkpoint.witness) : sync(work, kombo, checkpoint);
}

function client({ env, settings, integration_id, on_request }: Work): Kombo {
  return new Kombo({
    api_key: secret(env, "KOMBO_API_KEY"),
    integration_id,
    ...(env.KOMBO_SERVER_URL ? { server_url: env.KOMBO_SERVER_URL } : {}),
    timeout_ms: settings.TIMEOUT_MS,
    max_body_bytes: settings.MAX_BODY_BYTES,
    // The machine retries, after it has reported the failure to the fleet.
    retry: false,
    on_event: ({ type }) => void (type === "request" && on_request()),
  });
}

async function sync({ settings, store, signal }: Work, kombo: Kombo, checkpoint: Checkpoint): Promise<Done> {
  const end: Done = { what: "incremental", done: false, requests: 0, upserts: 0, deletions: 0, issues: 0 };
  const options = {
    state: checkpoint.state,
    overlap_ms: settings.OVERLAP_MS,
    full_every_ms: settings.FULL_EVERY_MS,
    max_pages: settings.SLICE_PAGES,
    deadline_ms: settings.SLICE_MS,
    prefetch: 0,
    signal,
  } as const;
  let suspects = checkpoint.suspects;
  for await (const batch of kombo.ats.syncCandidates({ page_size: settings.PAGE_SIZE }, options)) {
    // The integration was paused or removed while the page was on its way.
    signal.throwIfAborted();
    ({ suspects } = await store.apply(batch, Date.now()));
    add(end, batch);
  }
  return { ...end, done: end.done && suspects === 0 };
}

function add(end: Done, batch: SyncBatch): void {
  end.what = batch.kind;
  end.done = batch.done;
  end.upserts += batch.upserts.length;
  end.deletions += batch.deletions.length;
  end.issues += batch.issues.length;
}

/**
 * Asks for suspects by id. Only what Kombo then reports as gone is deleted.
 *
 * @throws {Undecided} when Kombo's answer does not count
 */
async function confirm({ settings, store, signal }: Work, kombo: Kombo, witness: string): Promise<Done> {
  const ids = await store.suspects(ASKED);
  const answer = await kombo.ats.confirmDeleted(ids, { witness, signal, deadline_ms: settings.SLICE_MS }).catch((error: unknown) => {
    throw isUndecided(error) ? new Undecided(error) : error;
  });
  signal.throwIfAborted();
  const { suspects } = await store.confirm(answer, Date.now());
  return { what: "confirm", done: suspects === 0, requests: 0, upserts: 0, deletions: answer.gone.length, issues: 0 };
}
