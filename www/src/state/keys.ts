// Keyboard shortcuts: single keys outside of input fields, Escape, and the keys of the table.

import { TABS } from "../model/address.ts";
import { close, move, open, showTab, walkKey } from "./actions.ts";
import { current, menu, rows, session, singleKeys, size, tab, view } from "./store.ts";

const isField = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.matches("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");

const toSearch = (): void => {
  if (size.value === "small" || size.value === "phone") tab.value = "records";
  requestAnimationFrame(() => document.querySelector<HTMLInputElement>("#search")?.select());
};

/** On a phone, one menu holds most of the others. */
const menuFor = (id: string): string => (size.value === "phone" ? (id === "more" ? "more" : "phone") : id);

const KEYS: { readonly [key: string]: () => void } = {
  "/": toSearch,
  f: () => void (menu.value = menuFor("more")),
  w: walkKey,
  c: () => void (menu.value = menuFor("code")),
  "?": () => void (menu.value = menuFor("help")),
  j: () => move(1),
  k: () => move(-1),
};

export function followKeys(): void {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || session.value.at !== "in") return;
    if (event.key === "Escape") return onEscape(event);
    if (isField(event.target)) return fromField(event);
    if (event.target instanceof HTMLElement && event.target.closest("[role=grid]")) grid(event);
    if (event.defaultPrevented || !singleKeys.value || menu.value !== null) return;
    const act = Object.hasOwn(KEYS, event.key) ? KEYS[event.key] : undefined;
    const tab = TABS[Number(event.key) - 1];
    if (act) act();
    else if (tab && view.value.record !== null) showTab(tab);
    else if (event.key === "Enter" && event.target === document.body && current.value !== null) open(current.value);
    else return;
    event.preventDefault();
  });
}

/** Closes the topmost menu, else the record, else moves the focus from the search to the table. The entered text stays. */
function onEscape(event: KeyboardEvent): void {
  if (menu.value !== null) menu.value = null;
  else if (view.value.record !== null) {
    close();
    toRow();
  } else if (isField(event.target)) {
    (event.target as HTMLElement).blur();
    toRow();
  } else return;
  event.preventDefault();
}

const toRow = (): void => void requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-n="${current.value}"]`)?.focus({ preventScroll: true }));

/** Arrow down or Enter in the search moves to the table. */
function fromField(event: KeyboardEvent): void {
  if (!(event.target instanceof HTMLElement) || event.target.id !== "search") return;
  if (event.key !== "ArrowDown" && event.key !== "Enter") return;
  event.preventDefault();
  const first = rows.value[0];
  if (first === undefined) return;
  event.target.blur();
  current.value = null;
  move(1);
}

const PAGE = 15;

function grid(event: KeyboardEvent): void {
  const by = { ArrowDown: 1, ArrowUp: -1, PageDown: PAGE, PageUp: -PAGE, Home: -Infinity, End: Infinity }[event.key];
  const onButton = event.target instanceof HTMLElement && event.target.closest("button");
  if (by !== undefined) {
    event.preventDefault();
    move(Number.isFinite(by) ? by : by > 0 ? rows.value.length : -rows.value.length);
  } else if (event.key === "Enter" && !onButton) {
    event.preventDefault();
    const n = current.value ?? rows.value[0];
    if (n !== undefined) open(n);
  }
}
