// Runs the walk, one at a time. It can be cancelled and resumed. No record is added twice.

import { batch } from "@preact/signals";
import { type CandidatePage, type CandidatePages, isKomboError, Kombo, type KomboEvent } from "kombo-edge";
import { afterWalk, lastOf } from "../model/lastwalk.ts";
import { some } from "../model/numbers.ts";
import { type Entered, normal, toOptions, toRequest } from "../model/request.ts";
import { turn } from "../model/slices.ts";
import { reason } from "../model/words.ts";
import { announce, draw } from "./drawing.ts";
import { Records } from "./records.ts";
import { savePreferences } from "./remembered.ts";
import { clearRows, extend } from "./rows.ts";
import { current, fault, isRunning, lastWalks, NO_WALK, records, view, type WalkState, walk } from "./store.ts";

let controller: AbortController | null = null;
/** The sandbox counts requests by this id, so that a resumed walk continues the count. */
let walkId = "";
/** The cursors of this walk, by page. */
let cursors: (string | undefined)[] = [];

const change = (changes: Partial<WalkState>): void => void (walk.value = { ...walk.value, ...changes });

/** Starts a new walk and removes the records of the last one. */
export function start(): Promise<void> {
  cancel();
  const { entered, integration } = view.value;
  const began = Date.now();
  walkId = crypto.randomUUID();
  cursors = [];
  batch(() => {
    records.value = new Records();
    current.value = null;
    clearRows();
    walk.value = { ...NO_WALK, entered: normal(entered), integration, began, last: lastOf(lastWalks.value, entered) };
  });
  const { cursor } = toRequest(entered, began, walk.value.last);
  return run(entered, cursor, 1);
}

/** Continues where the walk stopped. */
export function resume(): Promise<void> {
  const { resume: from, entered } = walk.value;
  return from ? run(entered, from.cursor, from.page) : Promise.resolve();
}

export function cancel(): void {
  controller?.abort();
}

async function run(entered: Entered, cursor: string | undefined, firstPage: number): Promise<void> {
  const own = new AbortController();
  controller = own;
  const since = performance.now();
  change({
    status: "walking",
    since,
    ended: 0,
    error: null,
    failedPage: null,
    repeats: null,
    retry: null,
    stopped: null,
    resume: null,
    requested: { page: firstPage, attempt: 1, at: since },
  });
  announce("Walking.");
  draw();
  const { began, integration, last } = walk.value;
  const isCurrent = () => controller === own;
  const kombo = new Kombo({ server_url: new URL("./kombo", location.href), on_event: (event) => isCurrent() && onEvent(event, firstPage) });
  const headers: Record<string, string> = fault.value === "" ? {} : { "x-sandbox-fault": `${fault.value}~${walkId}` };
  let page = firstPage;
  let pages: CandidatePages | undefined;
  try {
    pages = kombo.ats.getCandidates(
      { ...toRequest(entered, began, last), cursor },
      { ...toOptions(entered), integration_id: integration, signal: own.signal, headers },
    );
    cursors[firstPage] = cursor;
    for await (const arrived of pages) {
      if (!isCurrent() || own.signal.aborted) break;
      add(arrived, page, entered);
      cursors[++page] = arrived.cursor ?? undefined;
      // Lets the browser render before the next page.
      await turn();
    }
    if (isCurrent())
      ended(own.signal.aborted ? "cancelled" : "done", {
        stopped: pages.stopped === "max_pages" ? "max_pages" : "end",
        resume: pages.cursor === null ? null : { cursor: pages.cursor ?? cursor, page },
      });
  } catch (thrown) {
    if (!isCurrent()) return;
    if (own.signal.aborted) ended("cancelled", { resume: { cursor: pages?.cursor ?? cursor, page } });
    else if (isKomboError(thrown)) failed(thrown, page, firstPage);
    else throw thrown;
  }
}

function failed(error: WalkState["error"] & object, page: number, firstPage: number): void {
  // A circle is found after the page whose cursor leads back, so that page is requested again. Any other failure is of the next page.
  const again = error.kind === "pagination" && page > firstPage;
  const failedPage = again ? page - 1 : page;
  const cursor = again ? cursors[failedPage] : (error.cursor ?? cursors[page]);
  const before = again ? cursors.findIndex((one, at) => at > 0 && at <= failedPage && one !== undefined && one === cursors[page]) - 1 : 0;
  ended("failed", {
    error,
    repeats: before > 0 ? before : null,
    failedPage: error.kind === "input" ? null : failedPage,
    requestId: error.request_id,
    resume: error.kind === "input" ? null : { cursor, page: failedPage },
  });
}

function ended(status: "done" | "cancelled" | "failed", changes: Partial<WalkState>): void {
  const { since, walked, entered, began, last, integration } = walk.value;
  change({ status, ended: Date.now(), walked: walked + performance.now() - since, requested: null, retry: null, stopped: null, ...changes });
  if (status === "done" && walk.value.stopped === "end") {
    lastWalks.value = afterWalk(lastWalks.value, { entered, began, last, leftOut: records.value.leftOut });
    savePreferences(integration, { last: lastWalks.value });
  }
  const what = { done: walk.value.stopped === "max_pages" ? "Stopped at the pages asked for" : "All there", cancelled: "Cancelled", failed: "Stopped" }[status];
  announce(`${what}: ${some(records.value.length, "record")}.`, true);
  draw(true);
}

function add(arrived: CandidatePage, page: number, entered: Entered): void {
  const { timing, bytes, request_id = null } = arrived.meta;
  const lap = { page, network: timing.network_ms, check: timing.check_ms, parse: timing.parse_ms };
  batch(() => {
    records.value.add(arrived, page, entered["on_invalid"] === "skip");
    // A page that was requested again replaces its earlier timing.
    const timings = [...walk.value.timings.filter((other) => other.page !== page), lap];
    change({ timings, bytes: walk.value.bytes + bytes, requestId: request_id });
    extend();
  });
  announce(`Walking: ${some(records.value.length, "record")} so far.`);
  draw();
}

/** Handles the package's events. Their page numbers start at 1 in each run. */
function onEvent(event: KomboEvent, firstPage: number): void {
  if (!isRunning.value) return;
  const now = performance.now();
  if (event.type === "request") {
    change({ status: "walking", retry: null, requested: { page: firstPage + event.page - 1, attempt: event.attempt, at: now } });
  } else if (event.type === "retry") {
    const what = reason(event.code, event.status, event.kind);
    change({
      status: "waiting",
      retries: walk.value.retries + 1,
      retry: { page: firstPage + event.page - 1, until: now + event.wait_ms, wait_ms: event.wait_ms, what },
    });
    announce(`Waiting ${Math.ceil(event.wait_ms / 1000)} seconds before the next attempt.`);
  }
  draw();
}
