// One line at the foot of a terminal, written over again and again. Elsewhere, a line when it waits to try again.

import type { KomboEvent } from "../types.ts";
import type { Counts } from "./counts.ts";
import { counted, isTerminal, say } from "./terminal.ts";

/** The most requests for one page. */
export const ATTEMPTS = 4;

const CLEAR = "\r\x1b[K";

export class Progress {
  readonly #counts: Counts;
  readonly #quiet: boolean;
  readonly #timer: NodeJS.Timeout | undefined;
  /** What is waited for, and until when. */
  #wait: { why: string; until: number } | undefined;

  constructor(counts: Counts, quiet: boolean) {
    this.#counts = counts;
    this.#quiet = quiet;
    if (!quiet && isTerminal()) this.#timer = setInterval(() => this.draw(), 1_000).unref();
    this.draw();
  }

  event(event: KomboEvent): void {
    if (event.type === "retry" && !this.#timer && !this.#quiet) {
      void say(`attempt ${event.attempt} of ${ATTEMPTS}: ${reason(event)}; waiting ${event.wait_ms / 1_000} s`);
    }
    const wait = event.type === "retry" ? { why: reason(event), until: performance.now() + event.wait_ms } : undefined;
    const isNews = wait !== this.#wait;
    this.#wait = wait;
    if (isNews) this.draw();
  }

  draw(): void {
    if (!this.#timer) return;
    // Without a size it is 0.
    const columns = process.stderr.columns || 80;
    process.stderr.write(CLEAR + this.#line().slice(0, columns - 1));
  }

  /** Makes room for what is written to the same terminal. */
  clear(): void {
    if (this.#timer && process.stdout.isTTY) process.stderr.write(CLEAR);
  }

  stop(): void {
    clearInterval(this.#timer);
    if (this.#timer) process.stderr.write(CLEAR);
  }

  #line(): string {
    const { records, pages, seconds, rate } = this.#counts;
    const facts = [counted(records, "candidate"), counted(pages, "page"), `${rate}/s`, clock(seconds)];
    if (this.#wait) {
      const left = Math.max(0, Math.ceil((this.#wait.until - performance.now()) / 1_000));
      // First, since a narrow terminal has no room for all.
      facts.unshift(`trying again in ${left} s: ${this.#wait.why}`);
    }
    return facts.join(" · ");
  }
}

/** Only what the package has checked: a known code, a number, a kind. */
function reason({ code, status, kind }: Extract<KomboEvent, { type: "retry" }>): string {
  return code ?? (status ? `HTTP ${status}` : kind);
}

/** `0:07`, `1:02:07`. */
function clock(seconds: number): string {
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, Math.floor(seconds) % 60];
  const [hours, minutes, rest] = parts.map((part) => String(part).padStart(2, "0"));
  return seconds < 3600 ? `${Number(minutes)}:${rest}` : `${Number(hours)}:${minutes}:${rest}`;
}
