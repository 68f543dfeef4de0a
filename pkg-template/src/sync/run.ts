// What a sync asks for next: pure functions of its state, the clock, the options and what came back.
//
// A run asks for what changed after its watermark. The next run's watermark is the time at which this one started, and takes
// effect only when this one has reached its end: so a change that comes while it runs is found by it or by the next, and a run
// that dies is gone on with. Each function gives a new state and leaves the old one alone.

import { KOMBO_ERROR_CODES } from "../generated/facts.ts";
import type { KomboErrorKind, RestartReason } from "../types.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** What the server takes when `page_size` is left out. */
const SERVERS_PAGE_SIZE = 100;

/** What a state says. All members are there, so that none is found on a prototype. */
export interface Run {
  /** A fingerprint of the filters and the integration. */
  asked: string;
  /** When it started, by the local clock, in ISO 8601. No two runs in a row have the same. */
  started: string;
  /** From when on changes are asked for, in ISO 8601; null: everything. */
  after: string | null;
  /** When its first page was asked for, by the clock that was behind; null before that page. In milliseconds since 1970. */
  watermark: number | null;
  /** Whether the server's clock had a part in it. */
  server_clock: boolean;
  /** The watermark of the last run that fetched everything; null before there was one. */
  last_full: number | null;
  /** Where to go on; null at the first page. */
  cursor: string | null;
  /** Whether it has reached its end. */
  done: boolean;
  /** When the latest page came, in milliseconds since 1970. */
  at: number;
  /** When it last began again; null when it did not. */
  restarted: number | null;
  /** How many pages there were, and the digest of the cursor at the last power of two. */
  pages: number;
  mark: string | null;
  /** The page size, where pages of the size that was asked for were too large. */
  page_size: number | null;
}

/** How often runs begin, and what they ask for. */
export interface Schedule {
  overlap_ms: number;
  full_every_ms: number;
}

/** A page, as far as the run is concerned. */
export interface Answer {
  cursor: string | null;
  /** The digest of the cursor. */
  mark: string | null;
  /** The server's `Date`, in milliseconds since 1970; undefined where it cannot be read. */
  date?: number | undefined;
  /** When this walk began by the local clock, in milliseconds since 1970. */
  began: number;
  /** How long ago that is. */
  elapsed_ms: number;
}

/** An error, as far as the run is concerned. */
export interface Failure {
  kind: KomboErrorKind;
  code: string | null;
  status: number | null;
  cursor: string | undefined;
  issues: readonly unknown[];
  message: string;
}

/** Goes on with the run that the state is in the middle of, or begins the one after it. */
export function begin(last: Run | null, asked: string, { overlap_ms, full_every_ms }: Schedule, now: number): Run {
  if (last && !last.done) return last;
  const [watermark, last_full, server_clock] = last ? [last.watermark, last.last_full, last.server_clock] : [null, null, true];
  // A local clock that was ahead has told nothing of what has changed since.
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

/** The run, one page further. */
export function onPage(run: Run, { cursor, mark, date, began, elapsed_ms }: Answer, now: number): Run {
  const pages = run.pages + 1;
  const further = { ...run, cursor, at: now, pages, mark: (pages & (pages - 1)) === 0 ? mark : run.mark };
  if (run.cursor === null) {
    // The server's time when this walk began; a header's is cut to the second, and what is earlier loses nothing.
    further.watermark = Math.floor(date === undefined ? began : Math.min(began, date - elapsed_ms));
    further.server_clock = date !== undefined;
  }
  if (cursor !== null) return further;
  const { watermark, last_full } = further;
  return { ...further, done: true, last_full: run.after === null ? watermark : last_full, restarted: null, pages: 0, mark: null, page_size: null };
}

/**
 * Whether the cursor came before in this run. A walk knows when its cursors lead in a circle; a run of many short walks
 * compares each with the one at its last page number that was a power of two, which finds every circle sooner or later.
 */
export const isCircle = (run: Run, mark: string | null): boolean => mark !== null && mark === run.mark;

/** What there is to do about a failure: ask for less, or begin again. Nothing where it would not help. */
export function onError(run: Run, error: Failure, page_size: number | undefined, now: number): { run: Run; reason: RestartReason | undefined } | undefined {
  const size = run.page_size ?? page_size ?? SERVERS_PAGE_SIZE;
  if (isTooLarge(error)) return size > 1 ? { run: { ...run, page_size: Math.floor(size / 2) }, reason: undefined } : undefined;
  const reason = restartReason(run, error, now);
  // A run that is stopped again and again comes to its end; one that always fails does not ask without end.
  if (!reason || (run.restarted !== null && Math.abs(now - run.restarted) < HOUR)) return undefined;
  // From its own watermark, as a run that starts now: what it saw before is not what is there now.
  const again = { started: start(now, run), watermark: null, server_clock: false, cursor: null, at: now, restarted: now, pages: 0, mark: null };
  return { run: { ...run, ...again }, reason };
}

/** Statuses that say that the request is wrong: all of it was right before, so it is the cursor. */
const REFUSED = [400, 410, 422];

/** What a code of the contract means, it says; these two leave it open. */
const KNOWN: readonly string[] = KOMBO_ERROR_CODES.filter((code) => code !== "PLATFORM.UNKNOWN_ERROR" && code !== "REMOTE.UNKNOWN_HTTP_ERROR");

/** Whose cause may be the cursor. */
const DOUBTFUL = ["api", "http", "decode", "timeout", "network"];

function restartReason(run: Run, error: Failure, now: number): RestartReason | undefined {
  if (error.kind === "pagination") return "circle";
  // Without a cursor it is the request that is wrong, and it will be the next time.
  if (run.cursor === null || error.cursor === undefined) return undefined;
  const { kind, code, status } = error;
  if (code === "PLATFORM.INPUT_INVALID") return "cursor";
  if (kind === "api" && code?.includes("CURSOR")) return "cursor";
  if (REFUSED.includes(status ?? 0) && code === null && (kind === "http" || kind === "api")) return "cursor";
  // Records that the caller wants an error for are there after a new beginning too.
  // After a day nothing is lost by beginning again, unless it is known to be something else.
  const isElse = code !== null && KNOWN.includes(code);
  return DOUBTFUL.includes(kind) && !isElse && error.issues.length === 0 && Math.abs(now - run.at) > DAY ? "age" : undefined;
}

/** The module's own advice, which no other error gives. */
export const isTooLarge = ({ kind, message }: Pick<Failure, "kind" | "message">): boolean => kind === "decode" && message.includes("`page_size`");

/** No two runs in a row start at the same time. */
function start(now: number, last: Run | null): string {
  const time = new Date(now).toISOString();
  return time === last?.started ? new Date(now + 1).toISOString() : time;
}
