// `confirmDeleted`: asks for ids by name, so that nobody takes what one answer did not hold for gone.

import { CandidatePages, isKomboError, KomboError, source } from "../index.ts";
import type { ClientSource } from "../source.ts";
import type { Confirmation, ConfirmOptions, PageMeta } from "../types.ts";
import { type Told, told } from "./batch.ts";
import { left, type Spent } from "./budgets.ts";
import { checkConfirm } from "./options.ts";
import { type Doubt, isAskable, judge, portions } from "./portions.ts";
import { isTooLarge } from "./run.ts";

/** A portion and the witness are one page, unless it is too large. */
const PAGE_SIZE = 100;

export async function confirm(client: ClientSource, given: readonly string[], options?: ConfirmOptions): Promise<Confirmation> {
  const { ids, witness, walk } = checkConfirm(given, options);
  const spent: Spent = { max_pages: 0, max_requests: 0, since: performance.now() };
  const gone = new Set<string>();
  const present = new Set(ids.filter((id) => !isAskable(id)));
  const lists = portions(ids.filter(isAskable), witness);
  let page_size = PAGE_SIZE;
  for (let at = 0; at < lists.length; ) {
    const portion = [...(lists[at] as string[]), witness];
    const budgets = left(walk, spent);
    if (Object.values(budgets).some((some) => some <= 0)) break;
    const pages = new CandidatePages(() => source(client, { ids: portion, include_deleted: true, page_size }, { ...walk, ...budgets }));
    const records: Told[] = [];
    let meta: PageMeta | undefined;
    try {
      for await (const page of pages) {
        meta = page.meta;
        spent.max_pages += 1;
        spent.max_requests += meta.attempts;
        records.push(...told(page));
      }
    } catch (error) {
      if (!isKomboError(error)) throw error;
      // What was decided before stands.
      if (error.kind === "deadline" && at > 0) break;
      if (!isTooLarge(error) || page_size === 1) throw error;
      spent.max_requests += error.attempts;
      page_size = Math.floor(page_size / 2);
      continue;
    }
    // A budget has ended: half an answer decides nothing.
    if (pages.stopped !== "end") break;
    const judged = judge(portion, witness, records);
    if ("doubt" in judged) throw undecided(judged.doubt, meta);
    for (const id of portion) (judged.gone.has(id) ? gone : present).add(id);
    at += 1;
  }
  return { gone: ids.filter((id) => gone.has(id)), present: ids.filter((id) => present.has(id)) };
}

const SAID: { [What in Doubt]: string } = {
  other: "a candidate came that was not asked for, so `ids` was not obeyed",
  witness_missing: "the witness did not come back, so what did not come may still be there",
  witness_deleted: "the witness is deleted: give the id of another candidate that this run handed over",
};

function undecided(doubt: Doubt, meta: PageMeta | undefined): KomboError {
  const answer = meta ? { status: meta.status, ...(Object.hasOwn(meta, "request_id") && { request_id: meta.request_id }) } : {};
  return new KomboError({ kind: "decode", message: `nothing is decided: ${SAID[doubt]}`, ...answer, retryable: doubt !== "witness_deleted" });
}
