// `syncCandidates`: what changed since the last run, batch by batch, each with a state from which another process can go on.
//
// A run asks for what changed after its watermark. The next run's watermark is the time at which this one started (less
// an overlap, for clocks that differ), and takes effect only when this one has reached its end: so a change that comes
// while it runs is found by it or by the next, and a run that dies is gone on with.

import { KomboError } from "./kombo.js";
import { check } from "./options.js";
import { digest, read, write } from "./token.js";

/** How long a run that has begun again once does not do so once more. */
const AGAIN_MS = 3_600_000;

export async function* sync(getCandidates, { integration_id, on_event }, request, options) {
  const { request: asked, walk, state, overlap_ms, full_every } = check(request, options);
  const filters = await fingerprint(asked, walk.integration_id ?? integration_id);
  let run = await begin(state, filters, overlap_ms, full_every);
  const spent = { max_pages: 0, max_requests: 0, since: performance.now() };
  let how = walk;
  for (;;) {
    const since = { ...asked, include_deleted: true, updated_after: run.after, cursor: run.cursor };
    try {
      for await (const page of getCandidates(since, how)) {
        spent.max_pages += 1;
        spent.max_requests += page.meta.attempts;
        run = await moved(run, page.cursor);
        const done = page.cursor === null;
        const full = done && run.after === undefined;
        yield { ...sorted(page), state: await write(done ? ended(run) : run), started_at: run.started, done, full };
      }
      return;
    } catch (error) {
      if (!isExpired(error, run)) throw error;
      on_event?.({ type: "restart", reason: "cursor" });
      spent.max_requests += error.attempts;
      const budgets = left(walk, spent);
      if (Object.values(budgets).some((some) => some <= 0)) return;
      how = { ...walk, ...budgets };
      run = restarted(run);
    }
  }
}

/** What is left of the budgets that the call has. */
function left(walk, { since, ...spent }) {
  const used = Object.entries({ ...spent, deadline_ms: Math.floor(performance.now() - since) });
  return Object.fromEntries(used.filter(([name]) => walk[name] !== undefined).map(([name, much]) => [name, walk[name] - much]));
}

/** Goes on with the run that the state is in the middle of, or begins the one after it. */
async function begin(state, filters, overlap_ms, full_every) {
  const last = state === undefined || state === null ? undefined : await read(state);
  if (last && last.filters !== filters) {
    const message = "`state` is of a sync with other filters or another integration: give the same, or leave it out to begin anew";
    throw new KomboError({ kind: "input", message });
  }
  if (last?.cursor !== undefined) return last;
  // A clock that was ahead has told nothing of what has changed since.
  const full = !last || Date.now() < Date.parse(last.started) || Date.now() - Date.parse(last.last_full) >= full_every;
  const started = now(last?.started);
  return {
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
async function moved(run, cursor) {
  if (cursor === null) return { ...run, cursor: undefined };
  const mark = await digest(cursor);
  if (mark === run.mark) {
    throw new KomboError({ kind: "pagination", message: "the server gave a cursor that it had given before in this run", cursor });
  }
  const pages = (run.pages ?? 0) + 1;
  return { ...run, cursor, pages, mark: (pages & (pages - 1)) === 0 ? mark : run.mark };
}

/** From the run's own watermark, as a run that starts now: what it saw before is not what is there now. */
function restarted({ filters, after, last_full, started }) {
  const again = now(started);
  return { filters, started: again, after, last_full: after === undefined ? again : last_full, restarted: again };
}

/** No two runs start at the same time. */
function now(last) {
  const time = new Date().toISOString();
  return time === last ? new Date(Date.now() + 1).toISOString() : time;
}

/** What the next run needs to know of this one. */
const ended = ({ filters, started, last_full }) => ({ filters, started, last_full });

/** The records of a page: those to keep, and those that are gone. One without an id can be neither; it is in the issues. */
function sorted({ results, issues }) {
  const known = results.filter((record) => typeof record?.id === "string");
  // What is no date says nothing: the record is kept.
  const isGone = ({ remote_deleted_at: at }) => typeof at === "string" && !Number.isNaN(Date.parse(at));
  return {
    upserts: known.filter((record) => !isGone(record)),
    deletions: known.filter(isGone).map(({ id, remote_deleted_at }) => ({ id, remote_deleted_at })),
    issues,
  };
}

/** Once; and once more when that is long ago, so that a run that is stopped again and again comes to its end. */
function isExpired(error, { cursor, restarted }) {
  if (cursor === undefined || error?.code !== "PLATFORM.INPUT_INVALID") return false;
  return restarted === undefined || Math.abs(Date.now() - Date.parse(restarted)) > AGAIN_MS;
}

/** Of the filters, in whatever order and form they were given; never the filters themselves, which may name people. */
function fingerprint(request, integration_id = null) {
  const named = Object.entries(request).filter(([name, value]) => value !== undefined && name !== "page_size");
  const list = (value) => (typeof value === "object" && value?.[Symbol.iterator] ? [...value] : [value]);
  const plain = named.map(([name, value]) => [name, list(value)]);
  return digest(JSON.stringify([integration_id, ...plain.sort(([a], [b]) => (a < b ? -1 : 1))]));
}
