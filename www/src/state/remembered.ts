// Stores preferences in the browser: columns, sort and the last walk of each integration, and the theme. It never stores a record.

import type { Sort } from "../model/address.ts";
import type { LastWalks } from "../model/lastwalk.ts";

interface Preferences {
  readonly columns?: readonly string[];
  readonly sort?: Sort | null;
  /** The last complete walks. */
  readonly last?: LastWalks;
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
    // A browser may refuse to store; the page works without it.
  }
}

export const preferences = (integration: string): Preferences => get<Preferences>(`of:${integration}`) ?? {};
export const savePreferences = (integration: string, what: Preferences): void => set(`of:${integration}`, { ...preferences(integration), ...what });
export const setting = <Kind>(name: string): Kind | null => get<Kind>(name);
export const saveSetting = (name: string, value: unknown): void => set(name, value);
