// What a sync is asked for: the filters and options of a walk, but for those that are the sync's own.

import { KomboError } from "./kombo.js";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const LONGEST = 10 * 365 * DAY;

/** The sync sets these itself. */
const OURS = {
  cursor: "the sync keeps it in `state`",
  updated_after: "the sync keeps it in `state`",
  include_deleted: "a sync always asks for deleted candidates",
};

/** What to ask for, how to walk, and the sync's own options, apart. Throws an error of kind `input`. */
export function check(request = {}, options = {}) {
  for (const [name, reason] of Object.entries(OURS)) {
    if (request?.[name] !== undefined) throw wrong(name, "not for a sync to be told", reason);
  }
  const { state, overlap_ms = MINUTE, full_every = 7 * DAY, ...walk } = options ?? {};
  if (walk.select !== undefined) throw wrong("select", "not for a sync", "a store needs whole records");
  for (const [name, ms] of Object.entries({ overlap_ms, full_every })) {
    if (!Number.isSafeInteger(ms) || ms < 0 || ms > LONGEST) {
      throw wrong(name, "no whole number of milliseconds", `give 0 to ${LONGEST} (ten years)`);
    }
  }
  return { request, walk, state, overlap_ms, full_every };
}

const wrong = (name, given, allowed) =>
  new KomboError({ kind: "input", message: `\`${name}\` is ${given}: ${allowed}` });
