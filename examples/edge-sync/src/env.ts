// Everything that the Worker is given, and the one place that reads it: bindings, secrets, and variables with their defaults.

import type { Fleet } from "./fleet.ts";
import type { Integration } from "./integration.ts";

/** As `wrangler.jsonc` and `wrangler secret put` give it. Variables may be numbers or texts of numbers. */
export interface Env extends Partial<Record<Variable, number | string>> {
  INTEGRATION: DurableObjectNamespace<Integration>;
  FLEET: DurableObjectNamespace<Fleet>;
  /** Candidates go to this Postgres; without it, to each object's own SQLite. */
  HYPERDRIVE?: Hyperdrive;
  /** Changes go into this bucket. */
  FEED?: R2Bucket;
  /** Changes go into a table of this Postgres. */
  FEED_DB?: Hyperdrive;
  KOMBO_API_KEY?: string;
  /** Without it, Kombo's own. */
  KOMBO_SERVER_URL?: string;
  WEBHOOK_SECRET?: string;
  STATUS_SECRET?: string;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The longest that a timer takes, and ten years, which is the longest that the package takes. */
const TIMER = 2 ** 31 - 1;
const AGES = 10 * 365 * DAY;

/** The variables: the default, the least and the most. Whole numbers, in milliseconds where they end in `_MS`. */
const VARIABLES = {
  /** From one run of an integration to the next; each is spread by a tenth. */
  EVERY_MS: [15 * MINUTE, 1, AGES],
  /** From one run that fetches everything to the next. */
  FULL_EVERY_MS: [7 * DAY, 0, AGES],
  /** How much earlier than the last run's start changes are asked for. */
  OVERLAP_MS: [5 * MINUTE, 0, AGES],
  /** After how long a tombstone is purged. */
  TOMBSTONE_MS: [90 * DAY, 0, AGES],
  /** What one slice of work may take before the integration goes back into the line. */
  SLICE_PAGES: [25, 1, 10_000],
  SLICE_MS: [MINUTE, 1, TIMER],
  /** Candidates a page. Objects of one isolate share its 128 MB. */
  PAGE_SIZE: [100, 1, 250],
  /** One request to Kombo may take so long. */
  TIMEOUT_MS: [30 * SECOND, 1, TIMER],
  /** An answer of more bytes than this is refused. */
  MAX_BODY_BYTES: [16 * 2 ** 20, 1, 2 ** 30],
  /** How many integrations work at the same time, and how many may begin in a second. */
  PLACES: [20, 1, 10_000],
  STARTS_PER_SECOND: [50, 1, 10_000],
  /** The most that is waited after the first failure; it doubles with each, up to an hour. */
  RETRY_MS: [2 * SECOND, 1, AGES],
  RETRY_MAX_MS: [HOUR, 1, AGES],
  /** What waits for a person tries again after this, doubling up to a day. */
  PERSON_MS: [HOUR, 1, AGES],
  PERSON_MAX_MS: [DAY, 1, AGES],
  /** What waits for Kombo's own first synchronisation tries again after this. */
  SETUP_MS: [10 * MINUTE, 1, AGES],
  /** Events of one integration within this time lead to one run. */
  EVENT_GAP_MS: [2 * SECOND, 0, AGES],
  /** While the key is refused, one integration asks again each time this has passed. */
  PROBE_MS: [20 * SECOND, 1, AGES],
  /** After a 429 without a time the gate is closed for so long. */
  BUSY_MS: [30 * SECOND, 1, AGES],
  /** Who waits for a place or for the fleet is called; it looks by itself after this, in case the call got lost. */
  CALL_MS: [2 * MINUTE, 1, AGES],
  /** How often the fleet looks for integrations that sleep past their time. */
  WATCH_MS: [HOUR, 1, AGES],
} as const;

export type Variable = keyof typeof VARIABLES;
export type Settings = Record<Variable, number>;

const NAMES = Object.keys(VARIABLES) as Variable[];
export const DEFAULTS = Object.fromEntries(NAMES.map((name) => [name, VARIABLES[name][0]])) as Settings;

/** A setting that is missing or wrong. Its text is a code and a name, so it may be shown. */
export class ConfigurationError extends Error {}

/**
 * The variables as numbers.
 *
 * @throws {ConfigurationError} `CONFIGURATION.<NAME>` for one that is no whole number from its least to its most
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

/** The variables, or the defaults and what is wrong: an object has to go on, whatever it is given. */
export function settingsOrDefaults(env: Env): { settings: Settings; wrong: unknown } {
  try {
    return { settings: settings(env), wrong: null };
  } catch (wrong) {
    return { settings: DEFAULTS, wrong };
  }
}

/** @throws {ConfigurationError} when the secret is not set: nothing is open, and nothing is sent, by an oversight */
export function secret(env: Env, name: "KOMBO_API_KEY" | "WEBHOOK_SECRET" | "STATUS_SECRET"): string {
  const value = env[name];
  if (typeof value !== "string" || value === "") throw new ConfigurationError(`CONFIGURATION.${name}`);
  return value;
}
