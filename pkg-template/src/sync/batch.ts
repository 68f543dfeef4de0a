// A page's records, sorted into those to keep and those that are gone.

import type { Candidate, CandidatePage, SyncBatch } from "../types.ts";

/** A record with what it says of its candidate: whether it is gone. */
export interface Told {
  readonly record: Candidate;
  readonly gone: boolean;
}

/** What is read of a page. */
export type Read = Pick<CandidatePage, "results" | "issues"> & { readonly meta: Pick<CandidatePage["meta"], "issues"> };

/**
 * The records of a page. One is gone by a date, or by having nothing left but its id, as Kombo anonymises: with nulls that are
 * there. One that lacks required fields was repaired with nulls, which says nothing, so it stays.
 */
export function told({ results, issues, meta }: Read): Told[] {
  // Where not all issues are listed, any record may have one.
  const areListed = !Object.hasOwn(meta, "issues");
  const repaired = new Set(issues.filter(({ found }) => found === "nothing").map(({ index }) => index));
  return results.map((record, index) => {
    const isWhole = areListed && !repaired.has(index);
    return { record, gone: record !== null && typeof record === "object" && (deletedAt(record) !== null || (isWhole && isAnonymised(record))) };
  });
}

/**
 * Of two records with one id the later counts. A record without an id can be neither kept nor deleted; the page's issues tell
 * of it.
 */
export function sorted(page: Read): Pick<SyncBatch, "upserts" | "deletions"> {
  const known = new Map<string, Told>();
  for (const one of told(page)) {
    if (typeof one.record?.id !== "string") continue;
    known.delete(one.record.id);
    known.set(one.record.id, one);
  }
  const all = [...known.values()];
  return {
    upserts: all.filter(({ gone }) => !gone).map(({ record }) => record),
    deletions: all.filter(({ gone }) => gone).map(({ record }) => ({ id: record.id, remote_deleted_at: deletedAt(record) })),
  };
}

/** As the contract writes dates; engines take much else for one. */
const DATE = /^\d{4}-\d\d-\d\d(T|$)/;

/** What is no date says nothing. */
function deletedAt({ remote_deleted_at: at }: Candidate): string | null {
  return typeof at === "string" && DATE.test(at) && !Number.isNaN(Date.parse(at)) ? at : null;
}

/** What tells nothing of a person, and may stay. */
const REST = ["id", "changed_at"];

const isAnonymised = (record: Candidate): boolean => Object.entries(record).every(([name, value]) => REST.includes(name) || isNothing(value));

const isNothing = (value: unknown): boolean => value === null || (typeof value === "object" && Object.keys(value).length === 0);
