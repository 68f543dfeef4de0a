// What a sync asks for, in one form for all ways to say the same: a state is bound to it.

import type { SyncRequest } from "../types.ts";

/** Several ids, as a list or as one text with commas. */
const LISTS = ["ids", "remote_ids", "job_ids"];

/** Compared in any case, by the API. */
const ANY_CASE = ["email", "first_name", "last_name"];

/** How many values a list may hold; more are refused when it is sent (source.ts). */
const MOST = 100_000;

/** A copy whose lists are arrays: a list that can be read only once is read here. What cannot be read stays as it is. */
export function readOnce(request: Record<string, unknown>): SyncRequest {
  const entries = Object.entries(request).map(([name, value]) => [name, LISTS.includes(name) ? read(value) : value]);
  return Object.fromEntries(entries) as SyncRequest;
}

function read(value: unknown): unknown {
  if (typeof value !== "object" || value === null || !(Symbol.iterator in value)) return value;
  const list: unknown[] = [];
  for (const item of value as Iterable<unknown>) if (list.push(item) > MOST) break;
  return list;
}

/** In whatever order and form the filters were given. The page's size is no filter, and `false` is what holds without it. */
export function meaning(request: SyncRequest, integration_id: unknown): string {
  const filters = Object.entries(request)
    .filter(([name, value]) => value !== undefined && name !== "page_size" && !(name === "ignore_unsupported_filters" && value === false))
    .map(([name, value]): [string, unknown] => [name, LISTS.includes(name) ? ids(value) : ANY_CASE.includes(name) ? plain(value).toLowerCase() : plain(value)]);
  return JSON.stringify([plain(integration_id), ...byName(filters)]);
}

/** The same, as version 1 of the state had it. */
export function meaning1(request: SyncRequest, integration_id: unknown): string {
  const filters = Object.entries(request)
    .filter(([name, value]) => value !== undefined && name !== "page_size")
    .map(([name, value]): [string, unknown] => [name, (Array.isArray(value) ? value : [value]).map((item) => (typeof item === "boolean" ? item : plain(item)))]);
  return JSON.stringify([integration_id === undefined ? null : plain(integration_id), ...byName(filters)]);
}

const byName = (filters: [string, unknown][]) => filters.sort(([a], [b]) => (a < b ? -1 : 1));

/** Each once, in one order. */
function ids(value: unknown): string[] {
  const list = Array.isArray(value) ? value.map(plain) : plain(value).split(",");
  return [...new Set(list)].sort();
}

/** What is no text is refused when it is sent. */
const plain = (value: unknown): string => (typeof value === "string" ? value : typeof value === "boolean" ? `${value}` : typeof value);
