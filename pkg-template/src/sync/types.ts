// What callers of the sync give and get.

import type { GetCandidatesRequest, RequestOptions } from "../generated/options.ts";
import type { Candidate } from "../generated/records.ts";
import type { RecordIssue } from "../types.ts";

/** What to keep up to date. `cursor`, `updated_after` and `include_deleted` are the sync's own. */
export interface SyncRequest extends Omit<GetCandidatesRequest, "cursor" | "updated_after" | "include_deleted"> {}

/** How to sync. Budgets (`max_pages`, `max_requests`, `deadline_ms`) end the iteration; the state goes on from there. */
export interface SyncOptions extends Omit<RequestOptions, "select" | "on_invalid"> {
  /**
   * What happens to a record that breaks the contract. `"report"`: kept, repaired where the contract has an answer, listed in
   * the batch's `issues`. `"throw"`: the sync ends with an error. A record that is left out would look as if it were gone, so
   * `"skip"` is an error. @default "report"
   */
  on_invalid?: "report" | "throw" | undefined;
  /** The `state` of the last batch that was stored. Null or left out: everything, from the beginning. */
  state?: string | null | undefined;
  /**
   * How much earlier than the last run's start to ask from, in milliseconds, from 0 to 315360000000 (ten years): for records
   * that the server shows late, and for clocks. The last run's start is the earlier of the local clock's and the server's,
   * where its `Date` can be read. @default 300000 five minutes
   */
  overlap_ms?: number | undefined;
  /**
   * After how long to fetch everything again, in milliseconds, from 0 (every run) to 315360000000 (ten years).
   * @default 604800000 seven days
   */
  full_every_ms?: number | undefined;
}

/** A page of changes; one without records where a run goes on in another way than it went, which its state tells. */
export interface SyncBatch {
  /** Whether the run that it belongs to fetches everything, or what has changed. */
  kind: "full" | "incremental";
  /** Candidates to insert or overwrite, by `id`; each id once, and none that is in `deletions`. */
  upserts: Candidate[];
  /**
   * Candidates that are gone, and since when; null where they come anonymised, which they are 14 days after their deletion,
   * without a date. Keep the date that you know.
   */
  deletions: { id: string; remote_deleted_at: string | null }[];
  /** What was wrong, record by record, as a page has it. A record without an id is in here alone. */
  issues: RecordIssue[];
  /**
   * The state that this batch follows: what the store must still hold when it writes the batch, or another process has
   * written meanwhile, and this one has to begin again from the store's state. Null: none.
   */
  previous_state: string | null;
  /** To be stored with the batch: opaque text. It holds no record and none of the filters. */
  state: string;
  /**
   * When this run started, by the local clock, in ISO 8601: the same for all batches of a run, however often it was gone on
   * with. A run that begins again has a new one.
   */
  started_at: string;
  /**
   * Whether the run has reached its end with this batch. What no batch of a full run held may be gone, or not: ask
   * `confirmDeleted`.
   */
  done: boolean;
}

/** How to ask whether candidates are gone. */
export interface ConfirmOptions
  extends Pick<
    RequestOptions,
    "signal" | "timeout_ms" | "retry" | "deadline_ms" | "max_requests" | "integration_id" | "headers"
  > {
  /** The id of a candidate that is there: one that the full run handed over in `upserts`. */
  witness: string;
}

/** What became of candidates. */
export interface Confirmation {
  /** Those that are no longer there. */
  gone: string[];
  /** Those that are, or that no request can ask for. */
  present: string[];
}

/**
 * Why a sync began its run again: the server refused the cursor (`cursor`), its cursors led in a circle (`circle`), or the
 * request with a cursor of more than a day ago failed (`age`).
 */
export type RestartReason = "cursor" | "circle" | "age";
