// Parses the query parameters and selects records by them.
// One value of a list must match (OR); all parameters must match (AND).

import type { Facts } from "./data.ts";

export interface Filters {
  /** A time in milliseconds. */
  updated_after?: number;
  include_deleted?: boolean;
  ignore_unsupported_filters?: boolean;
  ids?: string[];
  remote_ids?: string[];
  job_ids?: string[];
  email?: string;
  first_name?: string;
  last_name?: string;
}

export interface Query {
  filters: Filters;
  cursor: string | null;
  page_size: number;
}

/** The contract does not allow a value. The message gives the reason. */
export class BadInput extends Error {}

const DATE = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d+)?)?Z?$/;

export const PARAMETERS: Readonly<Record<string, (text: string, name: string) => unknown>> = {
  cursor: someText,
  page_size(text) {
    const n = Number(text);
    if (!/^\d{1,9}$/.test(text) || n < 1 || n > 250) throw new BadInput("page_size must be an integer from 1 to 250");
    return n;
  },
  updated_after: instant,
  include_deleted: flag,
  ignore_unsupported_filters: flag,
  ids: list,
  remote_ids: list,
  job_ids: list,
  email(text) {
    if (!/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(text)) throw new BadInput("email must be an e-mail address");
    return text;
  },
  first_name: someText,
  last_name: someText,
};

function someText(text: string, name: string) {
  if (text === "") throw new BadInput(`${name} must not be empty`);
  return text;
}

function flag(text: string, name: string) {
  if (text !== "true" && text !== "false") throw new BadInput(`${name} must be true or false`);
  return text === "true";
}

function list(text: string, name: string) {
  const values = text.split(",");
  if (values.includes("")) throw new BadInput(`${name} must be a comma-separated list without empty entries`);
  return values;
}

/** Parses a time in UTC, with or without the Z. A day alone is its midnight. */
function instant(text: string, name: string) {
  const day = text.slice(0, 10);
  const ms = DATE.test(text) ? Date.parse(text.length <= 11 ? `${day}T00:00:00Z` : `${text.replace(/Z$/, "")}Z`) : NaN;
  // Date.parse turns 30 February into a day in March, so a date that does not exist is printed as another one.
  if (Number.isNaN(ms) || !new Date(ms).toISOString().startsWith(day)) throw new BadInput(`${name} must be a date such as 2024-05-01T10:00:00.000Z`);
  return ms;
}

/** @throws {BadInput} */
export function parseQuery(params: URLSearchParams): Query {
  const values: Record<string, unknown> = {};
  for (const [name, text] of params) {
    const read = Object.hasOwn(PARAMETERS, name) ? PARAMETERS[name] : undefined;
    if (!read) throw new BadInput(`unknown query parameter ${name}`);
    if (Object.hasOwn(values, name)) throw new BadInput(`${name} was given twice`);
    values[name] = read(text, name);
  }
  const { cursor = null, page_size = 100, ...filters } = values as Filters & { cursor?: string; page_size?: number };
  return { filters, cursor, page_size };
}

/**
 * Removes the filters that a connector does not support, where the request allows it.
 * @returns null when no record can match
 */
export function supportedFilters(filters: Filters, unsupported: readonly string[]): Filters | null {
  const missing = unsupported.filter((name) => Object.hasOwn(filters, name));
  if (missing.length === 0) return filters;
  if (!filters.ignore_unsupported_filters) return null;
  return Object.fromEntries(Object.entries(filters).filter(([name]) => !missing.includes(name)));
}

/**
 * Whether a record is selected. An anonymised record cannot be found by its removed values: the caller passes
 * facts without them.
 */
export function matches(facts: Facts, filters: Filters) {
  const { updated_after, ids, remote_ids, job_ids, email, first_name, last_name } = filters;
  return (
    (filters.include_deleted === true || facts.deleted === null) &&
    // A change at exactly this time counts as after it. Otherwise a client that sends the start of its last run
    // would miss a change in the same millisecond. Reading a record twice does no harm.
    (updated_after === undefined || facts.changed >= updated_after || facts.related >= updated_after) &&
    (ids === undefined || ids.includes(facts.id)) &&
    (remote_ids === undefined || (facts.remote_id !== null && remote_ids.includes(facts.remote_id))) &&
    (job_ids === undefined || facts.job_ids.some((id) => job_ids.includes(id))) &&
    (email === undefined || facts.emails.some((address) => same(address, email))) &&
    (first_name === undefined || same(facts.first_name, first_name)) &&
    (last_name === undefined || same(facts.last_name, last_name))
  );
}

/** Compares without regard to case. */
function same(a: string | null, b: string) {
  return a !== null && a.toLowerCase() === b.toLowerCase();
}
