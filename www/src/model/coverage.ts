// How many records fill each field. Counted as records arrive, each once.

import { type Field as ContractField, FIELDS } from "../generated/contract.ts";
import { EACH, elements, type Field, isFilled, isObject, member, printField, type Value } from "./path.ts";

/** So many names below a field of free names; a server may send any number. */
const MOST_NAMES = 200;
/** Free names here are paths of the connected system's API, one a record. */
const NOT_OPENED = "remote_data";

/** What is known of a field. */
export interface Stat {
  readonly field: Field;
  readonly label: string;
  /** Its printed form, by which it is known everywhere. */
  readonly id: string;
  readonly depth: number;
  /** How many records fill it. */
  filled: number;
  /** How many of these have an issue in it. */
  flawed: number;
  /** Whether it is no field of the contract. */
  readonly unknown: boolean;
  readonly children: Map<string, Stat>;
  /** Whether names below it come from the records. */
  readonly open: boolean;
  readonly list: boolean;
  lastFilled: number;
  lastFlawed: number;
}

function stat(field: Field, contract: ContractField | undefined, unknown: boolean): Stat {
  const names = field.filter((step) => step !== EACH);
  const label = String(names.at(-1) ?? "");
  const children = new Map<string, Stat>();
  const keyed = label === "integration_fields" && field.length === 1;
  const list = contract?.kind === "list" && !keyed;
  if (!keyed)
    for (const child of contract?.fields ?? []) children.set(child.name, stat([...field, ...(list ? [EACH as typeof EACH] : []), child.name], child, false));
  const open = keyed || (contract?.kind === "map" && label !== NOT_OPENED);
  return { field, label, id: printField(field), depth: names.length - 1, filled: 0, flawed: 0, unknown, children, open, list, lastFilled: -1, lastFlawed: -1 };
}

export class Coverage {
  readonly roots = new Map<string, Stat>(FIELDS.map((field) => [field.name, stat([field.name], field, false)]));
  total = 0;

  /** Counts record `n`; `flaws` are the fields in which it has issues. */
  add(record: Value, n: number, flaws: readonly Field[] = []): void {
    this.total += 1;
    if (isObject(record)) {
      for (const name of Object.keys(record)) {
        let root = this.roots.get(name);
        if (!root && this.roots.size < FIELDS.length + MOST_NAMES) this.roots.set(name, (root = stat([name], undefined, true)));
        if (root) visit(root, record[name], n);
      }
    }
    for (const flaw of flaws) this.#flaw(flaw, n);
  }

  #flaw(field: Field, n: number): void {
    let children = this.roots;
    for (const step of field) {
      if (step === EACH) continue;
      const at = children.get(step);
      if (!at) return;
      if (at.lastFilled === n && at.lastFlawed !== n) {
        at.lastFlawed = n;
        at.flawed += 1;
      }
      children = at.children;
    }
  }

  /** The statistics of a field by its printed form. */
  find(id: string): Stat | undefined {
    for (const at of this.all()) if (at.id === id) return at;
    return undefined;
  }

  *all(among: Iterable<Stat> = this.roots.values()): Generator<Stat> {
    for (const at of among) {
      yield at;
      yield* this.all(at.children.values());
    }
  }
}

function visit(at: Stat, value: Value, n: number): void {
  if (!isFilled(value)) return;
  if (at.lastFilled !== n) {
    at.lastFilled = n;
    at.filled += 1;
  }
  if (at.label === "integration_fields" && at.depth === 0) {
    for (const element of elements(value)) {
      const key = member(element, "key");
      if (typeof key === "string") below(at, key, member(element, "value"), n);
    }
  } else if (at.open) {
    if (isObject(value)) for (const key of Object.keys(value)) below(at, key, value[key], n);
  } else if (at.children.size > 0) {
    for (const element of at.list ? elements(value) : [value]) for (const child of at.children.values()) visit(child, member(element, child.label), n);
  }
}

function below(at: Stat, key: string, value: Value, n: number): void {
  let child = at.children.get(key);
  if (!child) {
    if (at.children.size >= MOST_NAMES) return;
    at.children.set(key, (child = stat([...at.field, key], undefined, false)));
  }
  visit(child, value, n);
}

export const ORDERS = ["most", "least", "contract"] as const;
export type CoverageOrder = (typeof ORDERS)[number];

/** Shown as counts of records, not as bars: most records lack the first, and the second says the same of nearly all. */
const COUNTS = ["remote_deleted_at", "confidential"];

export interface CoverageRow {
  readonly stat: Stat;
  readonly label: string;
  readonly depth: number;
  /** Whether the fields below it can be shown. */
  readonly opens: boolean;
}

export interface CoverageRows {
  readonly rows: readonly CoverageRow[];
  /** Fields that every record fills, without an issue. */
  readonly always: readonly Stat[];
  /** What the records have beside the contract's fields. */
  readonly unknown: readonly CoverageRow[];
}

/**
 * The rows of the chart: the fields in order, with what is opened below them. By the least filled, the contract's nested fields are
 * rows of their own, so that the first is the worst of all.
 */
export function coverageRows(coverage: Coverage, order: CoverageOrder, opened: ReadonlySet<string>): CoverageRows {
  const all = [...coverage.roots.values()].filter(({ id }) => !COUNTS.includes(id));
  const isWhole = (at: Stat) => coverage.total > 0 && at.filled === coverage.total && at.flawed === 0 && at.children.size === 0;
  const shown = all.filter((at) => !isWhole(at));
  const known = shown.filter(({ unknown }) => !unknown);
  const isFlat = order === "least";
  return {
    rows: rowsOf(isFlat ? [...withNested(known)] : known, order, opened, isFlat),
    always: all.filter(isWhole),
    unknown: rowsOf(
      shown.filter(({ unknown }) => unknown),
      order,
      opened,
      false,
    ),
  };
}

/** The fields, and those that the contract has below them. */
function* withNested(stats: Iterable<Stat>): Generator<Stat> {
  for (const at of stats) {
    yield at;
    if (!at.open) yield* withNested(at.children.values());
  }
}

function rowsOf(stats: readonly Stat[], order: CoverageOrder, opened: ReadonlySet<string>, isFlat: boolean): CoverageRow[] {
  return sorted(stats, order).flatMap((stat) => {
    const opens = stat.children.size > 0 && (!isFlat || stat.open);
    const below = opens && opened.has(stat.id) ? rowsOf([...stat.children.values()], order, opened, false) : [];
    return [{ stat, label: isFlat ? stat.id : stat.label, depth: isFlat ? 0 : stat.depth, opens }, ...below];
  });
}

function sorted(stats: readonly Stat[], order: CoverageOrder): readonly Stat[] {
  if (order === "contract") return stats;
  return [...stats].sort((a, b) => (order === "most" ? b.filled - a.filled : a.filled - b.filled));
}
