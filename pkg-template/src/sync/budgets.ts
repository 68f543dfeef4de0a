// What is left of a call's budgets, when it takes several walks.

import type { RequestOptions } from "../types.ts";

/** What was used up. */
export interface Spent {
  max_pages: number;
  max_requests: number;
  /** When the call began, on the clock that never jumps. */
  since: number;
}

type Budget = "max_pages" | "max_requests" | "deadline_ms";
type Budgets = { [Name in Budget]?: number };

/** Of those budgets that the call has, as long as nothing is used up, what was given, be it right or wrong. */
export function left(walk: Pick<RequestOptions, Budget>, { since, ...spent }: Spent): Budgets {
  if (spent.max_pages + spent.max_requests === 0) return {};
  const used = { ...spent, deadline_ms: Math.floor(performance.now() - since) };
  const rest = (Object.keys(used) as Budget[]).map((name) => [name, (walk[name] ?? Number.NaN) - used[name]] as const);
  return Object.fromEntries(rest.filter(([, amount]) => !Number.isNaN(amount)));
}
