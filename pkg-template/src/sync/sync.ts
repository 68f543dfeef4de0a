// `syncCandidates`: what changed since the last run, batch by batch, each with a state from which another process can go on.
//
// A run asks for what changed after its watermark. The next run's watermark is the time at which this one started (less
// an overlap, for clocks that differ), and takes effect only when this one has reached its end: so a change that comes
// while it runs is found by it or by the next, and a run that dies is gone on with.

import { ignoreErrors, isKomboError, KomboError } from "../index.ts";
import type { CandidatePage, Kombo, KomboEvent, RequestOptions, SyncBatch, SyncOptions, SyncRequest } from "../types.ts";
import { check } from "./options.ts";
import { digest, read, write } from "./token.ts";

/** What a state says. */
interface Run {
  /** A fingerprint of the filters and the integration. */
  filters: string;
  started: string;
  /** The start of the last run that fetched everything. */
  last_full: string;
  /** From when on changes are asked for; everything when it is left out. */
  after?: string | undefined;
  /** Where to go on; left out when the run has reached its end. */
  cursor?: string | undefined;
  /** When it last began again. */
  restarted?: string | undefined;
  /** How many cursors there were, and the digest of the one at the last power of two. */
  pages?: number | undefined;
  mark?: string | undefined;
}

/** What a run may lack, as own members: so none is found on a prototype. */
const LACKING = { after: undefined, cursor: undefined, restarted: undefined, pages: undefined, mark: undefined };

/** The client's own part. */
interface Client {
  integration_id?: unknown;
  on_event?: ((event: KomboEvent) => void) | undefined;
  sent: { secret: string };
}

type Walk = Omit<RequestOptions, "select">;

/** What was used up. */
interface Spent {
  max_pages: number;
  max_requests: number;
  since: number;
}

/** How long a run that has begun again once does not do so once more. */
const AGAIN_MS = 3_600_000;

export async function* sync(
  getCandidates: Kombo["ats"]["getCandidates"],
  { integration_id, on_event, sent }: Client,
  request?: SyncRequest,
  options?: SyncOptions,
): AsyncGenerator<SyncBatch, void, undefined> {
  const { request: asked, walk, state, overlap_ms, full_every } = check(request, options);
  const filters = await fingerprint(asked, walk.integration_id ?? integration_id);
  let run = await begin(state, filters, overlap_ms, full_every);
  const spent: Spent = { max_pages: 0, max_requests: 0, since: performance.now() };
  let how: Walk = walk;
  for (;;) {
    const since = { ...asked, include_deleted: true, updated_after: run.after, cursor: run.cursor };
    try {
      for await (const page of getCandidates(since, how)) {
        spent.max_pages += 1;
        spent.max_requests += page.meta.attempts;
        run = await moved(run, page.cursor, sent.secret);
        const done = page.cursor === null;
        const full = done && run.after === undefined;
        yield { ...sorted(page), state: await write(done ? ended(run) : run), started_at: run.started, done, full };
      }
      return;
    } catch (error) {
      if (!isExpired(error, run)) throw error;
      ignoreErrors(() => on_event?.({ type: "restart", reason: "cursor" }));
      spent.max_requests += error.attempts;
      const budgets = left(walk, spent);
      if (Object.values(budgets).some((some) => some <= 0)) return;
      how = { ...walk, ...budgets };
      run = restarted(run);
    }
  }
}

type Budgets = "max_pages" | "max_requests" | "deadline_ms";

/** What is left of the budgets that the call has. */
function left(walk: Walk, { since, ...spent }: Spent): { [Budget in Budgets]?: number } {
  const used = { ...spent, deadline_ms: Math.floor(performance.now() - since) };
  const budgets = (Object.keys(used) as Budgets[]).map((name) => [name, (walk[name] ?? Number.NaN) - used[name]] as const);
  return Object.fromEntries(budgets.filter(([, rest]) => !Number.isNaN(rest)));
}

