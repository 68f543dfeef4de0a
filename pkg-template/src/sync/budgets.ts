// The remaining budgets of a call that consists of several walks.

import type { RequestOptions } from "../types.ts";

/** What the call has used so far. */
export interface Spent {
  max_pages: number;
  max_requests: number;
  /** When the call started, by `performance.now()`. */
  since: number;
}

type Budget = "max_pages" | "max_requests" | "deadline_ms";
type Budgets = { [Name in Budget]?: number };

/** The remaining amount of each budget that the call has. Empty before the first request, so the options are validated as given. */
export function left(walk: Pick<RequestOptions, Budget>, { since, ...spent }: Spent): Budgets {
  if (spent.max_pages + spent.max_requests === 0) return {};
  const used = { ...spent, deadline_ms: Math.floor(performance.now() - since) };
  const remaining = (Object.keys(used) as Budget[]).map((name) => [name, (walk[name] ?? Number.NaN) - used[name]] as const);
  return Object.fromEntries(remaining.filter(([, amount]) => !Number.isNaN(amount)));
}
