// Shows the progress on standard error: one line that is redrawn on a terminal, elsewhere one line for each retry.

import type { KomboEvent } from "../types.ts";
import type { Counts } from "./counts.ts";
import { isTerminal, plural, printLine } from "./terminal.ts";

/** The most requests for one page. */
export const ATTEMPTS = 4;

const CLEAR = "\r\x1b[K";

export class Progress {
  readonly #counts: Counts;
  readonly #quiet: boolean;
  readonly #timer: NodeJS.Timeout | undefined;
  /** The reason for the current wait, and its end. */
  #wait: { why: string; until: number } | undefined;

  constructor(counts: Counts, quiet: boolean) {
    this.#counts = counts;
    this.#quiet = quiet;
    if (!quiet && isTerminal()) this.#timer = setInterval(() => this.draw(), 1_000).unref();
    this.draw();
  }

  event(event: KomboEvent): void {
    if (event.type === "retry" && !this.#timer && !this.#quiet) {
      void printLine(`attempt ${event.attempt} of ${ATTEMPTS}: ${reason(event)}; waiting ${event.wait_ms / 1_000} s`);
    }
    const wait = event.type === "retry" ? { why: reason(event), until: performance.now() + event.wait_ms } : undefined;
    const hasChanged = wait !== this.#wait;
    this.#wait = wait;
    if (hasChanged) this.draw();
  }

  draw(): void {
    if (!this.#timer) return;
    // A terminal without a size has 0 columns.
    const columns = process.stderr.columns || 80;
    process.stderr.write(CLEAR + this.#line().slice(0, columns - 1));
  }

  /** Clears the line before the output is written to the same terminal. */
  clear(): void {
    if (this.#timer && process.stdout.isTTY) process.stderr.write(CLEAR);
  }

  stop(): void {
    clearInterval(this.#timer);
    if (this.#timer) process.stderr.write(CLEAR);
  }

  #line(): string {
    const { records, pages, seconds, rate } = this.#counts;
    const facts = [plural(records, "candidate"), plural(pages, "page"), `${rate}/s`, clock(seconds)];
    if (this.#wait) {
      const left = Math.max(0, Math.ceil((this.#wait.until - performance.now()) / 1_000));
      // The wait is first, because a narrow terminal cuts the line.
      facts.unshift(`trying again in ${left} s: ${this.#wait.why}`);
    }
    return facts.join(" · ");
  }
}

/** The reasons for a retry other than an error of the server, by kind. The response has begun when there is a status. */
const REASONS: Readonly<Record<string, { before: string; within: string }>> = {
  network: { before: "the connection failed", within: "the connection ended within the response" },
  timeout: { before: "no response in time", within: "the response was not complete in time" },
  decode: { before: "the response is damaged", within: "the response is damaged" },
};

/** The reason for a retry, from values that the package has checked: a code of the contract, a status, a kind. */
function reason({ code, status, kind }: Extract<KomboEvent, { type: "retry" }>): string {
  const own = REASONS[kind];
  if (own) return status ? own.within : own.before;
  return code ?? (status ? `HTTP ${status}` : kind);
}

/** `0:07`, `1:02:07`. */
function clock(seconds: number): string {
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, Math.floor(seconds) % 60];
  const [hours, minutes, rest] = parts.map((part) => String(part).padStart(2, "0"));
  return seconds < 3600 ? `${Number(minutes)}:${rest}` : `${Number(hours)}:${minutes}:${rest}`;
}
