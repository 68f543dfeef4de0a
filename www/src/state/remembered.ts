// What the browser remembers: columns, sort and the last walk of each integration, and the theme. Never a record.

import type { Sort } from "../model/address.ts";

interface Kept {
  readonly columns?: readonly string[];
  readonly sort?: Sort | null;
  /** When the last whole walk began. */
  readonly last?: number;
}

const PREFIX = "kombo-explorer:";

function get<Kind>(name: string): Kind | null {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + name) ?? "null") as Kind | null;
  } catch {
    return null;
  }
}

function set(name: string, value: unknown): void {
  try {
    localStorage.setItem(PREFIX + name, JSON.stringify(value));
  } catch {
    // A browser may refuse to remember; nothing else depends on it.
  }
}

export const kept = (integration: string): Kept => get<Kept>(`of:${integration}`) ?? {};
export const keep = (integration: string, what: Kept): void => set(`of:${integration}`, { ...kept(integration), ...what });
export const setting = <Kind>(name: string): Kind | null => get<Kind>(name);
export const keepSetting = (name: string, value: unknown): void => set(name, value);
