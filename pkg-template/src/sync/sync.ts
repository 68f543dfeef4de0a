// `syncCandidates`: the changes since the last run, batch by batch, each with a state from which another process can resume. run.ts
// decides what to request; this sends the requests.

import { CandidatePages, ignoreErrors, isKomboError, KomboError, source } from "../index.ts";
import type { ClientSource } from "../source.ts";
import type { CandidatePage, SyncBatch, SyncOptions, SyncRequest } from "../types.ts";
import { type PageRecords, sorted } from "./batch.ts";
import { left, type Spent } from "./budgets.ts";
import { meaning, meaning1 } from "./meaning.ts";
import { check } from "./options.ts";
import { begin, isCircle, onError, onPage, pagesOfThisSize, type Run } from "./run.ts";
import { digest, read, write, wrong } from "./token.ts";

export { confirm } from "./confirm.ts";

const NO_PAGE: PageRecords = { results: [], issues: [], meta: {} };

export async function* sync(client: ClientSource, request?: SyncRequest, options?: SyncOptions): AsyncGenerator<SyncBatch, void, undefined> {
  const { request: filters, walk, state: given = null, ...schedule } = check(request, options);
  const integration_id = walk.integration_id ?? client.integration_id;
  let state = given;
  let run = begin(await lastRun(given, filters, integration_id), await digest(meaning(filters, integration_id)), schedule, Date.now());
  // A separate object, because other walks of this client overwrite theirs.
  const sent = { ...client.sent, head: undefined };
  const spent: Spent = { max_pages: 0, max_requests: 0, since: performance.now() };
  let batches = 0;

  /** The next batch: of a page, or without records if only the state changed. */
  async function batch(page?: CandidatePage): Promise<SyncBatch> {
    const previous_state = state;
    state = await write(run);
    batches += 1;
    const { after, started: started_at, done } = run;
    return { kind: after === null ? "full" : "incremental", ...sorted(page ?? NO_PAGE), issues: page?.issues ?? [], previous_state, state, started_at, done };
  }

  for (;;) {
    const { after, cursor, page_size: size } = run;
    const page_size = size ?? filters.page_size;
    const query = { ...filters, page_size, include_deleted: true, updated_after: after ?? undefined, cursor: cursor ?? undefined };
    const rest = { ...walk, ...left(walk, spent) };
    // A walk has one page size, so it ends where the size changes.
    const most = pagesOfThisSize(run);
    const budgeted = most < (rest.max_pages ?? Infinity) ? { ...rest, max_pages: most } : rest;
    sent.head = undefined;
    const [began, since] = [Date.now(), performance.now()];
    try {
      for await (const page of new CandidatePages(() => source({ ...client, sent }, query, budgeted))) {
        spent.max_pages += 1;
        spent.max_requests += page.meta.attempts;
        const { cursor } = page;
        const mark = cursor === null ? null : await digest(cursor);
        if (isCircle(run, mark)) throw circle(cursor, sent.secret);
        const now = Date.now();
        // The monotonic clock may stop while the machine sleeps, so the larger difference is used.
        const elapsed_ms = Math.max(performance.now() - since, now - began, 0);
        run = onPage(run, { cursor, mark, page_size: filters.page_size, date: dateOf(sent.head), began, elapsed_ms }, now);
        yield await batch(page);
      }
      if (run.done || run.page_size === size) return;
    } catch (error) {
      if (!isKomboError(error)) throw error;
      // Like a walk: a deadline after the first batch is a stop, not an error.
      if (error.kind === "deadline" && batches > 0) return;
      const next = onError(run, error, filters.page_size, Date.now());
      if (!next) throw error;
      run = next.run;
      spent.max_requests += error.attempts;
      const { reason } = next;
      if (reason) ignoreErrors(() => client.on_event?.({ type: "restart", reason }));
      // Return the changed state, so that the next call has it too if this one ends here.
      yield await batch();
    }
    if (Object.values(left(walk, spent)).some((amount) => amount <= 0)) return;
  }
}

/** The run in the state; null without a state, or for version 1, whose watermark came from the local clock alone. */
async function lastRun(state: unknown, request: SyncRequest, integration_id: unknown): Promise<Run | null> {
  if (state === null) return null;
  // `read` verifies the checksum, so `write` created the data.
  const { version, data } = await read(state);
  const [filters, canonical] = version === 1 ? [(data as { filters: string }).filters, meaning1] : [(data as Run).asked, meaning];
  if (filters !== (await digest(canonical(request, integration_id)))) {
    throw wrong("of a sync with other filters or another integration: give the same, or leave it out to begin anew");
  }
  return version === 1 ? null : (data as Run);
}

/** The server's time from its `date` header, which transfer.ts writes as `@` and milliseconds. */
function dateOf(lines: string[] = []): number | undefined {
  const line = lines.find((line) => line.startsWith("date: @"));
  const date = Number(line?.slice(7));
  return Number.isFinite(date) ? date : undefined;
}

function circle(cursor: string | null, secret: string): KomboError {
  const message = "the server repeated a cursor in this run";
  return new KomboError({ kind: "pagination", message, cursor: cursor ?? undefined }, undefined, secret);
}
