// What a sync is asked for: the filters and options of a walk, but for those that are the sync's own.

import { members, wrongInput } from "../index.ts";
import type { RequestOptions, SyncOptions, SyncRequest } from "../types.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const LONGEST = 10 * 365 * DAY;

/** The sync sets these itself. */
const OURS = {
  cursor: "the sync keeps it in `state`",
  updated_after: "the sync keeps it in `state`",
  include_deleted: "a sync always asks for deleted candidates",
};

/** What to ask for, how to walk, and the sync's own options. */
export interface Checked {
  request: SyncRequest;
  walk: Omit<RequestOptions, "select">;
  state: SyncOptions["state"];
  overlap_ms: number;
  full_every: number;
}

/** @throws {KomboError} of kind `input` when one of them is wrong */
export function check(request: SyncRequest = {}, options: SyncOptions = {}): Checked {
  const asked = members(request);
  for (const [name, reason] of Object.entries(OURS)) {
    if (asked[name] !== undefined) throw wrongInput(name, "not for a sync to be told", reason);
  }
  const { state, overlap_ms = MINUTE, full_every = 7 * DAY, ...rest }: SyncOptions = members(options);
  const walk: RequestOptions = members(rest);
  if (walk.select !== undefined) throw wrongInput("select", "not for a sync", "a store needs whole records");
  for (const [name, ms] of Object.entries({ overlap_ms, full_every })) {
    if (!Number.isSafeInteger(ms) || ms < 0 || ms > LONGEST) {
      throw wrongInput(name, "no whole number of milliseconds", `give 0 to ${LONGEST} (ten years)`);
    }
  }
  return { request, walk, state, overlap_ms, full_every };
}
