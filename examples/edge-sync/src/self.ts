// An integration's own data besides its candidates: its name, its state, its history. One row.

import type { Settings } from "./env.ts";
import { type Machine, NEW, next, type Step } from "./machine.ts";
import type { Done } from "./slice.ts";
import { type Counts, type Entry, type Info, noted, type Summary, type Totals } from "./summary.ts";

interface Stored {
  /** An alarm after a restart does not have the object's name, so it is stored. Null: the integration was never added. */
  name: string | null;
  machine: Machine;
  history: Entry[];
  totals: Totals;
  counts: Counts;
  /** A removal that is not finished yet. */
  erasing: boolean;
  feed_error: string | null;
  /** How often in a row Kombo's answer about missing candidates did not count. */
  undecided: number;
}

const ABSENT: Stored = {
  name: null,
  machine: { ...NEW, phase: "removed", until: null },
  history: [],
  totals: { requests: 0, upserts: 0, deletions: 0, runs: 0, rows_written: 0 },
  counts: { candidates: 0, tombstones: 0, doubt: null },
  erasing: false,
  feed_error: null,
  undecided: 0,
};

export class Self {
  #stored: Stored;

  constructor(
    private readonly kv: SyncKvStorage,
    private readonly settings: Settings,
  ) {
    this.#stored = { ...ABSENT, ...kv.get<Stored>("self") };
    // The process died during a run. The alarm that started it comes again.
    if (this.machine.phase === "running") this.#stored.machine = { ...this.machine, phase: "due", until: Date.now() };
  }

  get name(): string | null {
    return this.#stored.name;
  }
  get machine(): Machine {
    return this.#stored.machine;
  }
  get isThere(): boolean {
    return this.name !== null && this.machine.phase !== "removed";
  }
  get erasing(): boolean {
    return this.#stored.erasing;
  }
  get summary(): Summary {
    const { phase, reason, until, error } = this.machine;
    return { phase, reason, until, error, ...this.#stored.counts };
  }
  get info(): Info {
    const { name, history, totals, feed_error } = this.#stored;
    return { id: name, ...this.summary, history, totals, feed_error };
  }

  save(): void {
    this.kv.put("self", this.#stored);
  }

  added(name: string): void {
    this.#stored = { ...ABSENT, name, machine: { ...NEW, until: Date.now() } };
    this.note("added");
  }

  /** Drops everything but the name, which stays removed. */
  erased(): void {
    this.#stored = { ...ABSENT, name: this.name };
    this.save();
  }

  removing(): void {
    this.#stored.erasing ||= this.isThere;
    this.move({ type: "remove" });
    this.save();
  }

  move(step: Step): void {
    this.#stored.machine = next(this.machine, step, { now: Date.now(), chance: Math.random(), settings: this.settings });
  }

  note(what: string, more: Partial<Entry> = {}): void {
    this.#stored.history = noted(this.#stored.history, { at: Date.now(), what, ...more });
  }

  did({ what, done, ...counted }: Done): void {
    const { requests, upserts, deletions, runs, rows_written } = this.#stored.totals;
    this.decided();
    this.#stored.totals = {
      rows_written,
      requests: requests + counted.requests,
      upserts: upserts + counted.upserts,
      deletions: deletions + counted.deletions,
      runs: runs + (done ? 1 : 0),
    };
    this.note(what, counted);
  }

  /** Counts written rows, with two more for this row and the alarm. */
  wrote(rows: number): void {
    const { totals } = this.#stored;
    this.#stored.totals = { ...totals, rows_written: totals.rows_written + rows + 2 };
  }

  failed(error: string, requests: number): void {
    this.#stored.totals = { ...this.#stored.totals, requests: this.#stored.totals.requests + requests };
    this.note("failed", { error, requests });
  }

  /** @returns how often in a row by now */
  undecided(): number {
    return (this.#stored.undecided += 1);
  }

  decided(): void {
    this.#stored.undecided = 0;
  }

  count({ candidates, tombstones, doubt }: Counts): void {
    this.#stored.counts = { candidates, tombstones, doubt };
  }

  fed(error: string | null): void {
    this.#stored.feed_error = error;
  }
}
