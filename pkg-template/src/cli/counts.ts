// What is counted while candidates are written, and the summary at the end.

import type { RecordIssue } from "../types.ts";
import { counted, visible } from "./terminal.ts";

/** A page lists this many issues, and says that there are more. */
const LISTED = 1_000;
/** How many kinds of issues are told apart, and how many are printed. */
const MOST_KINDS = 1_000;
const PRINTED_KINDS = 10;

export class Counts {
  records: number;
  pages: number;
  /** What earlier runs have written. */
  readonly #earlier: { readonly records: number; readonly pages: number };
  readonly #began = performance.now();
  readonly #kinds = new Map<string, number>();
  #issues = 0;
  #more = false;

  constructor({ records, pages }: { records: number; pages: number }) {
    this.#earlier = { records, pages };
    this.records = records;
    this.pages = pages;
  }

  get seconds(): number {
    return (performance.now() - this.#began) / 1_000;
  }

  /** Candidates a second, of this run. */
  get rate(): number {
    return Math.round((this.records - this.#earlier.records) / Math.max(this.seconds, 0.001));
  }

  issues(issues: readonly RecordIssue[]): void {
    this.#issues += issues.length;
    this.#more ||= issues.length >= LISTED;
    for (const { path, expected, found } of issues) {
      // The same fault in another element of a list is the same kind.
      const kind = `${path.replaceAll(/\[\d+\]/g, "[]")}: ${expected} expected, ${found} found`;
      if (this.#kinds.has(kind) || this.#kinds.size < MOST_KINDS) this.#kinds.set(kind, (this.#kinds.get(kind) ?? 0) + 1);
      else this.#more = true;
    }
  }

  /** The summary's lines. */
  summary(where: string): string[] {
    const { records, pages } = this.#earlier;
    const all = `${counted(this.records, "candidate")} in ${counted(this.pages, "page")}`;
    const seconds = `${this.seconds.toFixed(1)} s`;
    const own = `this run: ${this.records - records} in ${this.pages - pages}, ${seconds}`;
    const head = pages > 0 ? `${all}${where}; ${own}` : `${all}, ${seconds}${where}`;
    if (this.#issues === 0) return [head];
    const kinds = [...this.#kinds].sort(([, a], [, b]) => b - a);
    const lines = kinds.slice(0, PRINTED_KINDS).map(([kind, count]) => `  ${count} × ${visible(kind)}`);
    if (kinds.length > PRINTED_KINDS) lines.push(`  and ${counted(kinds.length - PRINTED_KINDS, "further kind")}`);
    return [`${head}, ${counted(this.#issues, "issue")}${this.#more ? " or more" : ""}:`, ...lines];
  }
}
