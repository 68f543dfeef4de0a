// The page's state: signals that the views read. Only the files in state/ write them.

import { computed, signal } from "@preact/signals";
import type { KomboError } from "kombo-edge";
import { EMPTY, type View } from "../model/address.ts";
import type { Timing } from "../model/bars.ts";
import type { CoverageOrder } from "../model/coverage.ts";
import { type LastWalks, NO_LAST } from "../model/lastwalk.ts";
import { type Entered, isEqual } from "../model/request.ts";
import { Records } from "./records.ts";

/** The integrations of the user who is signed in. */
export interface Session {
  readonly integrations: readonly { readonly id: string; readonly name?: string }[];
  /** Kombo's base address, which copied code uses. Without it, the code uses the package's default. */
  readonly server_url?: string;
  /** Present when the Worker uses the sandbox, which it also serves at `/sandbox/v1`, without a key. */
  readonly sandbox?: { readonly faults: readonly { readonly spec: string; readonly label: string }[] };
}
export type SessionState = { readonly at: "loading" } | { readonly at: "out" } | { readonly at: "failed" } | ({ readonly at: "in" } & Session);

export type Status = "idle" | "walking" | "waiting" | "done" | "cancelled" | "failed";

/** The state of the walk. */
export interface WalkState {
  readonly status: Status;
  readonly entered: Entered;
  readonly integration: string;
  /** When it began and ended, in milliseconds since 1970. */
  readonly began: number;
  readonly ended: number;
  /** The walk that the preset "My last walk" meant when it began. */
  readonly last: number | null;
  /** The duration of the runs that have ended, without the pauses between them. In milliseconds. */
  readonly walked: number;
  /** When the present run began, by `performance.now()`. */
  readonly since: number;
  readonly bytes: number;
  readonly retries: number;
  readonly timings: readonly Timing[];
  /** The page of the present request, its attempt, and when it was sent. */
  readonly requested: { readonly page: number; readonly attempt: number; readonly at: number } | null;
  readonly retry: { readonly page: number; readonly until: number; readonly wait_ms: number; readonly what: string } | null;
  readonly stopped: "end" | "max_pages" | null;
  readonly error: KomboError | null;
  readonly failedPage: number | null;
  /** The earlier page that had the same cursor, when the cursors lead in a circle. */
  readonly repeats: number | null;
  readonly requestId: string | null;
  /** Where Resume continues; null when nothing is left. */
  readonly resume: { readonly cursor: string | undefined; readonly page: number } | null;
}

export const NO_WALK: WalkState = {
  status: "idle",
  entered: {},
  integration: "",
  began: 0,
  ended: 0,
  last: null,
  walked: 0,
  since: 0,
  bytes: 0,
  retries: 0,
  timings: [],
  requested: null,
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
/** The integration in the address, when the user does not have it. */
export const unavailable = signal<string | null>(null);
export const walk = signal<WalkState>(NO_WALK);
export const records = signal(new Records());
/** Increases when figures have to be redrawn: at most four times a second. */
export const drawn = signal(0);
/** The records that have arrived. A view that reads them is redrawn when more arrive. */
export const arrived = (): Records => (drawn.value, records.value);
/** The rows of the table, as indices into `records`. */
export const rows = signal<readonly number[]>([]);
/** Increases when the rows were computed again, not when rows were only added. */
export const listed = signal(0);
/** The number of records that wait to be sorted into the rows. */
export const pending = signal(0);
/** Whether a search or a sort is running. */
export const working = signal(false);
/** The current row of the keyboard, as an index into `records`. */
export const current = signal<number | null>(null);
/** The active fault of the sandbox. */
export const fault = signal("");
/** The open menu. */
export const menu = signal<string | null>(null);
export const order = signal<CoverageOrder>("most");
export const opened = signal<ReadonlySet<string>>(new Set());
/** The text that is announced to screen readers. */
export const announced = signal("");
export const toast = signal("");
/** The last complete walks of this integration. */
export const lastWalks = signal<LastWalks>(NO_LAST);
export const singleKeys = signal(true);
export const theme = signal<"auto" | "light" | "dark">("auto");
/** `performance.now()` and `Date.now()` at the latest tick. */
export const tick = signal({ page: performance.now(), wall: Date.now() });
export type Size = "wide" | "middle" | "small" | "phone";
export const size = signal<Size>("wide");
export const tab = signal<"records" | "quality" | "pages">("records");

export const isRunning = computed(() => walk.value.status === "walking" || walk.value.status === "waiting");
export const isPartial = computed(
  () => ["failed", "cancelled"].includes(walk.value.status) || walk.value.stopped === "max_pages" || (isRunning.value && walk.value.timings.length > 0),
);
/** Whether the request bar differs from the last walk's request. */
export const isChanged = computed(
  () =>
    walk.value.status !== "idle" && !isRunning.value && (!isEqual(view.value.entered, walk.value.entered) || view.value.integration !== walk.value.integration),
);
export const openRow = computed(() => {
  drawn.value;
  const id = view.value.record;
  return id === null ? null : (records.value.find(id) ?? (id.startsWith("#") ? rowOf(id) : null));
});

/** The index of a record without an id, which the address names by its number. */
function rowOf(id: string): number | null {
  const n = Number(id.slice(1)) - 1;
  return Number.isInteger(n) && n >= 0 && n < records.value.length ? n : null;
}
