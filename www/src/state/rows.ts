// The rows of the table: what passes the filters and the search, in the order asked for. Worked out in slices.

import { effect, untracked } from "@preact/signals";
import { column } from "../model/columns.ts";
import { testAll } from "../model/filters.ts";
import { matches, words } from "../model/search.ts";
import { inSlices, type Job } from "../model/slices.ts";
import { sortRows } from "../model/sort.ts";
import type { Records } from "./records.ts";
import { listed, pending, records, rows, view, working } from "./store.ts";

const STEP = 128;
/** How many records the rows are made of; those after it are still to be looked at. */
let seen = 0;
let turn = 0;

type Keeps = (n: number) => boolean;

function keeps(all: Records): Keeps {
  const { filters, query } = view.value;
  const searched = words(query);
  const test = testAll(filters);
  return (n) => matches(all.hay[n] ?? "", searched) && (filters.length === 0 || test(all.row(n)));
}

function* chosen(all: Records, upTo: number): Job<number[]> {
  const keep = keeps(all);
  const { sort } = view.value;
  const found: number[] = [];
  for (let n = 0; n < upTo; n++) {
    if (keep(n)) found.push(n);
    if (n % STEP === 0) yield;
  }
  const by = sort && column(sort.column);
  return sort && by ? yield* sortRows(found, (n) => by.key(all.items[n]), sort.down) : found;
}

/** Works the rows out anew. A later call makes an earlier one stale. */
export async function refresh(): Promise<void> {
  const mine = ++turn;
  const all = records.value;
  const upTo = all.length;
  working.value = true;
  const found = await inSlices(chosen(all, upTo), () => mine !== turn);
  if (!found || mine !== turn) return;
  working.value = false;
  seen = upTo;
  pending.value = 0;
  rows.value = found;
  listed.value += 1;
  extend();
}

/** Adds what has arrived since: at the end, or, where there is a sort, to what waits to be sorted in. */
export function extend(): void {
  if (working.value) return;
  const all = records.value;
  const keep = keeps(all);
  const found: number[] = [];
  for (let n = seen; n < all.length; n++) if (keep(n)) found.push(n);
  seen = all.length;
  if (found.length === 0) return;
  if (view.value.sort === null) rows.value = rows.value.concat(found);
  else if (rows.value.length === 0 && pending.value === 0) void refresh();
  else pending.value += found.length;
}

/** A walk begins: there are no rows. */
export function clearRows(): void {
  turn += 1;
  seen = 0;
  working.value = false;
  pending.value = 0;
  rows.value = [];
}

/** Keeps the rows up with what is looked at. */
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
