// Checks the options of a sandbox and adds the defaults.

import { asSent, isObject } from "./copy.ts";
import { LONGEST_TIMER } from "./delivery.ts";
import { DEFAULT_INTEGRATIONS } from "./integrations.ts";
import type { Rule } from "./spec.ts";
import { parseSpec } from "./spec.ts";
import type { CandidateFields, SandboxOptions } from "./types.ts";

export interface Settings {
  seed: number;
  /** The number of generated candidates. */
  size: number;
  /** The caller's own candidates. */
  own: readonly CandidateFields[];
  keys: readonly [string, ...string[]];
  integrations: readonly [string, ...string[]];
  rules: Rule[];
  epoch: number;
  plain: boolean;
  latency_ms: number;
  rate_limit: { limit: number; window_ms: number } | null;
  cors: boolean;
  log_limit: number;
}

const OPTION_NAMES = ["candidates", "seed", "keys", "integrations", "faults", "now", "plain", "latency_ms", "rate_limit", "cors", "log_limit"];

/** @throws {TypeError} that names the option */
export function settings(options: SandboxOptions): Settings {
  if (!isObject(options)) throw new TypeError("createSandbox: the options have to be an object");
  const unknown = Object.keys(options).find((name) => !OPTION_NAMES.includes(name));
  if (unknown !== undefined) throw new TypeError(`createSandbox: there is no option ${JSON.stringify(unknown)}; there are ${OPTION_NAMES.join(", ")}`);
  const { candidates = 1000, rate_limit = { limit: 1_000_000, window_ms: 60_000 }, faults } = options;
  const isList = typeof candidates !== "number";
  if (isList && !Array.isArray(candidates)) throw wrong("candidates", "a number or a list");
  return {
    seed: whole("seed", options.seed ?? 1, -(2 ** 31), 2 ** 32),
    // Ids, cursors and applications store a position in 32 bits. The rest is for candidates that are added later.
    size: isList ? 0 : whole("candidates", candidates, 0, 4_000_000),
    own: isList ? ownCandidates(candidates) : [],
    keys: texts("keys", options.keys ?? ["sandbox-key"]),
    integrations: texts("integrations", options.integrations ?? DEFAULT_INTEGRATIONS),
    rules: (faults ?? "") === "" ? [] : parseSpec(faults),
    epoch: instant("now", options.now ?? "2025-06-01T00:00:00.000Z"),
    plain: flag("plain", options.plain),
    latency_ms: whole("latency_ms", options.latency_ms ?? 0, 0, LONGEST_TIMER),
    rate_limit:
      rate_limit === null
        ? null
        : {
            limit: whole("rate_limit.limit", rate_limit.limit, 0, 2 ** 32),
            window_ms: whole("rate_limit.window_ms", rate_limit.window_ms, 1, 2 ** 31),
          },
    cors: flag("cors", options.cors),
    log_limit: whole("log_limit", options.log_limit ?? 10_000, 0, 2 ** 32),
  };
}

const wrong = (name: string, wanted: string) => new TypeError(`createSandbox: ${name} has to be ${wanted}`);

function whole(name: string, value: number, least: number, most: number) {
  if (!Number.isInteger(value) || value < least || value > most) throw wrong(name, `a whole number from ${least} to ${most}`);
  return value;
}

function flag(name: string, value = false) {
  if (typeof value !== "boolean") throw wrong(name, "true or false");
  return value;
}

function texts(name: string, values: readonly string[]): [string, ...string[]] {
  const [first, ...rest] = Array.isArray(values) ? values : [];
  if (typeof first !== "string" || ![first, ...rest].every((value) => typeof value === "string" && value !== ""))
    throw wrong(name, "a list of texts, at least one");
  return [first, ...rest];
}

/** Copies of the caller's candidates. A mistake in them is an error here, and not at the first request. */
function ownCandidates(candidates: readonly CandidateFields[]): CandidateFields[] {
  const seen = new Map<string, number>();
  return Array.from(candidates, (given, n) => {
    const where = `candidates[${n}]`;
    const fields = asSent(given, `createSandbox: ${where}`);
    const { id, changed_at } = fields;
    if ((changed_at ?? null) !== null) instant(`${where}.changed_at`, String(changed_at));
    if (id === undefined) return fields;
    if (seen.has(id)) throw wrong(`${where}.id`, `another one than that of candidates[${seen.get(id)}]`);
    seen.set(id, n);
    return fields;
  });
}

const DATE = /^(\d{4}-\d\d-\d\d)(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))?$/;

const YEAR_0 = Date.UTC(-1, 12);
const YEAR_10000 = Date.UTC(10_000, 0);

/** Converts a date of the years 0 to 9999 to milliseconds. Refuses a day that does not exist, which `Date` would turn into another day. */
export function instant(name: string, value: unknown): number {
  const [text = "", day = ""] = typeof value === "string" ? (DATE.exec(value) ?? []) : [];
  const ms = value instanceof Date ? value.getTime() : typeof value === "number" ? value : Date.parse(text);
  if (!(ms >= YEAR_0 && ms < YEAR_10000) || (day && !new Date(day).toISOString().startsWith(day)))
    throw wrong(name, "a date, such as 2025-06-01T00:00:00.000Z");
  return Math.trunc(ms);
}
