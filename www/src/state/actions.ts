// The user's actions. Each changes the view, and with it the address.

import { impersonal, parse, print, type Sort, type Tab, type View } from "../model/address.ts";
import { DEFAULT_COLUMNS } from "../model/columns.ts";
import type { CoverageOrder } from "../model/coverage.ts";
import { type Filter, toggled } from "../model/filters.ts";
import { NO_LAST } from "../model/lastwalk.ts";
import { idOf } from "../model/record.ts";
import { type Entered, withEntry } from "../model/request.ts";
import { Records } from "./records.ts";
import { preferences, savePreferences } from "./remembered.ts";
import { clearRows } from "./rows.ts";
import {
  current,
  isRunning,
  lastWalks,
  menu,
  NO_WALK,
  opened,
  openRow,
  order,
  records,
  rows,
  session,
  size,
  tab,
  toast,
  unavailable,
  view,
  walk,
} from "./store.ts";
import { cancel, resume, start } from "./walking.ts";

/** Changes the view. With `step` it adds an entry to the history, which Back undoes; otherwise it replaces the present entry. */
function changeView(changes: Partial<View>, step = true): void {
  const before = print(view.value);
  view.value = { ...view.value, ...changes };
  const after = print(view.value);
  if (after === before) return;
  history[step ? "pushState" : "replaceState"](null, "", `#${after}`);
}

/** Sets the view from the address. */
export function readAddress(): void {
  const address = parse(location.hash);
  const integration = integrationOf(address.integration);
  unavailable.value = address.integration === "" || address.integration === integration ? null : address.integration;
  const { columns, sort } = preferences(integration);
  const hasColumns = address.columns !== DEFAULT_COLUMNS;
  const before = view.value.integration;
  view.value = {
    ...address,
    integration,
    columns: hasColumns ? address.columns : (columns ?? address.columns),
    sort: address.sort ?? (location.hash.includes("sort=") ? null : before === "" ? (sort ?? null) : address.sort),
  };
  if (before !== integration) clearWalk(integration);
  const at = view.value.record === null ? null : records.value.find(view.value.record);
  if (at !== null && at !== undefined) current.value = at;
}

function integrationOf(wanted: string): string {
  const all = session.value.at === "in" ? session.value.integrations : [];
  return all.find(({ id }) => id === wanted)?.id ?? all.find(({ id }) => id.startsWith("workday:"))?.id ?? all[0]?.id ?? "";
}

/** Removes the walk and its records, for another integration. */
function clearWalk(integration: string): void {
  cancel();
  records.value = new Records();
  current.value = null;
  clearRows();
  walk.value = NO_WALK;
  opened.value = new Set();
  lastWalks.value = { ...NO_LAST, ...preferences(integration).last };
}

export function chooseIntegration(integration: string): void {
  menu.value = null;
  unavailable.value = null;
  if (integration === view.value.integration) return;
  const { columns, sort } = preferences(integration);
  changeView({ integration, columns: columns ?? DEFAULT_COLUMNS, sort: sort ?? null, filters: [], query: "", record: null });
  clearWalk(integration);
}

export const enter = (name: string, value: string): void => changeView({ entered: withEntry(view.value.entered, name, value) });
export const enterAll = (entered: Entered): void => changeView({ entered });
export const search = (query: string): void => changeView({ query, record: view.value.record }, false);
export const filter = (filter: Filter): void => changeView({ filters: toggled(view.value.filters, filter) });
export const unfilter = (filter: Filter): void => changeView({ filters: view.value.filters.filter((other) => other !== filter) });

export function sortBy(column: string): void {
  const { sort, integration } = view.value;
  // Clicks change from ascending to descending to unsorted. Times begin with descending, so that the newest are first.
  const firstDown = column.includes("changed") || column.endsWith("_at");
  const next: Sort | null = sort?.column !== column ? { column, down: firstDown } : sort.down === firstDown ? { column, down: !firstDown } : null;
  changeView({ sort: next });
  savePreferences(integration, { sort: next });
}

export function setColumns(columns: readonly string[]): void {
  changeView({ columns });
  savePreferences(view.value.integration, { columns });
}

export const keyOf = (n: number): string => idOf(records.value.items[n]) ?? `#${n + 1}`;

/** Opens a record. When a record is open already, the history gets no new entry. */
export function open(n: number): void {
  const isOpen = view.value.record !== null;
  current.value = n;
  changeView({ record: keyOf(n) }, !isOpen);
}

export function close(): void {
  changeView({ record: null });
}

export const showTab = (tab: Tab): void => changeView({ tab }, false);

/** Moves to the next or the previous row. When a record is open, the new row's record opens. */
export function move(by: number): void {
  const all = rows.value;
  if (all.length === 0) return;
  const from = current.value ?? openRow.value;
  const at = from === null ? -1 : all.indexOf(from);
  const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + by))];
  if (next === undefined) return;
  if (view.value.record !== null) open(next);
  else current.value = next;
}

export function toggleField(id: string): void {
  const next = new Set(opened.value);
  if (!next.delete(id)) next.add(id);
  opened.value = next;
}

export function orderBy(by: CoverageOrder): void {
  menu.value = null;
  order.value = by;
}

/** The main button: starts a walk, or cancels the one that runs. */
export function walkOrCancel(): void {
  if (isRunning.value) cancel();
  else walkNow();
}

/** The key `w`: like the button, but resumes a walk that can be resumed. */
export function walkKey(): void {
  if (!isRunning.value && walk.value.resume) void resume();
  else walkOrCancel();
}

export function walkNow(): void {
  menu.value = null;
  if (size.value === "phone") tab.value = "records";
  // The first walk keeps the record that a link opens.
  if (walk.value.status !== "idle") changeView({ record: null }, false);
  void start();
}

export const resumeNow = (): void => void resume();

let toastTimer: ReturnType<typeof setTimeout> | undefined;
const TOAST_MS = 4_000;

export async function copy(text: string, what: string): Promise<void> {
  const result = await navigator.clipboard.writeText(text).then(
    () => `${what} copied`,
    () => "The browser does not let this page copy",
  );
  toast.value = result;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => (toast.value = ""), TOAST_MS);
}

/** The address of the view, with or without personal data. */
export function link(withPersonal: boolean): string {
  const { demo: _, ...shown } = withPersonal ? view.value : impersonal(view.value);
  return `${location.origin}${location.pathname}#${print({ ...shown, demo: null })}`;
}
