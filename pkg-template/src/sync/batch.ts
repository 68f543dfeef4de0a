// A page's records, sorted into those to keep and those that are gone.

import type { Candidate, SyncBatch } from "../types.ts";

/**
 * Of two records with one id the later counts. A record without an id can be neither kept nor deleted; the page's issues tell
 * of it.
 */
export function sorted(records: readonly Candidate[]): Pick<SyncBatch, "upserts" | "deletions"> {
  const known = new Map<string, Candidate>();
  for (const record of records) {
    if (typeof record?.id !== "string") continue;
    known.delete(record.id);
    known.set(record.id, record);
  }
  const all = [...known.values()];
  return {
    upserts: all.filter((record) => !isGone(record)),
    deletions: all.filter(isGone).map((record) => ({ id: record.id, remote_deleted_at: deletedAt(record) })),
  };
}

/** Whether a record says that its candidate is gone: by a date, or by having nothing left but its id. */
export const isGone = (record: Candidate): boolean => deletedAt(record) !== null || isAnonymised(record);

/** What is no date says nothing. */
function deletedAt({ remote_deleted_at: at }: Candidate): string | null {
  return typeof at === "string" && !Number.isNaN(Date.parse(at)) ? at : null;
}

/** What tells nothing of a person, and may stay. */
const REST = ["id", "changed_at"];

const isAnonymised = (record: Candidate): boolean => Object.entries(record).every(([name, value]) => REST.includes(name) || isNothing(value));

const isNothing = (value: unknown): boolean => value === null || (typeof value === "object" && Object.keys(value).length === 0);
