// A sync's filters in canonical form: filters with the same meaning give the same text. A state is valid only for its filters.

import type { SyncRequest } from "../types.ts";

/** Parameters with several ids, given as a list or as one text with commas. */
const LISTS = ["ids", "remote_ids", "job_ids"];

/** Parameters that the API compares without regard to case. */
const CASE_INSENSITIVE = ["email", "first_name", "last_name"];

/** The maximum number of values that are read. source.ts rejects a longer list. */
const MAX_VALUES = 100_000;

/** A copy in which the lists of ids are arrays, because an iterator can be read only once. Other values stay unchanged. */
export function readOnce(request: Record<string, unknown>): SyncRequest {
  const entries = Object.entries(request).map(([name, value]) => [name, LISTS.includes(name) ? read(value) : value]);
  return Object.fromEntries(entries) as SyncRequest;
}

function read(value: unknown): unknown {
  if (typeof value !== "object" || value === null || !(Symbol.iterator in value)) return value;
  const list: unknown[] = [];
  for (const item of value as Iterable<unknown>) if (list.push(item) > MAX_VALUES) break;
  return list;
}

/** The canonical text of the filters. `page_size` is not a filter. `ignore_unsupported_filters: false` is the default. */
export function meaning(request: SyncRequest, integration_id: unknown): string {
  const filters = Object.entries(request)
    .filter(([name, value]) => value !== undefined && name !== "page_size" && !(name === "ignore_unsupported_filters" && value === false))
    .map(([name, value]): [string, unknown] => [
      name,
      LISTS.includes(name) ? ids(value) : CASE_INSENSITIVE.includes(name) ? plain(value).toLowerCase() : plain(value),
    ]);
  return JSON.stringify([plain(integration_id), ...byName(filters)]);
}

/** The canonical text in version 1 of the state. */
export function meaning1(request: SyncRequest, integration_id: unknown): string {
  const filters = Object.entries(request)
    .filter(([name, value]) => value !== undefined && name !== "page_size")
    .map(([name, value]): [string, unknown] => [
      name,
      (Array.isArray(value) ? value : [value]).map((item) => (typeof item === "boolean" ? item : plain(item))),
    ]);
  return JSON.stringify([integration_id === undefined ? null : plain(integration_id), ...byName(filters)]);
}

const byName = (filters: [string, unknown][]) => filters.sort(([a], [b]) => (a < b ? -1 : 1));

/** The ids without duplicates, sorted. */
function ids(value: unknown): string[] {
  const list = Array.isArray(value) ? value.map(plain) : plain(value).split(",");
  return [...new Set(list)].sort();
}

/** The value as text. A value of a wrong type is rejected later, when the request is built. */
const plain = (value: unknown): string => (typeof value === "string" ? value : typeof value === "boolean" ? `${value}` : typeof value);
