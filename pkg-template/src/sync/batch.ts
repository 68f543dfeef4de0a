// Splits a page's records into upserts and deletions.

import type { Candidate, CandidatePage, SyncBatch } from "../types.ts";

/** A record, and whether its candidate is deleted. */
export interface SortedRecord {
  readonly record: Candidate;
  readonly isGone: boolean;
}

/** The members of a page that are used. */
export type PageRecords = Pick<CandidatePage, "results" | "issues"> & { readonly meta: Pick<CandidatePage["meta"], "issues"> };

/**
 * The records of a page, and which are deleted: those with a deletion date, and anonymised ones, in which Kombo set all fields but
 * the id to null. A record with missing fields was repaired with nulls, so its nulls prove nothing and it is kept.
 */
export function sortRecords({ results, issues, meta }: PageRecords): SortedRecord[] {
  // If not all issues are listed, any record may have one.
  const areListed = !Object.hasOwn(meta, "issues");
  const repaired = new Set(issues.filter(({ found }) => found === "nothing").map(({ index }) => index));
  return results.map((record, index) => {
    const isWhole = areListed && !repaired.has(index);
    return { record, isGone: record !== null && typeof record === "object" && (deletedAt(record) !== null || (isWhole && isAnonymised(record))) };
  });
}

/**
 * The upserts and deletions of a page. If an id occurs twice, the later record is used. A record without an id is left out; it is
 * listed in the page's issues.
 */
export function sorted(page: PageRecords): Pick<SyncBatch, "upserts" | "deletions"> {
  const byId = new Map<string, SortedRecord>();
  for (const item of sortRecords(page)) {
    if (typeof item.record?.id !== "string") continue;
    byId.delete(item.record.id);
    byId.set(item.record.id, item);
  }
  const all = [...byId.values()];
  return {
    upserts: all.filter(({ isGone }) => !isGone).map(({ record }) => record),
    deletions: all.filter(({ isGone }) => isGone).map(({ record }) => ({ id: record.id, remote_deleted_at: deletedAt(record) })),
  };
}

/** The format of dates in the contract. `Date.parse` accepts many other texts. */
const DATE = /^\d{4}-\d\d-\d\d(T|$)/;

/** The deletion date; null if the value is not a date. */
function deletedAt({ remote_deleted_at: at }: Candidate): string | null {
  return typeof at === "string" && DATE.test(at) && !Number.isNaN(Date.parse(at)) ? at : null;
}

/** The fields that an anonymised record keeps. */
const KEPT_FIELDS = ["id", "changed_at"];

const isAnonymised = (record: Candidate): boolean => Object.entries(record).every(([name, value]) => KEPT_FIELDS.includes(name) || isEmpty(value));

const isEmpty = (value: unknown): boolean => value === null || (typeof value === "object" && Object.keys(value).length === 0);
