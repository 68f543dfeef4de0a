// What an integration keeps of itself beside its candidates: its name, its state, its history. One row.

import type { Settings } from "./env.ts";
import { type Machine, NEW, next, type Step } from "./machine.ts";
import type { Done } from "./slice.ts";
import { type Counts, type Entry, type Info, noted, type Summary, type Totals } from "./summary.ts";

interface Kept {
  /** An alarm after a restart does not know the object's name. Null: nobody has heard of it. */
  name: string | null;
  machine: Machine;
  history: Entry[];
  totals: Totals;
  counts: Counts;
  /** A removal that is not at its end yet. */
  erasing: boolean;
  feed_error: string | null;
  /** How often in a row Kombo's answer about those that are missing did not count. */
  undecided: number;
}

const NOBODY: Kept = {
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
  #kept: Kept;

  constructor(
    private readonly kv: SyncKvStorage,
    private readonly settings: Settings,
  ) {
    this.#kept = { ...NOBODY, ...kv.get<Kept>("self") };
    // Its process died; the alarm that it had comes again.
    if (this.machine.phase === "running") this.#kept.machine = { ...this.machine, phase: "due", until: Date.now() };
  }

  get name(): string | null {
    return this.#kept.name;
  }
  get machine(): Machine {
    return this.#kept.machine;
  }
  get isThere(): boolean {
    return this.name !== null && this.machine.phase !== "removed";
  }
  get erasing(): boolean {
    return this.#kept.erasing;
  }
  get summary(): Summary {
    const { phase, reason, until, error } = this.machine;
    return { phase, reason, until, error, ...this.#kept.counts };
  }
  get info(): Info {
    const { name, history, totals, feed_error } = this.#kept;
    return { id: name, ...this.summary, history, totals, feed_error };
  }

  save(): void {
    this.kv.put("self", this.#kept);
  }

  added(name: string): void {
    this.#kept = { ...NOBODY, name, machine: { ...NEW, until: Date.now() } };
    this.note("added");
  }

  /** From now on there is nothing but the name, which stays removed. */
  erased(): void {
    this.#kept = { ...NOBODY, name: this.name };
    this.save();
  }

  removing(): void {
    this.#kept.erasing ||= this.isThere;
    this.move({ type: "remove" });
    this.save();
  }

  move(step: Step): void {
    this.#kept.machine = next(this.machine, step, { now: Date.now(), chance: Math.random(), settings: this.settings });
  }

  note(what: string, more: Partial<Entry> = {}): void {
    this.#kept.history = noted(this.#kept.history, { at: Date.now(), what, ...more });
  }

  did({ what, done, ...counted }: Done): void {
    const { requests, upserts, deletions, runs, rows_written } = this.#kept.totals;
    this.decided();
    this.#kept.totals = {
      rows_written,
      requests: requests + counted.requests,
      upserts: upserts + counted.upserts,
      deletions: deletions + counted.deletions,
      runs: runs + (done ? 1 : 0),
    };
    this.note(what, counted);
  }

  /** This row and the alarm are two more. */
  wrote(rows: number): void {
    const { totals } = this.#kept;
    this.#kept.totals = { ...totals, rows_written: totals.rows_written + rows + 2 };
  }

  failed(error: string, requests: number): void {
    this.#kept.totals = { ...this.#kept.totals, requests: this.#kept.totals.requests + requests };
    this.note("failed", { error, requests });
  }

  /** @returns how often in a row by now */
  undecided(): number {
    return (this.#kept.undecided += 1);
  }

  decided(): void {
    this.#kept.undecided = 0;
  }

  count({ candidates, tombstones, doubt }: Counts): void {
    this.#kept.counts = { candidates, tombstones, doubt };
  }

  fed(error: string | null): void {
    this.#kept.feed_error = error;
  }
}
