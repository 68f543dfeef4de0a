// The public types of the sync.

import type { GetCandidatesRequest, RequestOptions } from "../generated/options.ts";
import type { Candidate } from "../generated/records.ts";
import type { RecordIssue } from "../types.ts";

/** The filters of a sync. `cursor`, `updated_after` and `include_deleted` are set by the sync itself. */
export interface SyncRequest extends Omit<GetCandidatesRequest, "cursor" | "updated_after" | "include_deleted"> {}

/**
 * The options of a sync. A budget (`max_pages`, `max_requests`, `deadline_ms`) ends the iteration; the next call resumes there. There is
 * no `stopped`: after such an end, the last batch's `done` is false.
 */
export interface SyncOptions extends Omit<RequestOptions, "select" | "on_invalid"> {
  /**
   * How to handle a record that violates the contract. `"report"`: it is kept, repaired where the contract has a default, and listed
   * in the batch's `issues`. `"throw"`: the sync ends with an error. `"skip"` is an error, because a skipped record would look
   * deleted. @default "report"
   */
  on_invalid?: "report" | "throw" | undefined;
  /** The `state` of the last stored batch. Null or omitted: a full run from the beginning. */
  state?: string | null | undefined;
  /**
   * How far before the last run's start a run looks for changes, in milliseconds, from 0 to 315360000000 (ten years). It covers
   * records that the server returns late, and clock differences. The last run's start is the earlier of the local clock and the
   * server's `Date` header, if that can be read. @default 300000 five minutes
   */
  overlap_ms?: number | undefined;
  /**
   * The time between two full runs, in milliseconds, from 0 (every run is full) to 315360000000 (ten years).
   * @default 604800000 seven days
   */
  full_every_ms?: number | undefined;
}

/** A page of changes. Without records if only the state changed: the run restarted, or continues with smaller pages. */
export interface SyncBatch {
  /** Whether the run fetches everything or only changes. */
  kind: "full" | "incremental";
  /** Candidates to insert or overwrite by `id`. Each id occurs once, and not in `deletions`. */
  upserts: Candidate[];
  /**
   * Deleted candidates, with the date of their deletion. Candidates are anonymised 14 days after their deletion; then the date is
   * null, and you should keep the date that you have stored.
   */
  deletions: { id: string; remote_deleted_at: string | null }[];
  /** Violations of the contract, by record, like a page's `issues`. A record without an id occurs only here. */
  issues: RecordIssue[];
  /**
   * The state before this batch. Write the batch only if the store still holds this state: otherwise another process has written
   * in the meantime, and this one must start again from the store's state. Null: no state.
   */
  previous_state: string | null;
  /** The state to store with the batch: an opaque text. It contains no record and no filter. */
  state: string;
  /**
   * When this run started, by the local clock, in ISO 8601. The same for all batches of a run, also after it was resumed. A
   * restarted run has a new one.
   */
  started_at: string;
  /**
   * Whether this is the last batch of the run. A candidate that was in no batch of a full run may be deleted or not: check it with
   * `confirmDeleted`.
   */
  done: boolean;
}

/** The options of `confirmDeleted`. */
export interface ConfirmOptions
  extends Pick<RequestOptions, "signal" | "timeout_ms" | "retry" | "deadline_ms" | "max_requests" | "integration_id" | "headers"> {
  /** The id of a candidate that exists: one that the full run returned in `upserts`. */
  witness: string;
}

/** The result of `confirmDeleted`. */
export interface Confirmation {
  /** The ids of candidates that no longer exist. */
  gone: string[];
  /** The ids of candidates that exist, and ids that cannot be requested. */
  present: string[];
}

/**
 * Why a sync restarted its run: the server refused the cursor (`cursor`), the cursors repeated (`circle`), or a request with a
 * cursor older than a day failed (`age`).
 */
export type RestartReason = "cursor" | "circle" | "age";
