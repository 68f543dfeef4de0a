// Counts the shown records for the charts, in slices, when the view's filters or its search select some of them.

import { signal } from "@preact/signals";
import { Counts } from "../model/counts.ts";
import { inSlices, type Job } from "../model/slices.ts";
import { draw } from "./drawing.ts";
import type { Records } from "./records.ts";
import { drawn, view } from "./store.ts";

const STEP = 32;
const counted = signal<Counts | null>(null);
/** The counts that grow when more records arrive, and the rows that they lack. */
let growing: Counts | null = null;
let waiting: number[] = [];

/** The counts of the shown records. Null when all are shown, and until they are counted. */
export const shown = (): Counts | null => (drawn.value, counted.value);

const isNarrowed = (): boolean => view.value.filters.length > 0 || view.value.query.trim() !== "";

/** Counts these rows. A later call makes an earlier one stale. */
export async function countShown(all: Records, rows: readonly number[]): Promise<void> {
  const counts = isNarrowed() ? new Counts() : null;
  growing = counts;
  waiting = [...rows];
  if (counts && !(await inSlices(countWaiting(all, counts), () => growing !== counts))) return;
  counted.value = counts;
  draw();
}

/** Adds rows to the counts. */
export function countMore(all: Records, rows: readonly number[]): void {
  if (!growing) return;
  // A count that still runs takes them too.
  for (const n of rows) waiting.push(n);
  if (growing === counted.value) for (const _ of countWaiting(all, growing));
}

function* countWaiting(all: Records, counts: Counts): Job<true> {
  for (let at = 0; at < waiting.length; at++) {
    const n = waiting[at] as number;
    counts.count(all.items[n], n, all.issues(n));
    if (at % STEP === 0) yield;
  }
  waiting = [];
  return true;
}
