// The exit status of the command, and the text that it prints about a failure.

import { isKomboError } from "../entries/inline.ts";
import type { KomboError } from "../types.ts";
import { messageOf } from "./messages.ts";
import { visible } from "./terminal.ts";

/** The exit statuses. The status of a signal is 128 plus its number, as in a shell. */
export const STATUS = { done: 0, failed: 1, use: 2, refused: 3, network: 4, contract: 5, stuck: 6 } as const;

const STATUS_OF_KIND: Readonly<Record<string, number>> = {
  input: STATUS.use,
  api: STATUS.refused,
  http: STATUS.refused,
  network: STATUS.network,
  timeout: STATUS.network,
  deadline: STATUS.network,
  decode: STATUS.contract,
  pagination: STATUS.stuck,
};

const SIGNALS = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

/** The flags are wrong, or a file on the disk does not allow this run. */
export class WrongUse extends Error {}

/** The cursor that an earlier run has left leads in a circle, so no run can continue from it. */
export class Stuck extends Error {}

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
  if (error instanceof Stuck) return STATUS.stuck;
  // A reader that stops early, such as `head`, is no failure.
  if (error instanceof OutputFailed) return isClosed(error) ? STATUS.done : STATUS.failed;
  return (isKomboError(error) && STATUS_OF_KIND[error.kind]) || STATUS.failed;
}

/** The command ended because the reader of the output has closed it. */
export const isClosed = (error: unknown): boolean => error instanceof OutputFailed && error.code === "EPIPE";

/** Describes an error in one line without control characters. The server's text may contain names of people: `quiet` leaves it out. */
export function describeError(error: unknown, quiet: boolean): string {
  if (!isKomboError(error)) return visible(error instanceof Error ? error.message : String(error));
  if (error.kind === "input") return visible(messageOf(error));
  return visible([error.kind, ...(error.kind === "api" ? refusal(error, quiet) : [messageOf(error)])].join(": "));
}

/** What the server says, each part once: its message often repeats the code and the title. */
function refusal({ code, title, message, status }: Pick<KomboError, "code" | "title" | "message" | "status">, quiet: boolean): string[] {
  if (quiet) return [code ?? "no code", `HTTP ${status}; without --quiet, the server's text is printed too`];
  const text = code !== null && message.startsWith(`${code}: `) ? message.slice(code.length + 2) : message;
  return [code, text.includes(title ?? "") ? null : title, text].filter((part) => part !== null);
}
