// Counts how often each value occurs: outcomes and stages of applications, sources and tags of candidates.

import { FIELDS } from "../generated/contract.ts";
import { EACH, elements, type Field, member, type Value, valuesOf } from "./path.ts";

export const KINDS = ["outcome", "stage", "source", "tag"] as const;
export type Kind = (typeof KINDS)[number];

/** The most different values of a kind. Further ones are not counted. */
const MOST = 10_000;

export interface Counted {
  /** Null counts absent values. */
  readonly value: string | null;
  readonly count: number;
  /** Whether the contract lacks this value. */
  readonly unknown: boolean;
}

/** The value's text, or its JSON when it is no text; null when it is empty. */
const text = (value: Value): string | null =>
  value === null || value === undefined || value === "" ? null : typeof value === "string" ? value : JSON.stringify(value);

/** Where the values of a kind are: the list, and the field of its elements. A source is of the record itself. */
export const PLACES: { readonly [kind in Kind]: { readonly list: Field; readonly field: Field } } = {
  outcome: { list: ["applications", EACH], field: ["outcome"] },
  stage: { list: ["applications", EACH], field: ["current_stage", "name"] },
  source: { list: [], field: ["source"] },
  tag: { list: ["tags", EACH], field: ["name"] },
};

/** A record's values of a kind, one for each application or tag. */
export function valuesOfKind(record: Value, kind: Kind): (string | null)[] {
  const { list, field } = PLACES[kind];
  return valuesOf(record, list).map((element) => text(valuesOf(element, field)[0]));
}

const outcomes = FIELDS.find(({ name }) => name === "applications")?.fields?.find(({ name }) => name === "outcome")?.values ?? [];

export class Values {
  readonly counts: Readonly<Record<Kind, Map<string | null, number>>> = { outcome: new Map(), stage: new Map(), source: new Map(), tag: new Map() };
  applications = 0;

  add(record: Value): void {
    this.applications += elements(member(record, "applications")).length;
    for (const kind of KINDS) {
      const counts = this.counts[kind];
      for (const value of valuesOfKind(record, kind)) {
        const count = counts.get(value);
        if (count !== undefined || counts.size < MOST) counts.set(value, (count ?? 0) + 1);
      }
    }
  }

  /** The values of a kind, the most frequent first. */
  top(kind: Kind, most = Infinity): Counted[] {
    const all = [...this.counts[kind]].map(([value, count]) => ({ value, count, unknown: kind === "outcome" && value !== null && !outcomes.includes(value) }));
    return all.sort((a, b) => b.count - a.count || String(a.value).localeCompare(String(b.value))).slice(0, most);
  }

  /** The number of different values, without null. */
  names(kind: Kind): number {
    return this.counts[kind].size - (this.counts[kind].has(null) ? 1 : 0);
  }
}
