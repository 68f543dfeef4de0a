// Counts how many records fill each field. Each record is counted once, when it arrives.

import { type Field as ContractField, FIELDS } from "../generated/contract.ts";
import { EACH, elements, type Field, isFilled, isObject, member, printField, type Value } from "./path.ts";

/** The most names below a field with free names, because a server may send any number. */
const MOST_NAMES = 200;
/** Not listed by name: its names are paths of the connected system's API, different in each record. */
const NOT_OPENED = "remote_data";

/** The statistics of a field. */
export interface Stat {
  readonly field: Field;
  readonly label: string;
  /** The printed field. */
  readonly id: string;
  readonly depth: number;
  /** The number of records that fill it. */
  filled: number;
  /** The number of these records that have an issue in it. */
  withIssue: number;
  /** Whether the contract lacks this field. */
  readonly unknown: boolean;
  readonly children: Map<string, Stat>;
  /** Whether the names below it come from the records, not from the contract. */
  readonly open: boolean;
  readonly list: boolean;
  lastFilled: number;
  lastWithIssue: number;
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
  return {
    field,
    label,
    id: printField(field),
    depth: names.length - 1,
    filled: 0,
    withIssue: 0,
    unknown,
    children,
    open,
    list,
    lastFilled: -1,
    lastWithIssue: -1,
  };
}

export class Coverage {
  readonly roots = new Map<string, Stat>(FIELDS.map((field) => [field.name, stat([field.name], field, false)]));
  total = 0;

  /** Counts record `n`. `issueFields` are the fields in which it has issues. */
  add(record: Value, n: number, issueFields: readonly Field[] = []): void {
    this.total += 1;
    if (isObject(record)) {
      for (const name of Object.keys(record)) {
        let root = this.roots.get(name);
        if (!root && this.roots.size < FIELDS.length + MOST_NAMES) this.roots.set(name, (root = stat([name], undefined, true)));
        if (root) visit(root, record[name], n);
      }
    }
    for (const field of issueFields) this.#countIssue(field, n);
  }

  #countIssue(field: Field, n: number): void {
    let children = this.roots;
    for (const step of field) {
      if (step === EACH) continue;
      const at = children.get(step);
      if (!at) return;
      if (at.lastFilled === n && at.lastWithIssue !== n) {
        at.lastWithIssue = n;
        at.withIssue += 1;
      }
      children = at.children;
    }
  }

  /** Finds the statistics of a field by its id. */
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

/** Fields that are shown as counts, not as bars: most records lack the first, and nearly all have the same value of the second. */
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
  /** Fields of the records that are not in the contract. */
  readonly unknown: readonly CoverageRow[];
}

/**
 * The rows of the chart: the fields in order, each followed by its nested fields when it is opened. In the order `least`, the
 * contract's nested fields are rows of the same level, so that the first row is the least filled of all.
 */
export function coverageRows(coverage: Coverage, order: CoverageOrder, opened: ReadonlySet<string>): CoverageRows {
  const all = [...coverage.roots.values()].filter(({ id }) => !COUNTS.includes(id));
  const isWhole = (at: Stat) => coverage.total > 0 && at.filled === coverage.total && at.withIssue === 0 && at.children.size === 0;
  const shown = all.filter((at) => !isWhole(at));
  const inContract = shown.filter(({ unknown }) => !unknown);
  const isFlat = order === "least";
  return {
    rows: rowsOf(isFlat ? [...withNested(inContract)] : inContract, order, opened, isFlat),
    always: all.filter(isWhole),
    unknown: rowsOf(
      shown.filter(({ unknown }) => unknown),
      order,
      opened,
      false,
    ),
  };
}

/** The fields and their nested fields in the contract. */
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
