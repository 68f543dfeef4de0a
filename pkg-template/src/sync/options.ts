// Validates the options of `syncCandidates` and `confirmDeleted`. The walk validates the filters and options that it shares.

import { members, wrongInput } from "../index.ts";
import type { ConfirmOptions, RequestOptions, SyncOptions, SyncRequest } from "../types.ts";
import { readOnce } from "./meaning.ts";
import { isRequestable } from "./portions.ts";
import type { Schedule } from "./run.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const MAX_MS = 10 * 365 * DAY;

/** Parameters that the sync sets itself. */
const RESERVED = {
  cursor: "the sync keeps it in `state`",
  updated_after: "the sync keeps it in `state`",
  include_deleted: "a sync always asks for deleted candidates",
};

/** Options of a walk that a confirmation does not accept. */
const NOT_FOR_CONFIRM = {
  select: "whole records are needed",
  max_pages: "an incomplete response decides nothing",
  on_invalid: "a skipped record would look deleted",
  prefetch: "there is nothing to fetch ahead",
};

export type Walk = Omit<RequestOptions, "select">;

/** The validated options of a sync. */
export interface SyncSettings extends Schedule {
  request: SyncRequest;
  walk: Walk;
  state: SyncOptions["state"];
}

/** @throws {KomboError} of kind `input` when one of them is wrong */
export function check(request: SyncRequest = {}, options: SyncOptions = {}): SyncSettings {
  const filters = members(request);
  for (const [name, reason] of Object.entries(RESERVED)) {
    if (filters[name] !== undefined) throw wrongInput(name, "set by the sync itself", reason);
  }
  const { state, overlap_ms = 5 * MINUTE, full_every_ms = 7 * DAY, ...rest }: SyncOptions = members(options);
  // The sync changes `max_pages` and `page_size`. They are own members also when they are omitted, so that none is inherited.
  const walk: RequestOptions = members({ max_pages: undefined, ...rest });
  if (walk.select !== undefined) throw wrongInput("select", "not for a sync", "a store needs whole records");
  if (walk.on_invalid === "skip")
    throw wrongInput("on_invalid", '"skip", which is not for a sync', 'a skipped record would look deleted: give "report" or "throw"');
  for (const [name, ms] of Object.entries({ overlap_ms, full_every_ms })) {
    if (!Number.isSafeInteger(ms) || ms < 0 || ms > MAX_MS) {
      throw wrongInput(name, "no whole number of milliseconds", `give 0 to ${MAX_MS} (ten years)`);
    }
  }
  return { request: { page_size: undefined, ...readLists(filters) }, walk, state, overlap_ms, full_every_ms };
}

function readLists(filters: Record<string, unknown>): SyncRequest {
  try {
    return readOnce(filters);
  } catch {
    throw wrongInput("ids, remote_ids or job_ids", "a list that throws when it is read", "give an array of strings");
  }
}

/**
 * The ids without duplicates, the witness, and the options of the walks.
 *
 * @throws {KomboError} of kind `input` when one of them is wrong
 */
export function checkConfirm(ids: unknown, options: ConfirmOptions | undefined): { ids: string[]; witness: string; walk: Walk } {
  const { witness, ...rest } = members(options);
  const walk = members(rest);
  for (const [name, reason] of Object.entries(NOT_FOR_CONFIRM)) {
    if (walk[name] !== undefined) throw wrongInput(name, "not for a confirmation", reason);
  }
  if (typeof witness !== "string" || !isRequestable(witness)) {
    throw wrongInput("witness", "no id that can be asked for", "give the id of a candidate that this run returned");
  }
  const given: unknown = Array.isArray(ids) ? [...(ids as unknown[])] : undefined;
  if (!Array.isArray(given) || !given.every((id) => typeof id === "string")) {
    throw wrongInput("ids", "no array of strings", "give the ids that a full run did not return");
  }
  return { ids: [...new Set(given as string[])], witness, walk: walk as Walk };
}
