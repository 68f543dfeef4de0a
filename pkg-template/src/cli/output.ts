// Where candidates are written. An output knows how far it is whole, and so from where to go on.

import { fstatSync, writeSync } from "node:fs";
import { OutputFailed } from "./exit.ts";
import type { Settings } from "./flags.ts";
import { escaped } from "./terminal.ts";

/** How far an output is whole. */
export interface Position {
  /** Where the next page is: undefined at the beginning, null after the last page. */
  readonly cursor: string | null | undefined;
  readonly records: number;
  readonly pages: number;
}

/** What changes on the command line that goes on, and what else there is to know. */
export interface Rest {
  readonly changes: Readonly<Record<string, string | boolean | undefined>>;
  readonly advice: string | undefined;
  /** What is said before that command line. */
  readonly how: string;
}

export interface Output {
  readonly position: Position;
  /** What the summary says of where it is. */
  readonly where: string;
  /** Done when all of the text is out; then the output is whole up to this position. */
  write(text: string, position: Position): Promise<void>;
  /** After the last page. */
  finish(text: string): Promise<void>;
  /** Before the last page; how to go on, where that is possible. */
  leave(canGoOn: boolean): Promise<Rest | undefined>;
}

/** Whether no page is left to be fetched. */
export const isOver = ({ cursor, records }: Position, limit: number | undefined): boolean => cursor === null || records === limit;

export class StandardOutput implements Output {
  position: Position;
  readonly where = "";
  readonly #settings: Settings;
  readonly #signal: AbortSignal;
  /** Whether a page is on its way, and part of it may be out. */
  #isWriting = false;

  constructor(settings: Settings, signal: AbortSignal) {
    this.position = { cursor: settings.request.cursor, records: 0, pages: 0 };
    this.#settings = settings;
    this.#signal = signal;
  }

  async write(text: string, position: Position): Promise<void> {
    this.#isWriting = true;
    await print(process.stdout.isTTY ? escaped(text) : text, this.#signal);
    this.#isWriting = false;
    this.position = position;
  }

  finish(text: string): Promise<void> {
    return this.write(text, this.position);
  }

  async leave(canGoOn: boolean): Promise<Rest | undefined> {
    const { cursor, records, pages } = this.position;
    const advice = this.#isWriting ? `part of what follows candidate ${records} may be out: cut it off there` : undefined;
    if (!canGoOn || typeof cursor !== "string") return advice === undefined ? undefined : { changes: {}, advice, how: "" };
    const { limit, format } = this.#settings;
    // Two arrays are no array.
    const how = format === "json" ? "go on with" : "go on, and append with >>, with";
    const header = format === "csv" && pages > 0 ? { header: false } : {};
    return { changes: { cursor, ...(limit && { limit: String(limit - records) }), ...header }, advice, how };
  }
}

/** Whether standard output is a file or a device, of which Node's stream forgets what a write has left over. */
function isFile(): boolean {
  const there = fstatSync(process.stdout.fd);
  return !process.stdout.isTTY && !there.isFIFO() && !there.isSocket();
}

/** Done when the system has it. A signal does not wait for a reader that reads no more. */
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
