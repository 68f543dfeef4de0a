// The report of an integration: for the fleet after each slice, and for people.

import type { Machine } from "./machine.ts";
import type { Doubt } from "./store.ts";

export interface Counts {
  candidates: number;
  tombstones: number;
  doubt: Doubt | null;
}

export interface Summary extends Pick<Machine, "phase" | "reason" | "until" | "error">, Counts {}

export interface Info extends Summary {
  id: string | null;
  history: Entry[];
  totals: Totals;
  /** Why the feed's sink refused the latest changes: a code. */
  feed_error: string | null;
}

/** A line of an integration's history. */
export interface Entry {
  at: number;
  /** A slice (`full`, `incremental`, `confirm`), a person's order, or a failure. */
  what: string;
  /** The code of a failure. */
  error?: string;
  requests?: number;
  upserts?: number;
  deletions?: number;
  issues?: number;
  /** How often in a row, for entries without a change. */
  times?: number;
}

/** An integration's totals since it was added. */
export interface Totals {
  requests: number;
  upserts: number;
  deletions: number;
  runs: number;
  /** In the object's SQLite, as Cloudflare counts them. */
  rows_written: number;
}

const LONGEST = 60;

/** The history with one more entry, the latest first. Repeated entries without a change are one line. */
export function noted(history: readonly Entry[], entry: Entry): Entry[] {
  const [latest, ...rest] = history;
  const isQuiet = ({ upserts = 0, deletions = 0, issues = 0 }: Entry) => upserts + deletions + issues === 0;
  if (latest && latest.what === entry.what && latest.error === entry.error && isQuiet(latest) && isQuiet(entry)) {
    return [{ ...entry, requests: (latest.requests ?? 0) + (entry.requests ?? 0), times: (latest.times ?? 1) + 1 }, ...rest];
  }
  return [entry, ...history].slice(0, LONGEST);
}

/** The form for people and programs: times in ISO 8601. */
export function shown<T extends Summary>(summary: T): Omit<T, "until"> & { until: string | null } {
  return { ...summary, until: summary.until === null ? null : new Date(summary.until).toISOString() };
}

/** Why a person must act; null when nobody must. */
export function attention({ phase, reason, error, doubt }: Summary): string | null {
  if (phase === "removed") return null;
  if (doubt) return `${doubt.missing} of ${doubt.of} candidates are missing: gone, or kept?`;
  if (phase === "waiting" && reason === "person") return error;
  return null;
}
