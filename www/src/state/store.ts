// The page's state: signals that the views read and only the actions beside this file write.

import { computed, signal } from "@preact/signals";
import type { KomboError } from "kombo-edge";
import { EMPTY, type View } from "../model/address.ts";
import type { Timing } from "../model/bars.ts";
import type { CoverageOrder } from "../model/coverage.ts";
import { type Entered, isEqual } from "../model/request.ts";
import { Records } from "./records.ts";

/** Who is signed in, and what that person may see. */
export interface Session {
  readonly integrations: readonly { readonly id: string; readonly name?: string }[];
  /** Where the page runs over the sandbox. */
  readonly sandbox?: { readonly faults: readonly { readonly spec: string; readonly label: string }[] };
}
export type SessionState = { readonly at: "loading" } | { readonly at: "out" } | { readonly at: "failed" } | ({ readonly at: "in" } & Session);

export type Status = "idle" | "walking" | "waiting" | "done" | "cancelled" | "failed";

/** Where the walk is. */
export interface WalkState {
  readonly status: Status;
  readonly entered: Entered;
  readonly integration: string;
  /** The time on the wall when it began and when it ended. */
  readonly began: number;
  readonly ended: number;
  /** For how long it has walked, without the time that it stood. In milliseconds. */
  readonly walked: number;
  /** When the present run began, by the page's clock. */
  readonly since: number;
  readonly bytes: number;
  readonly retries: number;
  readonly timings: readonly Timing[];
  /** The page that is asked for, its attempt, and since when. */
  readonly asked: { readonly page: number; readonly attempt: number; readonly at: number } | null;
  readonly retry: { readonly page: number; readonly until: number; readonly wait_ms: number; readonly what: string } | null;
  readonly stopped: "end" | "max_pages" | null;
  readonly error: KomboError | null;
  readonly failedPage: number | null;
  /** The page that gave the same cursor before, where the pages lead in a circle. */
  readonly repeats: number | null;
  readonly requestId: string | null;
  /** Where Resume goes on: null when there is nothing left. */
  readonly resume: { readonly cursor: string | undefined; readonly page: number } | null;
}

export const NO_WALK: WalkState = {
  status: "idle",
  entered: {},
  integration: "",
  began: 0,
  ended: 0,
  walked: 0,
  since: 0,
  bytes: 0,
  retries: 0,
  timings: [],
  asked: null,
  retry: null,
  stopped: null,
  error: null,
  failedPage: null,
  repeats: null,
  requestId: null,
  resume: null,
};

export const session = signal<SessionState>({ at: "loading" });
export const view = signal<View>(EMPTY);
/** The integration that the address names, where this person has none such. */
export const foreign = signal<string | null>(null);
export const walk = signal<WalkState>(NO_WALK);
export const records = signal(new Records());
/** Counts up when figures have to be drawn anew: at most four times a second. */
export const drawn = signal(0);
/** What has arrived, for views: they are drawn anew with it. */
export const arrived = (): Records => (drawn.value, records.value);
/** The records in the table, by their places in `records`. */
export const rows = signal<readonly number[]>([]);
/** Counts up when the rows are others, in another order, and not only more. */
export const listed = signal(0);
/** How many wait to be sorted in. */
export const pending = signal(0);
/** Whether a search or a sort is under way. */
export const working = signal(false);
/** The row that keys move, by its place in `records`. */
export const current = signal<number | null>(null);
/** The sandbox's fault that is in force. */
export const fault = signal("");
/** The menu that is open. */
export const menu = signal<string | null>(null);
export const order = signal<CoverageOrder>("most");
export const opened = signal<ReadonlySet<string>>(new Set());
/** What the status line says to screen readers. */
export const said = signal("");
export const toast = signal("");
/** When the last whole walk of this integration began. */
export const lastWalk = signal<number | null>(null);
export const singleKeys = signal(true);
export const theme = signal<"auto" | "light" | "dark">("auto");
/** The page's clock and the one on the wall, as of the latest tick. */
export const tick = signal({ page: performance.now(), wall: Date.now() });
export type Size = "wide" | "middle" | "small" | "phone";
export const size = signal<Size>("wide");
export const tab = signal<"records" | "quality" | "pages">("records");

export const isRunning = computed(() => walk.value.status === "walking" || walk.value.status === "waiting");
export const isPartial = computed(
  () => ["failed", "cancelled"].includes(walk.value.status) || walk.value.stopped === "max_pages" || (isRunning.value && walk.value.timings.length > 0),
);
/** Whether the request bar asks for something else than what has been walked. */
export const isChanged = computed(
  () =>
    walk.value.status !== "idle" && !isRunning.value && (!isEqual(view.value.entered, walk.value.entered) || view.value.integration !== walk.value.integration),
);
export const openRow = computed(() => {
  drawn.value;
  const id = view.value.record;
  return id === null ? null : (records.value.find(id) ?? (id.startsWith("#") ? rowOf(id) : null));
});

/** A record without an id is known by its place. */
function rowOf(id: string): number | null {
  const n = Number(id.slice(1)) - 1;
  return Number.isInteger(n) && n >= 0 && n < records.value.length ? n : null;
}
