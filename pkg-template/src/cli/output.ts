// The output of candidates. It keeps the position up to which it is complete, from which a later run can continue.

import { fstatSync, writeSync } from "node:fs";
import { isClosed, OutputFailed } from "./exit.ts";
import type { Settings } from "./flags.ts";
import type { Place } from "./take.ts";
import { escaped } from "./terminal.ts";

/** The position up to which an output is complete. */
export interface Position extends Place {
  readonly records: number;
  readonly pages: number;
}

/** How a later run continues. */
export interface Continuation {
  /** The flags to change on the command line. */
  readonly changes: Readonly<Record<string, string | boolean | undefined>>;
  readonly advice: string | undefined;
  /** The words before that command line. */
  readonly how: string;
}

/** Why a run cannot continue from its cursor: the server refuses it, or it leads in a circle. */
export type Obstacle = "refused" | "circle";

export interface Output {
  readonly position: Position;
  /** The output's place, for the summary. */
  readonly where: string;
  /** When the first run for this output began, in UTC. */
  readonly begun: string;
  /** What to do to begin anew. */
  readonly anew: string;
  /** Resolves when all of the text is written. The output is then complete up to this position. */
  write(text: string, position: Position): Promise<void>;
  /** Ends a complete output with this text. */
  finish(text: string): Promise<void>;
  /** Ends an incomplete output. Returns how to continue, where that is possible. Deletes nothing that was written. */
  stop(obstacle: Obstacle | undefined): Promise<Continuation | undefined>;
}

/** The present time in UTC, such as `2026-01-31T08:00:00Z`. */
export const instant = (): string => new Date().toISOString().replace(/\.\d+/, "");

/** Whether no further page is to be fetched. */
export const isOver = ({ cursor, records }: Position, limit: number | undefined): boolean => cursor === null || records === limit;

export class StandardOutput implements Output {
  position: Position;
  readonly where = "";
  readonly begun = instant();
  readonly anew = "run this again without --cursor to begin anew";
  readonly #settings: Settings;
  readonly #signal: AbortSignal;
  /** Whether a page is being written, and part of it may be written already. */
  #isWriting = false;

  constructor(settings: Settings, signal: AbortSignal) {
    this.position = { cursor: settings.request.cursor, written: [], records: 0, pages: 0 };
    this.#settings = settings;
    this.#signal = signal;
  }

  async write(text: string, position: Position): Promise<void> {
    this.#isWriting = true;
    try {
      await print(process.stdout.isTTY ? escaped(text) : text, this.#signal);
    } catch (error) {
      // A reader that has closed the pipe has what it wanted.
      if (isClosed(error)) this.#isWriting = false;
      throw error;
    }
    this.#isWriting = false;
    this.position = position;
  }

  finish(text: string): Promise<void> {
    return this.write(text, this.position);
  }

  async stop(obstacle: Obstacle | undefined): Promise<Continuation | undefined> {
    const { cursor, records, pages } = this.position;
    const { limit, format } = this.#settings;
    const advice = this.#isWriting ? `part of what follows candidate ${records} may be out: cut it off there` : undefined;
    const isResumable = obstacle === undefined && typeof cursor === "string" && !isOver(this.position, limit);
    if (!isResumable) return advice === undefined ? undefined : { changes: {}, advice, how: "" };
    // Two JSON arrays in one file are not valid JSON, so appending is not advised.
    const how = format === "json" ? "go on with" : "go on, and append with >>, with";
    const header = format === "csv" && pages > 0 ? { header: false } : {};
    return { changes: { cursor, ...(limit && { limit: String(limit - records) }), ...header }, advice, how };
  }
}

/** Whether standard output is a file or a device. For these, Node's stream loses the rest of a partial write. */
function isFile(): boolean {
  const there = fstatSync(process.stdout.fd);
  return !process.stdout.isTTY && !there.isFIFO() && !there.isSocket();
}

/** Resolves when the system has the text. Rejects on an abort, so that a reader that has stopped reading cannot block the command. */
async function print(text: string, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  if (!isFile()) return stream(text, signal);
  const bytes = Buffer.from(text);
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(process.stdout.fd, bytes, at);
  } catch (error) {
    throw new OutputFailed(error);
  }
}

function stream(text: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const interrupted = () => reject(signal.reason);
    signal.addEventListener("abort", interrupted, { once: true });
    process.stdout.write(text, (error) => {
      signal.removeEventListener("abort", interrupted);
      if (error) reject(new OutputFailed(error));
      else resolve();
    });
  });
}