/** Goes on with the run that the state is in the middle of, or begins the one after it. */
async function begin(state: SyncOptions["state"], filters: string, overlap_ms: number, full_every: number): Promise<Run> {
  // Its check says that `write` gave it.
  const last = state === undefined || state === null ? undefined : { ...LACKING, ...((await read(state)) as Run) };
  if (last && last.filters !== filters) {
    const message = "`state` is of a sync with other filters or another integration: give the same, or leave it out to begin anew";
    throw new KomboError({ kind: "input", message });
  }
  if (last?.cursor !== undefined) return last;
  // A clock that was ahead has told nothing of what has changed since.
  const full = !last || Date.now() < Date.parse(last.started) || Date.now() - Date.parse(last.last_full) >= full_every;
  const started = now(last?.started);
  return {
    ...LACKING,
    filters,
    started,
    after: full ? undefined : new Date(Math.max(0, Date.parse(last.started) - overlap_ms)).toISOString(),
    last_full: full ? started : last.last_full,
  };
}

/**
 * The run, one page further. A walk knows when its cursors lead in a circle; a run of many short walks compares each with
 * the one at its last page number that was a power of two, which finds every circle sooner or later.
 */
async function moved(run: Run, cursor: string | null, secret: string): Promise<Run> {
  if (cursor === null) return { ...run, cursor: undefined };
  const mark = await digest(cursor);
  if (mark === run.mark) {
    const message = "the server gave a cursor that it had given before in this run";
    throw new KomboError({ kind: "pagination", message, cursor }, undefined, secret);
  }
  const pages = (run.pages ?? 0) + 1;
  return { ...run, cursor, pages, mark: (pages & (pages - 1)) === 0 ? mark : run.mark };
}

/** From the run's own watermark, as a run that starts now: what it saw before is not what is there now. */
function restarted({ filters, after, last_full, started }: Run): Run {
  const again = now(started);
  return { ...LACKING, filters, started: again, after, last_full: after === undefined ? again : last_full, restarted: again };
}

/** No two runs start at the same time. */
function now(last: string | undefined): string {
  const time = new Date().toISOString();
  return time === last ? new Date(Date.now() + 1).toISOString() : time;
}

/** What the next run needs to know of this one. */
const ended = ({ filters, started, last_full }: Run): Run => ({ filters, started, last_full });

/** The records of a page: those to keep, and those that are gone. One without an id can be neither; it is in the issues. */
function sorted({ results, issues }: CandidatePage): Pick<SyncBatch, "upserts" | "deletions" | "issues"> {
  const known = results.filter((record) => typeof record?.id === "string");
  // What is no date says nothing: the record is kept.
  const isGone = <Record extends { remote_deleted_at: unknown }>(record: Record): record is Record & { remote_deleted_at: string } =>
    typeof record.remote_deleted_at === "string" && !Number.isNaN(Date.parse(record.remote_deleted_at));
  return {
    upserts: known.filter((record) => !isGone(record)),
    deletions: known.filter(isGone).map(({ id, remote_deleted_at }) => ({ id, remote_deleted_at })),
    issues,
  };
}

/** Once; and once more when that is long ago, so that a run that is stopped again and again comes to its end. */
function isExpired(error: unknown, { cursor, restarted }: Run): error is KomboError {
  if (cursor === undefined || !isKomboError(error) || error.code !== "PLATFORM.INPUT_INVALID") return false;
  return restarted === undefined || Math.abs(Date.now() - Date.parse(restarted)) > AGAIN_MS;
}

/** Of the filters, in whatever order and form they were given; never the filters themselves, which may name people. */
function fingerprint(request: SyncRequest, integration_id: unknown = null): Promise<string> {
  const named = Object.entries(request).filter(([name, value]) => value !== undefined && name !== "page_size");
  const list = (value: unknown) => (isIterable(value) ? [...value] : [value]);
  const plain = named.map(([name, value]) => [name, list(value)] as [string, unknown[]]);
  return digest(JSON.stringify([integration_id, ...plain.sort(([a], [b]) => (a < b ? -1 : 1))]));
}

const isIterable = (value: unknown): value is Iterable<unknown> => typeof value === "object" && value !== null && Symbol.iterator in value;
