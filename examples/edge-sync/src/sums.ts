// Sums over all integrations (pure), changed summary by summary, so that nobody has to read all of them.

import type { Summary } from "./summary.ts";

export interface Sums {
  integrations: number;
  candidates: number;
  tombstones: number;
  /** By `phase`, or `waiting:reason`. */
  phases: Record<string, number>;
}

export const NONE: Sums = { integrations: 0, candidates: 0, tombstones: 0, phases: {} };

/** The sums after one integration's summary has changed; undefined: the integration is not in the list. */
export function changed(sums: Sums, before: Summary | undefined, after: Summary | undefined): Sums {
  return plus(plus(sums, before, -1), after, 1);
}

function plus({ integrations, candidates, tombstones, phases }: Sums, summary: Summary | undefined, sign: 1 | -1): Sums {
  if (!summary) return { integrations, candidates, tombstones, phases };
  const key = summary.phase === "waiting" ? `waiting:${summary.reason}` : summary.phase;
  const counted = { ...phases, [key]: (phases[key] ?? 0) + sign };
  if (counted[key] === 0) delete counted[key];
  return {
    integrations: integrations + sign,
    candidates: candidates + sign * summary.candidates,
    tombstones: tombstones + sign * summary.tombstones,
    phases: counted,
  };
}
