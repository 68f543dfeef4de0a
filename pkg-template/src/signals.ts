// Adds one listener to a signal, however many walks use it, and only while one of them awaits something.

import { ignoreErrors } from "./ignore.ts";

/** An `AbortSignal`, or an object of the same shape. */
export interface Signal {
  readonly aborted: boolean;
  readonly reason: unknown;
  addEventListener(type: "abort", listener: () => void): void;
  removeEventListener(type: "abort", listener: () => void): void;
}

interface Followers {
  readonly runs: Set<() => void>;
  readonly abort: () => void;
}

const followed = new WeakMap<Signal, Followers>();

/** Calls `run` when the signal aborts. The returned function removes it. */
export function onAbort(signal: Signal, run: () => void): () => void {
  const followers = followed.get(signal) ?? listen(signal);
  const { runs, abort } = followers;
  runs.add(run);
  return () => {
    if (!runs.delete(run) || runs.size > 0) return;
    followed.delete(signal);
    ignoreErrors(() => signal.removeEventListener("abort", abort));
  };
}

function listen(signal: Signal): Followers {
  const runs = new Set<() => void>();
  const followers = { runs, abort: () => [...runs].forEach((run) => run()) };
  followed.set(signal, followers);
  ignoreErrors(() => signal.addEventListener("abort", followers.abort));
  return followers;
}

/** Whether the signal has aborted. A mock signal's getter may throw. */
export function isAborted(signal: Signal | undefined): boolean {
  try {
    return signal?.aborted === true;
  } catch {
    return false;
  }
}
