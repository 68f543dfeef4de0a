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

/** The variables, in milliseconds where they end in `_MS`. */
export const DEFAULTS = {
  /** From one run of an integration to the next; each is spread by a tenth. */
  EVERY_MS: 15 * MINUTE,
  /** From one run that fetches everything to the next. */
  FULL_EVERY_MS: 7 * DAY,
  /** How much earlier than the last run's start changes are asked for. */
  OVERLAP_MS: 5 * MINUTE,
  /** After how long a tombstone is purged. */
  TOMBSTONE_MS: 90 * DAY,
  /** What one slice of work may take before the integration goes back into the line. */
  SLICE_PAGES: 25,
  SLICE_MS: MINUTE,
  /** Candidates a page. Objects of one isolate share its 128 MB. */
  PAGE_SIZE: 100,
  /** One request to Kombo may take so long. */
  TIMEOUT_MS: 30 * SECOND,
  /** An answer of more bytes than this is refused. */
  MAX_BODY_BYTES: 16 * 2 ** 20,
  /** How many integrations work at the same time, and how many may begin in a second. */
  PLACES: 20,
  STARTS_PER_SECOND: 50,
  /** The most that is waited after the first failure; it doubles with each, up to an hour. */
  RETRY_MS: 2 * SECOND,
  RETRY_MAX_MS: HOUR,
  /** What waits for a person tries again after this, doubling up to a day. */
  PERSON_MS: HOUR,
  PERSON_MAX_MS: DAY,
  /** What waits for Kombo's own first synchronisation tries again after this. */
  SETUP_MS: 10 * MINUTE,
  /** Events of one integration within this time lead to one run. */
  EVENT_GAP_MS: 2 * SECOND,
  /** While the key is refused, one integration asks again each time this has passed. */
  PROBE_MS: 20 * SECOND,
  /** After a 429 without a time the gate is closed for so long. */
  BUSY_MS: 30 * SECOND,
  /** Who waits for a place or for the fleet is called; it looks by itself after this, in case the call got lost. */
  CALL_MS: 2 * MINUTE,
  /** How often the fleet looks for integrations that sleep past their time. */
  WATCH_MS: HOUR,
} as const;

export type Variable = keyof typeof DEFAULTS;
export type Settings = Record<Variable, number>;

/** A setting that is missing or wrong. Its text is a code and a name, so it may be shown. */
export class ConfigurationError extends Error {}

/**
 * The variables as numbers.
 *
 * @throws {ConfigurationError} `CONFIGURATION.<NAME>` for one that is no number from 0 on
 */
export function settings(env: Env): Settings {
  const read = (Object.keys(DEFAULTS) as Variable[]).map((name) => {
    const given = env[name];
    const value = given === undefined || given === "" ? DEFAULTS[name] : Number(given);
    if (!Number.isFinite(value) || value < 0) throw new ConfigurationError(`CONFIGURATION.${name}`);
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
