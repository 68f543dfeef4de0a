// The exit status of the command, and the text that it prints about a failure.

import { isKomboError } from "../entries/inline.ts";
import { messageOf } from "./messages.ts";
import { visible } from "./terminal.ts";

/** The exit statuses. The status of a signal is 128 plus its number, as in a shell. */
export const STATUS = { done: 0, failed: 1, use: 2, refused: 3, network: 4, contract: 5 } as const;

const STATUS_OF_KIND: Readonly<Record<string, number>> = {
  input: STATUS.use,
  api: STATUS.refused,
  http: STATUS.refused,
  network: STATUS.network,
  timeout: STATUS.network,
  deadline: STATUS.network,
  decode: STATUS.contract,
  pagination: STATUS.contract,
};

const SIGNALS = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

/** The flags are wrong, or a file on the disk does not allow this run. */
export class WrongUse extends Error {}

/** The output cannot be written, for example to a full disk or a closed pipe. */
export class OutputFailed extends Error {
  readonly code: string;

  constructor(error: unknown) {
    const { code = "", message } = error as NodeJS.ErrnoException;
    super(code === "ENOSPC" ? "the disk is full" : message);
    this.code = code;
  }
}

/** A signal ended the command. */
export class Interrupted extends Error {
  readonly status: number;

  constructor(signal: keyof typeof SIGNALS) {
    super(`interrupted by ${signal}`);
    this.status = SIGNALS[signal];
  }
}

/** Returns a signal that aborts at the first SIGHUP, SIGINT or SIGTERM. The second ends the process as it would without a listener. */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  const signals = Object.keys(SIGNALS) as (keyof typeof SIGNALS)[];
  const onSignal = (signal: NodeJS.Signals) => {
    for (const one of signals) process.off(one, onSignal);
    controller.abort(new Interrupted(signal as keyof typeof SIGNALS));
  };
  for (const signal of signals) process.on(signal, onSignal);
  return controller.signal;
}

export function statusOf(error: unknown): number {
  if (error instanceof Interrupted) return error.status;
  if (error instanceof WrongUse) return STATUS.use;
  // A reader that stops early, such as `head`, is no failure.
  if (error instanceof OutputFailed) return error.code === "EPIPE" ? STATUS.done : STATUS.failed;
  return (isKomboError(error) && STATUS_OF_KIND[error.kind]) || STATUS.failed;
}

/** Describes an error in one line without control characters. */
export function describeError(error: unknown): string {
  if (!isKomboError(error)) return visible(error instanceof Error ? error.message : String(error));
  if (error.kind === "input") return visible(messageOf(error));
  const message = error.kind === "api" ? [error.title, error.message].filter(Boolean).join(": ") : messageOf(error);
  return visible([error.kind, error.code, message].filter(Boolean).join(": "));
}
