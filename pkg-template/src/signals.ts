// One listener a signal, however many walks follow it, and only while one of them awaits something.

import { ignoreErrors } from "./ignore.ts";

/** An `AbortSignal`, or what looks like one. */
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

/** Calls `run` when the signal aborts, until the function that is returned is called. */
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

/** Whether it has aborted. A double may throw when it is asked. */
export function isAborted(signal: Signal | undefined): boolean {
  try {
    return signal?.aborted === true;
  } catch {
    return false;
  }
}
