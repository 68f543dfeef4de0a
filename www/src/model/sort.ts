// Sorts rows by a key: stable, rows without a key last. It runs in steps, because 100,000 rows take too long for one task.

import type { Job } from "./slices.ts";

export type Key = string | number | null;

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });
const RUN = 256;

export function compareKeys(a: Key, b: Key): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  if (typeof a === "string" && typeof b === "string") return a === b ? 0 : collator.compare(a, b);
  return typeof a === typeof b ? 0 : typeof a === "number" ? -1 : 1;
}

/** The rows in the order of their keys. Rows with equal keys stay in the order of arrival, also in descending order. */
export function* sortRows(rows: readonly number[], keyOf: (row: number) => Key, down: boolean): Job<number[]> {
  const keyed: { row: number; key: Key }[] = [];
  const last: number[] = [];
  for (const row of rows) {
    const key = keyOf(row);
    if (key === null) last.push(row);
    else keyed.push({ row, key });
    if (keyed.length % RUN === 0) yield;
  }
  const compare = (a: { key: Key }, b: { key: Key }) => (down ? compareKeys(b.key, a.key) : compareKeys(a.key, b.key));
  let from = keyed;
  for (let start = 0; start < from.length; start += RUN) {
    const run = from.slice(start, start + RUN).sort(compare);
    for (let n = 0; n < run.length; n++) from[start + n] = run[n] as (typeof run)[number];
    yield;
  }
  let to = new Array<{ row: number; key: Key }>(from.length);
  for (let width = RUN; width < from.length; width *= 2) {
    for (let start = 0; start < from.length; start += 2 * width) yield* merge(from, to, start, width, compare);
    [from, to] = [to, from];
  }
  return [...from.map(({ row }) => row), ...last];
}

/** Merges two neighbouring sorted runs into one. */
function* merge<Item>(from: Item[], to: Item[], start: number, width: number, compare: (a: Item, b: Item) => number): Job<void> {
  const middle = Math.min(start + width, from.length);
  const end = Math.min(start + 2 * width, from.length);
  for (let left = start, right = middle, at = start; at < end; at++) {
    const takeLeft = left < middle && (right >= end || compare(from[left] as Item, from[right] as Item) <= 0);
    to[at] = from[takeLeft ? left++ : right++] as Item;
    if (at % RUN === 0) yield;
  }
}
