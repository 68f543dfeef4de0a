// Computes the rows of the table in slices: the records that pass the filters and the search, in the chosen order.

import { effect, untracked } from "@preact/signals";
import { column } from "../model/columns.ts";
import { testAll } from "../model/filters.ts";
import { matches, words } from "../model/search.ts";
import { inSlices, type Job } from "../model/slices.ts";
import { sortRows } from "../model/sort.ts";
import type { Records } from "./records.ts";
import { countMore, countShown } from "./shown.ts";
import { listed, pending, records, rows, view, working } from "./store.ts";

const STEP = 128;
/** The number of records that the rows were computed from. */
let seen = 0;
let latestRun = 0;

type RowTest = (n: number) => boolean;

function rowTest(all: Records): RowTest {
  const { filters, query } = view.value;
  const searched = words(query);
  const test = testAll(filters);
  return (n) => matches(all.hay[n] ?? "", searched) && (filters.length === 0 || test(all.row(n)));
}

function* shownRows(all: Records, upTo: number): Job<number[]> {
  const isShown = rowTest(all);
  const { sort } = view.value;
  const found: number[] = [];
  for (let n = 0; n < upTo; n++) {
    if (isShown(n)) found.push(n);
    if (n % STEP === 0) yield;
  }
  const by = sort && column(sort.column);
  return sort && by ? yield* sortRows(found, (n) => by.key(all.items[n]), sort.down) : found;
}

/** Computes all rows. A later call makes an earlier one stale. */
export async function refresh(): Promise<void> {
  const run = ++latestRun;
  const all = records.value;
  const upTo = all.length;
  working.value = true;
  const found = await inSlices(shownRows(all, upTo), () => run !== latestRun);
  if (!found || run !== latestRun) return;
  working.value = false;
  seen = upTo;
  pending.value = 0;
  rows.value = found;
  listed.value += 1;
  void countShown(all, found);
  extend();
}

/** Adds the rows of new records: at the end, or, in a sorted table, to the number of pending records. */
export function extend(): void {
  if (working.value) return;
  const all = records.value;
  const isShown = rowTest(all);
  const found: number[] = [];
  for (let n = seen; n < all.length; n++) if (isShown(n)) found.push(n);
  seen = all.length;
  if (found.length === 0) return;
  if (view.value.sort !== null && rows.value.length === 0 && pending.value === 0) return void refresh();
  if (view.value.sort === null) rows.value = rows.value.concat(found);
  else pending.value += found.length;
  countMore(all, found);
}

/** Removes all rows, at the start of a walk. */
export function clearRows(): void {
  latestRun += 1;
  seen = 0;
  working.value = false;
  pending.value = 0;
  rows.value = [];
  void countShown(records.value, []);
}

/** Computes the rows again when the filters, the search or the sort of the view change. */
export function followView(): () => void {
  let before = "";
  return effect(() => {
    const { filters, query, sort } = view.value;
    const now = JSON.stringify([filters, query, sort]);
    if (now === before) return;
    before = now;
    untracked(() => void refresh());
  });
}
