// Prints and parses the part of the address after `#`. It holds the whole view, and no server receives it.

import { column, DEFAULT_COLUMNS } from "./columns.ts";
import { type Filter, fromEntry, toEntry } from "./filters.ts";
import { type Entered, NAMES, normal, PERSONAL } from "./request.ts";

export interface Sort {
  readonly column: string;
  readonly down: boolean;
}

export const TABS = ["fields", "applications", "json", "issues"] as const;
export type Tab = (typeof TABS)[number];

/** The view: all choices of the user that the address keeps. */
export interface View {
  readonly integration: string;
  readonly entered: Entered;
  readonly sort: Sort | null;
  readonly query: string;
  readonly filters: readonly Filter[];
  readonly columns: readonly string[];
  /** The id of the open record. */
  readonly record: string | null;
  readonly tab: Tab;
  /** A prepared state of the page, shown with the sandbox. */
  readonly demo: string | null;
}

export const EMPTY: View = {
  integration: "",
  entered: {},
  sort: null,
  query: "",
  filters: [],
  columns: DEFAULT_COLUMNS,
  record: null,
  tab: "fields",
  demo: null,
};

/** The view without personal data. The search is removed too, because it may be a name. */
export function impersonal(view: View): View {
  return { ...view, query: "", entered: Object.fromEntries(Object.entries(view.entered).filter(([name]) => !PERSONAL.includes(name))) };
}

export const isPersonal = (view: View): boolean => view.query !== "" || PERSONAL.some((name) => view.entered[name]);

const ENTRY = "has lacks issue outcome stage source tag page only".split(" ");

export function print(view: View): string {
  const entries: [string, string][] = [];
  const set = (name: string, value: string | null) => value && entries.push([name, value]);
  set("demo", view.demo);
  set("integration", view.integration);
  for (const [name, value] of Object.entries(normal(view.entered))) set(name, value);
  set("sort", view.sort && `${view.sort.down ? "-" : ""}${view.sort.column}`);
  set("q", view.query);
  for (const filter of view.filters) entries.push(["show", toEntry(filter).join(":")]);
  // The name of a column may contain a comma, so each column is an entry.
  if (view.columns.join() !== DEFAULT_COLUMNS.join()) for (const id of view.columns) entries.push(["column", id]);
  set("record", view.record);
  if (view.record && view.tab !== "fields") set("tab", view.tab);
  // A fragment may contain these characters unescaped, which is easier to read.
  return new URLSearchParams(entries).toString().replaceAll("%3A", ":").replaceAll("%2C", ",").replaceAll("%40", "@");
}

/** Parses an address. Invalid entries are ignored. */
export function parse(fragment: string): View {
  const params = new URLSearchParams(fragment.replace(/^#/, ""));
  const entered = Object.fromEntries(NAMES.map((name) => [name, params.get(name) ?? ""]));
  const sort = params.get("sort") ?? "";
  const sorted = sort.replace(/^-/, "");
  const filters = params.getAll("show").flatMap((text) => {
    const [, name = "", value = ""] = /^(\w+):([^]*)$/.exec(text) ?? [];
    const filter = ENTRY.includes(name) ? fromEntry(name, value) : null;
    return filter ? [filter] : [];
  });
  const columns = [...new Set(params.getAll("column"))].filter((id) => column(id) !== null);
  const tab = TABS.find((one) => one === params.get("tab")) ?? "fields";
  return {
    integration: params.get("integration") ?? "",
    entered: normal(entered),
    sort: sorted !== "" && column(sorted) ? { column: sorted, down: sort.startsWith("-") } : null,
    query: params.get("q") ?? "",
    filters,
    columns: columns.length > 0 ? columns : DEFAULT_COLUMNS,
    record: params.get("record"),
    tab,
    demo: params.get("demo"),
  };
}
