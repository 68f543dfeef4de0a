// `syncCandidates`: what changed since the last run, batch by batch, each with a state from which another process can go on.
//
// A run asks for what changed after its watermark. The next run's watermark is the time at which this one started (less
// an overlap, for clocks that differ), and takes effect only when this one has reached its end: so a change that comes
// while it runs is found by it or by the next, and a run that dies is gone on with.

import { KomboError } from "./kombo.js";
import { check } from "./options.js";
import { digest, read, write } from "./token.js";

export async function* sync(getCandidates, { integration_id, on_event }, request, options) {
  const { walk, state, overlap_ms, full_every, ...asked } = check(request, options);
  const filters = await fingerprint(asked.request, walk.integration_id ?? integration_id);
  let run = await begin(state, filters, overlap_ms, full_every);
  for (;;) {
    const pages = getCandidates({ ...asked.request, include_deleted: true, updated_after: run.after, cursor: run.cursor }, walk);
    try {
      for await (const page of pages) {
        run = { ...run, cursor: page.cursor ?? undefined };
        const done = page.cursor === null;
        yield { ...sorted(page), state: await write(done ? ended(run) : run), started_at: run.started, done, full: done && run.after === undefined };
      }
      return;
    } catch (error) {
      if (!isExpired(error, run)) throw error;
      // From the run's own beginning, once: what was handed over already comes again and changes nothing.
      run = { ...run, cursor: undefined, restarted: true };
      on_event?.({ type: "restart", reason: "cursor" });
    }
  }
}

/** Goes on with the run that the state is in the middle of, or begins the one after it. */
async function begin(state, filters, overlap_ms, full_every) {
  const last = state === undefined || state === null ? undefined : await read(state);
  if (last && last.filters !== filters) {
    const message = "`state` is of a sync with other filters or another integration: give the same, or leave it out to begin anew";
    throw new KomboError({ kind: "input", message });
  }
  if (last?.cursor !== undefined) return last;
  const now = Date.now();
  const full = !last || now - Date.parse(last.last_full) >= full_every;
  const started = new Date(now).toISOString();
  return {
    filters,
    started,
    after: full ? undefined : new Date(Math.max(0, Date.parse(last.started) - overlap_ms)).toISOString(),
    last_full: full ? started : last.last_full,
  };
}

/** What the next run needs to know of this one. */
const ended = ({ filters, started, last_full }) => ({ filters, started, last_full });

/** The records of a page: those to keep, and those that are gone. One without an id can be neither; it is in the issues. */
function sorted({ results, issues }) {
  const known = results.filter((record) => typeof record?.id === "string");
  const isGone = ({ remote_deleted_at }) => remote_deleted_at !== null && remote_deleted_at !== undefined;
  return {
    upserts: known.filter((record) => !isGone(record)),
    deletions: known.filter(isGone).map(({ id, remote_deleted_at }) => ({ id, remote_deleted_at })),
    issues,
  };
}

const isExpired = (error, { cursor, restarted }) =>
  cursor !== undefined && !restarted && error?.kind === "api" && error.code === "PLATFORM.INPUT_INVALID";

/** Of the filters, in whatever order they were given; never the filters themselves, which may name people. */
function fingerprint(request, integration_id = null) {
  const named = Object.entries(request).filter(([name, value]) => value !== undefined && name !== "page_size");
  return digest(JSON.stringify([integration_id, ...named.sort(([a], [b]) => (a < b ? -1 : 1))]));
}
