// `confirmDeleted`: requests candidates by id, because a record that is missing from one response is not proof of its deletion.

import { CandidatePages, isKomboError, KomboError, source } from "../index.ts";
import type { ClientSource } from "../source.ts";
import type { Confirmation, ConfirmOptions, PageMeta } from "../types.ts";
import { type SortedRecord, sortRecords } from "./batch.ts";
import { left, type Spent } from "./budgets.ts";
import { checkConfirm } from "./options.ts";
import { type Doubt, decide, isRequestable, portions } from "./portions.ts";
import { isTooLarge } from "./run.ts";

/** A portion with its witness fits into one page, unless the page is too large. */
const PAGE_SIZE = 100;

export async function confirm(client: ClientSource, given: readonly string[], options?: ConfirmOptions): Promise<Confirmation> {
  const { ids, witness, walk } = checkConfirm(given, options);
  const spent: Spent = { max_pages: 0, max_requests: 0, since: performance.now() };
  const gone = new Set<string>();
  const present = new Set(ids.filter((id) => !isRequestable(id)));
  const lists = portions(ids.filter(isRequestable), witness);
  let page_size = PAGE_SIZE;
  for (let at = 0; at < lists.length; ) {
    const portion = [...(lists[at] as string[]), witness];
    const budgets = left(walk, spent);
    if (Object.values(budgets).some((amount) => amount <= 0)) break;
    const pages = new CandidatePages(() => source(client, { ids: portion, include_deleted: true, page_size }, { ...walk, ...budgets }));
    const records: SortedRecord[] = [];
    let meta: PageMeta | undefined;
    try {
      for await (const page of pages) {
        meta = page.meta;
        spent.max_pages += 1;
        spent.max_requests += meta.attempts;
        records.push(...sortRecords(page));
      }
    } catch (error) {
      if (!isKomboError(error)) throw error;
      // Earlier portions are decided, and their result is returned.
      if (error.kind === "deadline" && at > 0) break;
      if (!isTooLarge(error) || page_size === 1) throw error;
      spent.max_requests += error.attempts;
      page_size = Math.floor(page_size / 2);
      continue;
    }
    // A budget ended the walk: an incomplete response decides nothing.
    if (pages.stopped !== "end") break;
    const deleted = decide(portion, witness, records);
    if (typeof deleted === "string") throw undecided(deleted, meta);
    for (const id of portion) (deleted.has(id) ? gone : present).add(id);
    at += 1;
    page_size = Math.min(2 * page_size, PAGE_SIZE);
  }
  return { gone: ids.filter((id) => gone.has(id)), present: ids.filter((id) => present.has(id)) };
}

const REASONS: { [What in Doubt]: string } = {
  other: "the response has a candidate that was not asked for, so the server ignored `ids`",
  witness_missing: "the witness did not come back, so other missing candidates may still exist",
  witness_deleted: "the witness is deleted: give the id of another candidate that this run returned",
};

function undecided(doubt: Doubt, meta: PageMeta | undefined): KomboError {
  const response = meta ? { status: meta.status, ...(Object.hasOwn(meta, "request_id") && { request_id: meta.request_id }) } : {};
  return new KomboError({ kind: "decode", message: `nothing is decided: ${REASONS[doubt]}`, ...response, retryable: doubt !== "witness_deleted" });
}
