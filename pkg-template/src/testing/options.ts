// Checks the options of a sandbox and adds the defaults.

import type { Rule } from "./faults.ts";
import { parseSpec } from "./faults.ts";
import { DEFAULT_INTEGRATIONS } from "./integrations.ts";
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
  const unknown = Object.keys(options).find((name) => !OPTION_NAMES.includes(name));
  if (unknown !== undefined) throw new TypeError(`createSandbox: there is no option ${JSON.stringify(unknown)}; there are ${OPTION_NAMES.join(", ")}`);
  const { candidates = 1000, rate_limit = { limit: 1_000_000, window_ms: 60_000 }, faults } = options;
  const isList = typeof candidates !== "number";
  if (isList && !Array.isArray(candidates)) throw wrong("candidates", "a number or a list");
  return {
    seed: whole("seed", options.seed ?? 1, -(2 ** 31), 2 ** 32),
    // Ids, cursors and applications store a position in 32 bits. The rest is for candidates that are added later.
    size: isList ? 0 : whole("candidates", candidates, 0, 4_000_000),
    own: isList ? candidates : [],
    keys: texts("keys", options.keys ?? ["sandbox-key"]),
    integrations: texts("integrations", options.integrations ?? DEFAULT_INTEGRATIONS),
    rules: faults ? parseSpec(faults) : [],
    epoch: instant(options.now ?? "2025-06-01T00:00:00.000Z"),
    plain: flag("plain", options.plain),
    latency_ms: whole("latency_ms", options.latency_ms ?? 0, 0, 2 ** 31),
    rate_limit: rate_limit && {
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

/** Converts a date to milliseconds. */
export function instant(value: string | number | Date) {
  const ms = new Date(value).getTime();
  if (Number.isNaN(ms)) throw wrong("now", "a date, such as 2025-06-01T00:00:00.000Z");
  return ms;
}
