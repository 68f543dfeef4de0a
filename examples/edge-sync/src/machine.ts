// The states of one integration, pure: `due → running → waiting → due`. Only a person pauses or removes it.

import type { Settings } from "./env.ts";
import type { Failure } from "./failure.ts";

export type Phase = "due" | "running" | "waiting" | "paused" | "removed";
export type Reason = "schedule" | "line" | "fleet" | "retry" | "setup" | "person";

export interface Machine {
  phase: Phase;
  /** What is waited for. */
  reason: Reason | null;
  /** When to go on at the latest, in milliseconds since 1970; null where nothing happens by itself. */
  until: number | null;
  /** What the latest run failed with: a code. */
  error: string | null;
  /** How often in a row it was tried in vain, and how often it has waited for a person. */
  failures: number;
  asked_person: number;
  /** An event came while it ran: there is another run after this one. */
  again: boolean;
}

export type Step =
  | { type: "poke" | "called" | "pause" | "resume" | "remove" | "begin" | "more" | "done" }
  | { type: "held"; reason: "line" | "fleet"; wait_ms: number }
  | { type: "failed"; failure: Failure };

/** What time it is, a number of chance from 0 to below 1, and the settings. */
export interface World {
  now: number;
  chance: number;
  settings: Settings;
}

export const NEW: Machine = { phase: "due", reason: null, until: 0, error: null, failures: 0, asked_person: 0, again: false };

/** The next state; the same object where the step changes nothing. */
export function next(machine: Machine, step: Step, world: World): Machine {
  const { now, settings } = world;
  if (step.type === "remove") return { ...NEW, phase: "removed", until: null };
  if (machine.phase === "removed") return machine;
  if (step.type === "pause") return machine.phase === "paused" ? machine : { ...machine, phase: "paused", reason: null, until: null, again: false };
  // A person may know that it will work now.
  if (step.type === "resume") return machine.phase === "running" ? { ...machine, again: true } : { ...machine, ...due(now), failures: 0, asked_person: 0 };
  // What was under way when it was paused has ended; that changes nothing.
  if (machine.phase === "paused") return machine;

  switch (step.type) {
    case "poke":
      return poked(machine, world);
    case "called":
      return machine.phase === "waiting" && (machine.reason === "line" || machine.reason === "fleet") ? { ...machine, ...due(now) } : machine;
    case "begin":
      return { ...machine, phase: "running", reason: null, until: null };
    case "held":
      // No failure, and it may come round early when it is called. What was asked for stays so.
      return waiting(machine, step.reason, now + step.wait_ms);
    case "more":
      return { ...machine, ...due(now), error: null, failures: 0, asked_person: 0 };
    case "done": {
      const well = { ...machine, error: null, failures: 0, asked_person: 0, again: false };
      const gap = machine.again ? settings.EVENT_GAP_MS : settings.EVERY_MS * (0.9 + 0.2 * world.chance);
      return waiting(well, "schedule", now + gap);
    }
    case "failed":
      return failed(machine, step.failure, world);
  }
}

const due = (now: number) => ({ phase: "due", reason: null, until: now }) as const;
const waiting = (machine: Machine, reason: Reason, until: number): Machine => ({ ...machine, phase: "waiting", reason, until: Math.ceil(until) });

/** An event of Kombo's. It may be sent again by anybody who has seen one, so it never does more than a run would. */
function poked(machine: Machine, { now, settings }: World): Machine {
  if (machine.phase === "running") return machine.again ? machine : { ...machine, again: true };
  if (machine.phase !== "waiting") return machine;
  if (machine.reason === "setup" || machine.reason === "person") return { ...machine, ...due(now) };
  if (machine.reason !== "schedule") return machine;
  const soon = now + settings.EVENT_GAP_MS;
  return machine.until !== null && machine.until <= soon ? machine : { ...machine, until: soon };
}

function failed(machine: Machine, { kind, code, wait_ms }: Failure, { now, chance, settings }: World): Machine {
  const told = { ...machine, error: code };
  switch (kind) {
    // Others may be running, and the fleet calls.
    case "fleet":
      return waiting(told, "fleet", now + settings.CALL_MS * (1 + chance));
    case "busy":
      return waiting(told, "line", now + Math.max(wait_ms, settings.BUSY_MS) * (1 + chance));
    case "setup":
      return waiting(told, "setup", now + Math.max(wait_ms, settings.SETUP_MS));
    case "person": {
      const asked_person = machine.asked_person + 1;
      return waiting({ ...told, asked_person }, "person", now + Math.min(settings.PERSON_MAX_MS, settings.PERSON_MS * 2 ** (asked_person - 1)));
    }
    case "retry": {
      const failures = machine.failures + 1;
      const most = Math.min(settings.RETRY_MAX_MS, settings.RETRY_MS * 2 ** Math.min(failures - 1, 30));
      return waiting({ ...told, failures }, "retry", now + Math.max(wait_ms, most * chance));
    }
  }
}
