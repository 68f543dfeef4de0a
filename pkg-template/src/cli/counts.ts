// Counts records, pages and issues while candidates are written, and makes the summary at the end.

import type { RecordIssue } from "../types.ts";
import { plural, visible } from "./terminal.ts";

/** The most issues that a page lists. A page with this many may have more. */
const LISTED = 1_000;
/** The most kinds of issues that are plural separately, and the most that are printed. */
const MOST_KINDS = 1_000;
const PRINTED_KINDS = 10;

export class Counts {
  records: number;
  pages: number;
  /** The counts of earlier runs for the same output. */
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

  /** Candidates per second in this run. */
  get rate(): number {
    return Math.round((this.records - this.#earlier.records) / Math.max(this.seconds, 0.001));
  }

  issues(issues: readonly RecordIssue[]): void {
    this.#issues += issues.length;
    this.#more ||= issues.length >= LISTED;
    for (const { path, expected, found } of issues) {
      // The same violation in another element of a list is the same kind.
      const kind = `${path.replaceAll(/\[\d+\]/g, "[]")}: ${expected} expected, ${found} found`;
      if (this.#kinds.has(kind) || this.#kinds.size < MOST_KINDS) this.#kinds.set(kind, (this.#kinds.get(kind) ?? 0) + 1);
      else this.#more = true;
    }
  }

  /** The lines about issues. Empty when there were none. */
  found(): string[] {
    if (this.#issues === 0) return [];
    const kinds = [...this.#kinds].sort(([, a], [, b]) => b - a);
    const lines = kinds.slice(0, PRINTED_KINDS).map(([kind, count]) => `  ${count} × ${visible(kind)}`);
    if (kinds.length > PRINTED_KINDS) lines.push(`  and ${plural(kinds.length - PRINTED_KINDS, "further kind")}`);
    return [`${plural(this.#issues, "issue")}${this.#more ? " or more" : ""}:`, ...lines];
  }

  /** The summary's lines. @param begun when the first of several runs for this output began */
  summary(where: string, begun: string): string[] {
    const { records, pages } = this.#earlier;
    const all = `${plural(this.records, "candidate")} in ${plural(this.pages, "page")}`;
    const seconds = `${this.seconds.toFixed(1)} s`;
    const own = `this run: ${this.records - records} in ${this.pages - pages}, ${seconds}`;
    const head = pages > 0 ? `${all}${where}, begun at ${begun}; ${own}` : `${all}, ${seconds}${where}`;
    const [issues, ...kinds] = this.found();
    return issues === undefined ? [head] : [`${head}, ${issues}`, ...kinds];
  }
}
