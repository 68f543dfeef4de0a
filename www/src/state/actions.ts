// What a person can do: each changes what is looked at, and so the address.

import { impersonal, parse, print, type Sort, type Tab, type View } from "../model/address.ts";
import { DEFAULT_COLUMNS } from "../model/columns.ts";
import type { CoverageOrder } from "../model/coverage.ts";
import { type Filter, toggled } from "../model/filters.ts";
import { idOf } from "../model/record.ts";
import { type Entered, withEntry } from "../model/request.ts";
import { Records } from "./records.ts";
import { keep, kept } from "./remembered.ts";
import { clearRows } from "./rows.ts";
import { current, foreign, isRunning, lastWalk, menu, NO_WALK, opened, openRow, order, records, rows, session, size, tab, toast, view, walk } from "./store.ts";
import { cancel, resume, start } from "./walking.ts";

/** A step that Back undoes; without `step`, it becomes part of the present one. */
function look(changes: Partial<View>, step = true): void {
  const before = print(view.value);
  view.value = { ...view.value, ...changes };
  const after = print(view.value);
  if (after === before) return;
  history[step ? "pushState" : "replaceState"](null, "", `#${after}`);
}

/** Looks at what the address says. */
export function readAddress(): void {
  const said = parse(location.hash);
  const integration = integrationOf(said.integration);
  foreign.value = said.integration === "" || said.integration === integration ? null : said.integration;
  const { columns, sort } = kept(integration);
  const hasColumns = said.columns !== DEFAULT_COLUMNS;
  const before = view.value.integration;
  view.value = {
    ...said,
    integration,
    columns: hasColumns ? said.columns : (columns ?? said.columns),
    sort: said.sort ?? (location.hash.includes("sort=") ? null : before === "" ? (sort ?? null) : said.sort),
  };
  if (before !== integration) forget(integration);
  const at = view.value.record === null ? null : records.value.find(view.value.record);
  if (at !== null && at !== undefined) current.value = at;
}

function integrationOf(wanted: string): string {
  const all = session.value.at === "in" ? session.value.integrations : [];
  return all.find(({ id }) => id === wanted)?.id ?? all.find(({ id }) => id.startsWith("workday:"))?.id ?? all[0]?.id ?? "";
}

/** Another integration has other records. */
function forget(integration: string): void {
  cancel();
  records.value = new Records();
  current.value = null;
  clearRows();
  walk.value = NO_WALK;
  opened.value = new Set();
  lastWalk.value = kept(integration).last ?? null;
}

export function chooseIntegration(integration: string): void {
  menu.value = null;
  foreign.value = null;
  if (integration === view.value.integration) return;
  const { columns, sort } = kept(integration);
  look({ integration, columns: columns ?? DEFAULT_COLUMNS, sort: sort ?? null, filters: [], query: "", record: null });
  forget(integration);
}

export const enter = (name: string, value: string): void => look({ entered: withEntry(view.value.entered, name, value) });
export const enterAll = (entered: Entered): void => look({ entered });
export const search = (query: string): void => look({ query, record: view.value.record }, false);
export const filter = (filter: Filter): void => look({ filters: toggled(view.value.filters, filter) });
export const unfilter = (filter: Filter): void => look({ filters: view.value.filters.filter((other) => other !== filter) });

export function sortBy(column: string): void {
  const { sort, integration } = view.value;
  // Ascending, descending, off; the newest first is what people want of times.
  const firstDown = column.includes("changed") || column.endsWith("_at");
  const next: Sort | null = sort?.column !== column ? { column, down: firstDown } : sort.down === firstDown ? { column, down: !firstDown } : null;
  look({ sort: next });
  keep(integration, { sort: next });
}

export function setColumns(columns: readonly string[]): void {
  look({ columns });
  keep(view.value.integration, { columns });
}

export const keyOf = (n: number): string => idOf(records.value.items[n]) ?? `#${n + 1}`;

/** Opens a record; moving on from one to the next is one step. */
export function open(n: number): void {
  const isOpen = view.value.record !== null;
  current.value = n;
  look({ record: keyOf(n) }, !isOpen);
}

export function close(): void {
  look({ record: null });
}

export const showTab = (tab: Tab): void => look({ tab }, false);

/** The next or the previous row; an open record follows. */
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

/** The one button in one place: walk, cancel, walk again. */
export function walkOrCancel(): void {
  if (isRunning.value) cancel();
  else walkNow();
}

/** The key: also goes on where there is something to go on with. */
export function walkKey(): void {
  if (!isRunning.value && walk.value.resume) void resume();
  else walkOrCancel();
}

export function walkNow(): void {
  menu.value = null;
  if (size.value === "phone") tab.value = "records";
  // The first walk opens the record that a link names.
  if (walk.value.status !== "idle") look({ record: null }, false);
  void start();
}

export const resumeNow = (): void => void resume();

let toastTimer: ReturnType<typeof setTimeout> | undefined;
const TOAST_MS = 4_000;

export async function copy(text: string, what: string): Promise<void> {
  const said = await navigator.clipboard.writeText(text).then(
    () => `${what} copied`,
    () => "The browser does not let this page copy",
  );
  toast.value = said;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => (toast.value = ""), TOAST_MS);
}

/** The address of the view; without what names a person unless it is asked for. */
export function link(withPersonal: boolean): string {
  const { demo: _, ...shown } = withPersonal ? view.value : impersonal(view.value);
  return `${location.origin}${location.pathname}#${print({ ...shown, demo: null })}`;
}
