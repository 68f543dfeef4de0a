// What a sync and a confirmation are asked for: the filters and options of a walk, but for those that are their own.

import { members, wrongInput } from "../index.ts";
import type { ConfirmOptions, RequestOptions, SyncOptions, SyncRequest } from "../types.ts";
import { readOnce } from "./meaning.ts";
import { isAskable } from "./portions.ts";
import type { Schedule } from "./run.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const LONGEST = 10 * 365 * DAY;

/** The sync sets these itself. */
const OURS = {
  cursor: "the sync keeps it in `state`",
  updated_after: "the sync keeps it in `state`",
  include_deleted: "a sync always asks for deleted candidates",
};

/** What a walk of the sync's own cannot be told. */
const REFUSED = {
  select: "whole records are needed",
  max_pages: "a half answer decides nothing",
  on_invalid: "what is left out would look as if it were gone",
  prefetch: "one page is all there is",
};

export type Walk = Omit<RequestOptions, "select">;

/** What to ask for, how to walk, and the sync's own options. */
export interface Checked extends Schedule {
  request: SyncRequest;
  walk: Walk;
  state: SyncOptions["state"];
}

/** @throws {KomboError} of kind `input` when one of them is wrong */
export function check(request: SyncRequest = {}, options: SyncOptions = {}): Checked {
  const asked = members(request);
  for (const [name, reason] of Object.entries(OURS)) {
    if (asked[name] !== undefined) throw wrongInput(name, "not for a sync to be told", reason);
  }
  const { state, overlap_ms = 5 * MINUTE, full_every_ms = 7 * DAY, ...rest }: SyncOptions = members(options);
  const walk: RequestOptions = members(rest);
  if (walk.select !== undefined) throw wrongInput("select", "not for a sync", "a store needs whole records");
  if (walk.on_invalid === "skip") throw wrongInput("on_invalid", '"skip", which is not for a sync', 'a store would take what is skipped for gone: give "report" or "throw"');
  for (const [name, ms] of Object.entries({ overlap_ms, full_every_ms })) {
    if (!Number.isSafeInteger(ms) || ms < 0 || ms > LONGEST) {
      throw wrongInput(name, "no whole number of milliseconds", `give 0 to ${LONGEST} (ten years)`);
    }
  }
  return { request: readLists(asked), walk, state, overlap_ms, full_every_ms };
}

function readLists(asked: Record<string, unknown>): SyncRequest {
  try {
    return readOnce(asked);
  } catch {
    throw wrongInput("ids, remote_ids or job_ids", "a list that throws when it is read", "give an array of strings");
  }
}

/** The ids, each once, the witness, and how to walk. @throws {KomboError} of kind `input` when one of them is wrong */
export function checkConfirm(ids: unknown, options: ConfirmOptions | undefined): { ids: string[]; witness: string; walk: Walk } {
  const { witness, ...rest } = members(options);
  const walk = members(rest);
  for (const [name, reason] of Object.entries(REFUSED)) {
    if (walk[name] !== undefined) throw wrongInput(name, "not for a confirmation", reason);
  }
  if (typeof witness !== "string" || !isAskable(witness)) {
    throw wrongInput("witness", "no id that can be asked for", "give the id of a candidate that this run handed over");
  }
  const given: unknown = Array.isArray(ids) ? [...(ids as unknown[])] : undefined;
  if (!Array.isArray(given) || !given.every((id) => typeof id === "string")) {
    throw wrongInput("ids", "no array of strings", "give the ids that a full run did not hand over");
  }
  return { ids: [...new Set(given as string[])], witness, walk: walk as Walk };
}
