// The state machine of a sync: pure functions of the state, the clock, the options and a response. Each returns a new state.
//
// A run requests the changes since its watermark. The next run's watermark is the time at which this run started, and is used only
// after this run has finished. So a change during a run is found by this run or by the next, and an interrupted run is resumed.

import { KOMBO_ERROR_CODES } from "../generated/facts.ts";
import { isRefusedCursor, WRONG_REQUEST } from "../refused-cursor.ts";
import type { KomboErrorKind, RestartReason } from "../types.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** The server's page size if `page_size` is omitted. */
const DEFAULT_PAGE_SIZE = 100;

/** A reduced page size doubles after this many pages. So at most one request in nine is for a page that is still too large. */
const PAGES_PER_SIZE = 8;

/** The content of a state. All members are present, so none is read from a prototype. */
export interface Run {
  /** A fingerprint of the filters and the integration. */
  asked: string;
  /** When the run started, by the local clock, in ISO 8601. Consecutive runs have different values. */
  started: string;
  /** The time since which changes are requested, in ISO 8601; null: everything. */
  after: string | null;
  /** When the first page was requested, in milliseconds since 1970, by the earlier of the local and the server's clock. Else null. */
  watermark: number | null;
  /** Whether the server's clock was known for the watermark. */
  server_clock: boolean;
  /** The watermark of the last full run; null before the first one. */
  last_full: number | null;
  /** The cursor to resume from; null for the first page. */
  cursor: string | null;
  /** Whether the run is finished. */
  done: boolean;
  /** When the latest page was received, in milliseconds since 1970. */
  at: number;
  /** When the run was last restarted, in milliseconds since 1970; null if it was not. */
  restarted: number | null;
  /** The number of pages, and the digest of the cursor at the last page number that was a power of two. */
  pages: number;
  mark: string | null;
  /** The reduced page size, if pages were too large; otherwise null. */
  page_size: number | null;
}

/** The options that determine what a run requests. */
export interface Schedule {
  overlap_ms: number;
  full_every_ms: number;
}

/** The members of a page that affect the run. */
export interface Answer {
  cursor: string | null;
  /** The digest of the cursor. */
  mark: string | null;
  /** The page size of the request's filters. */
  page_size?: number | undefined;
  /** The server's `Date` header, in milliseconds since 1970; undefined if it cannot be read. */
  date?: number | undefined;
  /** When this walk started, by the local clock, in milliseconds since 1970. */
  began: number;
  /** The time since then. */
  elapsed_ms: number;
}

/** The members of an error that affect the run. */
export interface Failure {
  kind: KomboErrorKind;
  code: string | null;
  status: number | null;
  cursor: string | undefined;
  issues: readonly unknown[];
  message: string;
}

/** The unfinished run of the state, or the next run. */
export function begin(last: Run | null, asked: string, { overlap_ms, full_every_ms }: Schedule, now: number): Run {
  if (last && !last.done) return last;
  const [watermark, last_full, server_clock] = last ? [last.watermark, last.last_full, last.server_clock] : [null, null, true];
  // If the watermark is from the local clock and is in the future, the changes since the last run are unknown.
  const wasAhead = !server_clock && watermark !== null && now < watermark;
  const full = watermark === null || last_full === null || wasAhead || now - last_full >= full_every_ms;
  return {
    asked,
    started: start(now, last),
    after: full ? null : new Date(Math.max(0, watermark - overlap_ms)).toISOString(),
    watermark: null,
    server_clock: false,
    last_full,
    cursor: null,
    done: false,
    at: now,
    restarted: null,
    pages: 0,
    mark: null,
    page_size: null,
  };
}

/** The run after one more page. */
export function onPage(run: Run, { cursor, mark, page_size, date, began, elapsed_ms }: Answer, now: number): Run {
  const pages = run.pages + 1;
  const further = { ...run, cursor, at: now, pages, mark: (pages & (pages - 1)) === 0 ? mark : run.mark };
  if (pages % PAGES_PER_SIZE === 0) further.page_size = grown(run.page_size, page_size);
  if (run.cursor === null) {
    // The server's time when this walk started. The header is truncated to seconds, which is safe: an earlier watermark loses nothing.
    further.watermark = Math.floor(date === undefined ? began : Math.min(began, date - elapsed_ms));
    further.server_clock = date !== undefined;
  }
  if (cursor !== null) return further;
  const { watermark, last_full } = further;
  return { ...further, done: true, last_full: run.after === null ? watermark : last_full, restarted: null, pages: 0, mark: null, page_size: null };
}

