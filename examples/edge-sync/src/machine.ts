// The states of one integration (pure): `due → running → waiting → due`. Only a person pauses or removes it.

import type { Settings } from "./env.ts";
import type { Failure } from "./failure.ts";

export type Phase = "due" | "running" | "waiting" | "paused" | "removed";
export type Reason = "schedule" | "line" | "fleet" | "retry" | "setup" | "person";

export interface Machine {
  phase: Phase;
  /** Why it waits. */
  reason: Reason | null;
  /** The latest time to continue, in milliseconds since 1970; null when it does not continue by itself. */
  until: number | null;
  /** The code of the latest run's failure. */
  error: string | null;
  /** The number of failures in a row, and how often it has waited for a person. */
  failures: number;
  asked_person: number;
  /** An event came during the run, so another run follows. */
  again: boolean;
}

export type Step =
  | { type: "poke" | "called" | "pause" | "resume" | "remove" | "begin" | "more" | "done" }
  | { type: "held"; reason: "line" | "fleet"; wait_ms: number }
  | { type: "failed"; failure: Failure };

/** The current time, a random number from 0 to below 1, and the settings. */
export interface Environment {
  now: number;
  chance: number;
  settings: Settings;
}

export const NEW: Machine = { phase: "due", reason: null, until: 0, error: null, failures: 0, asked_person: 0, again: false };

/** The next state; the same object when the step changes nothing. */
export function next(machine: Machine, step: Step, environment: Environment): Machine {
  const { now, settings } = environment;
  if (step.type === "remove") return { ...NEW, phase: "removed", until: null };
  if (machine.phase === "removed") return machine;
  if (step.type === "pause") return machine.phase === "paused" ? machine : { ...machine, phase: "paused", reason: null, until: null, again: false };
  // A person may know that it will work now.
  if (step.type === "resume") return machine.phase === "running" ? { ...machine, again: true } : { ...machine, ...due(now), failures: 0, asked_person: 0 };
  // The turn that was under way when it was paused has ended. It stays paused.
  if (machine.phase === "paused") return machine;

  switch (step.type) {
    case "poke":
      return poked(machine, environment);
    case "called":
      return machine.phase === "waiting" && (machine.reason === "line" || machine.reason === "fleet") ? { ...machine, ...due(now) } : machine;
    case "begin":
      return { ...machine, phase: "running", reason: null, until: null };
    case "held":
      // Not a failure. A call may continue it earlier. `again` stays set.
      return waiting(machine, step.reason, now + step.wait_ms);
    case "more":
      return { ...machine, ...due(now), error: null, failures: 0, asked_person: 0 };
    case "done": {
      const well = { ...machine, error: null, failures: 0, asked_person: 0, again: false };
      const gap = machine.again ? settings.EVENT_GAP_MS : settings.EVERY_MS * (0.9 + 0.2 * environment.chance);
      return waiting(well, "schedule", now + gap);
    }
    case "failed":
      return failed(machine, step.failure, environment);
  }
}

const due = (now: number) => ({ phase: "due", reason: null, until: now }) as const;
const waiting = (machine: Machine, reason: Reason, until: number): Machine => ({ ...machine, phase: "waiting", reason, until: Math.ceil(until) });

/** An event of Kombo. Anyone who has seen one may send it again, so it never does more than start a run. */
function poked(machine: Machine, { now, settings }: Environment): Machine {
  if (machine.phase === "running") return machine.again ? machine : { ...machine, again: true };
  if (machine.phase !== "waiting") return machine;
  if (machine.reason === "setup" || machine.reason === "person") return { ...machine, ...due(now) };
  if (machine.reason !== "schedule") return machine;
  const soon = now + settings.EVENT_GAP_MS;
  return machine.until !== null && machine.until <= soon ? machine : { ...machine, until: soon };
}

function failed(machine: Machine, { kind, code, wait_ms }: Failure, { now, chance, settings }: Environment): Machine {
  const failing = { ...machine, error: code };
  switch (kind) {
    // The gate may admit others, and the fleet calls this one.
    case "fleet":
      return waiting(failing, "fleet", now + settings.CALL_MS * (1 + chance));
    case "busy":
      return waiting(failing, "line", now + Math.max(wait_ms, settings.BUSY_MS) * (1 + chance));
    case "setup":
      return waiting(failing, "setup", now + Math.max(wait_ms, settings.SETUP_MS));
    case "person": {
      const asked_person = machine.asked_person + 1;
      return waiting({ ...failing, asked_person }, "person", now + Math.min(settings.PERSON_MAX_MS, settings.PERSON_MS * 2 ** (asked_person - 1)));
    }
    case "retry": {
      const failures = machine.failures + 1;
      const most = Math.min(settings.RETRY_MAX_MS, settings.RETRY_MS * 2 ** Math.min(failures - 1, 30));
      return waiting({ ...failing, failures }, "retry", now + Math.max(wait_ms, most * chance));
    }
  }
}
