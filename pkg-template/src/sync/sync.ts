// `syncCandidates`: what changed since the last run, batch by batch, each with a state from which another process can go on.
// What is asked next is decided in run.ts; here it is done.

import { CandidatePages, ignoreErrors, isKomboError, KomboError, source } from "../index.ts";
import type { ClientSource } from "../source.ts";
import type { CandidatePage, SyncBatch, SyncOptions, SyncRequest } from "../types.ts";
import { type Read, sorted } from "./batch.ts";
import { left, type Spent } from "./budgets.ts";
import { meaning, meaning1 } from "./meaning.ts";
import { check } from "./options.ts";
import { begin, isCircle, onError, onPage, type Run } from "./run.ts";
import { digest, read, wrong, write } from "./token.ts";

export { confirm } from "./confirm.ts";

const NO_PAGE: Read = { results: [], issues: [], meta: {} };

export async function* sync(client: ClientSource, request?: SyncRequest, options?: SyncOptions): AsyncGenerator<SyncBatch, void, undefined> {
  const { request: asked, walk, state: given = null, ...schedule } = check(request, options);
  const integration_id = walk.integration_id ?? client.integration_id;
  let state = given;
  let run = begin(await last(given, asked, integration_id), await digest(meaning(asked, integration_id)), schedule, Date.now());
  // Of its own, since other walks of this client get answers too.
  const sent = { ...client.sent, head: undefined };
  const spent: Spent = { max_pages: 0, max_requests: 0, since: performance.now() };
  let batches = 0;

  /** The next batch: a page's, or one without records whose state is the news. */
  async function batch(page?: CandidatePage): Promise<SyncBatch> {
    const previous_state = state;
    state = await write(run);
    batches += 1;
    const { after, started: started_at, done } = run;
    return { kind: after === null ? "full" : "incremental", ...sorted(page ?? NO_PAGE), issues: page?.issues ?? [], previous_state, state, started_at, done };
  }

  for (;;) {
    const filters = { ...asked, include_deleted: true, updated_after: run.after ?? undefined, cursor: run.cursor ?? undefined };
    if (run.page_size !== null) filters.page_size = run.page_size;
    const how = { ...walk, ...left(walk, spent) };
    sent.head = undefined;
    const [began, since] = [Date.now(), performance.now()];
    try {
      for await (const page of new CandidatePages(() => source({ ...client, sent }, filters, how))) {
        spent.max_pages += 1;
        spent.max_requests += page.meta.attempts;
        const { cursor } = page;
        const mark = cursor === null ? null : await digest(cursor);
        if (isCircle(run, mark)) throw circle(cursor, sent.secret);
        const now = Date.now();
        // The clock that never jumps may stand still while a machine sleeps.
        const elapsed_ms = Math.max(performance.now() - since, now - began, 0);
        run = onPage(run, { cursor, mark, date: dateOf(sent.head), began, elapsed_ms }, now);
        yield await batch(page);
      }
      return;
    } catch (error) {
      if (!isKomboError(error)) throw error;
      // As a walk does: a stop when something was handed over.
      if (error.kind === "deadline" && batches > 0) return;
      const next = onError(run, error, asked.page_size, Date.now());
      if (!next) throw error;
      run = next.run;
      spent.max_requests += error.attempts;
      const { reason } = next;
      if (reason) ignoreErrors(() => client.on_event?.({ type: "restart", reason }));
    }
    // So that the next call knows it too, should this one end here.
    yield await batch();
    if (Object.values(left(walk, spent)).some((some) => some <= 0)) return;
  }
}

/** What the state says; null when there is none, or one of version 1, whose watermark was the local clock's alone. */
async function last(state: unknown, asked: SyncRequest, integration_id: unknown): Promise<Run | null> {
  if (state === null) return null;
  // Its check says that `write` gave it.
  const { version, said } = await read(state);
  const [bound, form] = version === 1 ? [(said as { filters: string }).filters, meaning1] : [(said as Run).asked, meaning];
  if (bound !== (await digest(form(asked, integration_id)))) {
    throw wrong("of a sync with other filters or another integration: give the same, or leave it out to begin anew");
  }
  return version === 1 ? null : (said as Run);
}

/** The server's clock, where its answer tells it: a header that is an HTTP date comes as `@` and milliseconds. */
function dateOf(lines: string[] = []): number | undefined {
  const line = lines.find((line) => line.startsWith("date: @"));
  const date = Number(line?.slice(7));
  return Number.isFinite(date) ? date : undefined;
}

function circle(cursor: string | null, secret: string): KomboError {
  const message = "the server gave a cursor that it had given before in this run";
  return new KomboError({ kind: "pagination", message, cursor: cursor ?? undefined }, undefined, secret);
}