/**
 * Whether the cursors of this run repeat. A walk detects this itself. A run of many short walks compares each cursor with the one at
 * the last page number that was a power of two, which finds every circle eventually (Brent's algorithm).
 */
export const isCircle = (run: Run, mark: string | null): boolean => mark !== null && mark === run.mark;

/** The run after a failure: with smaller pages, or restarted. Undefined if neither would help. */
export function onError(run: Run, error: Failure, page_size: number | undefined, now: number): { run: Run; reason: RestartReason | undefined } | undefined {
  const size = run.page_size ?? page_size ?? DEFAULT_PAGE_SIZE;
  if (isTooLarge(error)) return size > 1 ? { run: { ...run, page_size: Math.floor(size / 2) }, reason: undefined } : undefined;
  const reason = restartReason(run, error, now);
  // At most one restart per hour. So a run that fails now and then still finishes, and one that always fails does not retry forever.
  if (!reason || (run.restarted !== null && Math.abs(now - run.restarted) < HOUR)) return undefined;
  // It keeps `after`, but takes a new start and watermark: the pages before the restart no longer show the current data.
  const restart = { started: start(now, run), watermark: null, server_clock: false, cursor: null, at: now, restarted: now, pages: 0, mark: null };
  return { run: { ...run, ...restart }, reason };
}

/** Twice a reduced page size; null once that is the usual one. */
function grown(reduced: number | null, usual = DEFAULT_PAGE_SIZE): number | null {
  return reduced !== null && 2 * reduced < usual ? 2 * reduced : null;
}

/** The number of pages until the page size changes; infinite unless it is reduced. */
export const pagesOfThisSize = ({ page_size, pages }: Run): number => (page_size === null ? Infinity : PAGES_PER_SIZE - (pages % PAGES_PER_SIZE));

/** The contract's codes with a specific meaning. The two excluded ones may have any cause. */
const SPECIFIC_CODES: readonly string[] = KOMBO_ERROR_CODES.filter((code) => code !== "PLATFORM.UNKNOWN_ERROR" && code !== "REMOTE.UNKNOWN_HTTP_ERROR");

/** Kinds of errors that a stale cursor may cause. */
const POSSIBLE_KINDS = ["api", "http", "decode", "timeout", "network"];

function restartReason(run: Run, error: Failure, now: number): RestartReason | undefined {
  if (error.kind === "pagination") return "circle";
  // Without a cursor, the request itself is wrong, and a restart would send the same request.
  if (run.cursor === null || error.cursor === undefined) return undefined;
  const { kind, code, status } = error;
  if (isRefusedCursor(error)) return "cursor";
  // A restart loses nothing, so a refusal that is not Kombo's counts too: the rest of the request was accepted before.
  if (kind === "http" && WRONG_REQUEST.includes(status ?? 0)) return "cursor";
  // A cursor older than a day may have expired, unless the error has a specific code. A restart does not help against invalid records
  // (`issues`), which would be returned again.
  const isSpecific = code !== null && SPECIFIC_CODES.includes(code);
  return POSSIBLE_KINDS.includes(kind) && !isSpecific && error.issues.length === 0 && Math.abs(now - run.at) > DAY ? "age" : undefined;
}

/** Whether a page was too large. Only this error's message contains the advice about `page_size`. */
export const isTooLarge = ({ kind, message }: Pick<Failure, "kind" | "message">): boolean => kind === "decode" && message.includes("`page_size`");

/** The start time of a run, different from that of the last run. */
function start(now: number, last: Run | null): string {
  const time = new Date(now).toISOString();
  return time === last?.started ? new Date(now + 1).toISOString() : time;
}
