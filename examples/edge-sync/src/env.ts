// The Worker's environment, and the only code that reads it: bindings, secrets, and variables with their defaults.

import type { Fleet } from "./fleet.ts";
import type { Integration } from "./integration.ts";

/** Set in `wrangler.jsonc` and by `wrangler secret put`. Variables may be numbers or texts of numbers. */
export interface Env extends Partial<Record<Variable, number | string>> {
  INTEGRATION: DurableObjectNamespace<Integration>;
  FLEET: DurableObjectNamespace<Fleet>;
  /** Stores candidates in this Postgres. Without it, each object stores them in its own SQLite. */
  HYPERDRIVE?: Hyperdrive;
  /** Writes changes into this bucket. */
  FEED?: R2Bucket;
  /** Writes changes into a table of this Postgres. */
  FEED_DB?: Hyperdrive;
  KOMBO_API_KEY?: string;
  /** Default: Kombo's own server. */
  KOMBO_SERVER_URL?: string;
  WEBHOOK_SECRET?: string;
  STATUS_SECRET?: string;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The longest time of a timer, and ten years, the longest time that the package accepts. */
const LONGEST_TIMER = 2 ** 31 - 1;
const TEN_YEARS = 10 * 365 * DAY;

/** The variables: default, minimum, maximum. Whole numbers; milliseconds when the name ends in `_MS`. */
const VARIABLES = {
  /** The time between two runs of an integration, randomly spread by a tenth. */
  EVERY_MS: [15 * MINUTE, 1, TEN_YEARS],
  /** The time between two full runs. */
  FULL_EVERY_MS: [7 * DAY, 0, TEN_YEARS],
  /** How far before the start of the last run the next one asks for changes. */
  OVERLAP_MS: [5 * MINUTE, 0, TEN_YEARS],
  /** The time after which a tombstone is purged. */
  TOMBSTONE_MS: [90 * DAY, 0, TEN_YEARS],
  /** The limits of one slice of work. After it, the integration queues again. */
  SLICE_PAGES: [25, 1, 10_000],
  SLICE_MS: [MINUTE, 1, LONGEST_TIMER],
  /** Candidates per page. Objects in one isolate share its 128 MB. */
  PAGE_SIZE: [100, 1, 250],
  /** The timeout of one request to Kombo. */
  TIMEOUT_MS: [30 * SECOND, 1, LONGEST_TIMER],
  /** A longer response is refused. */
  MAX_BODY_BYTES: [16 * 2 ** 20, 1, 2 ** 30],
  /** How many integrations may work at the same time, and how many may start per second. */
  PLACES: [20, 1, 10_000],
  STARTS_PER_SECOND: [50, 1, 10_000],
  /** The longest wait after the first failure. It doubles with each failure, up to an hour. */
  RETRY_MS: [2 * SECOND, 1, TEN_YEARS],
  RETRY_MAX_MS: [HOUR, 1, TEN_YEARS],
  /** The wait of an integration that needs a person, before it tries again. It doubles up to a day. */
  PERSON_MS: [HOUR, 1, TEN_YEARS],
  PERSON_MAX_MS: [DAY, 1, TEN_YEARS],
  /** The wait of an integration whose first synchronisation in Kombo is not finished. */
  SETUP_MS: [10 * MINUTE, 1, TEN_YEARS],
  /** Events of one integration within this time start one run. */
  EVENT_GAP_MS: [2 * SECOND, 0, TEN_YEARS],
  /** While the key is refused, one integration probes each time after this. */
  PROBE_MS: [20 * SECOND, 1, TEN_YEARS],
  /** How long a 429 without a time closes the gate. */
  BUSY_MS: [30 * SECOND, 1, TEN_YEARS],
  /** The fleet calls integrations that wait for it. After this time they come by themselves, in case a call was lost. */
  CALL_MS: [2 * MINUTE, 1, TEN_YEARS],
  /** How often the fleet looks for integrations that have missed their time. */
  WATCH_MS: [HOUR, 1, TEN_YEARS],
} as const;

export type Variable = keyof typeof VARIABLES;
export type Settings = Record<Variable, number>;

const NAMES = Object.keys(VARIABLES) as Variable[];
export const DEFAULTS = Object.fromEntries(NAMES.map((name) => [name, VARIABLES[name][0]])) as Settings;

/** A missing or wrong setting. The message is a code and a name, so it may be shown. */
export class ConfigurationError extends Error {}

/**
 * Returns the variables as numbers.
 *
 * @throws {ConfigurationError} `CONFIGURATION.<NAME>` for a value that is not a whole number within its limits
 */
export function settings(env: Env): Settings {
  const read = NAMES.map((name) => {
    const [usual, least, most] = VARIABLES[name];
    const given = env[name];
    const value = given === undefined || given === "" ? usual : Number(given);
    if (!Number.isInteger(value) || value < least || value > most) throw new ConfigurationError(`CONFIGURATION.${name}`);
    return [name, value] as const;
  });
  return Object.fromEntries(read) as Settings;
}

/** The variables, or the defaults and the error: an object must continue with any configuration. */
export function settingsOrDefaults(env: Env): { settings: Settings; wrong: unknown } {
  try {
    return { settings: settings(env), wrong: null };
  } catch (wrong) {
    return { settings: DEFAULTS, wrong };
  }
}

/** @throws {ConfigurationError} when the secret is not set, so that a missing secret neither opens a route nor sends a request */
export function secret(env: Env, name: "KOMBO_API_KEY" | "WEBHOOK_SECRET" | "STATUS_SECRET"): string {
  const value = env[name];
  if (typeof value !== "string" || value === "") throw new ConfigurationError(`CONFIGURATION.${name}`);
  return value;
}
