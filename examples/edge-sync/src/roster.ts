// The fleet's list: all integrations, and the latest summary of each. Only what people need after a restart is stored; the
// rest is in memory, since every written row costs.

import { attention, type Summary } from "./summary.ts";

export interface Listed extends Summary {
  id: string;
}

export interface Counted {
  integrations: number;
  candidates: number;
  tombstones: number;
  /** By `phase`, or `waiting:reason`. */
  phases: Record<string, number>;
}

/** The stored part of a summary; it is written when it changes. */
const label = ({ phase, reason, error, doubt }: Summary) =>
  JSON.stringify([phase === "paused", reason === "person" || reason === "fleet" ? reason : null, error, doubt?.missing ?? 0]);

export const key = ({ phase, reason }: Summary) => (phase === "waiting" ? `waiting:${reason}` : phase);

export class Roster {
  /** The summaries since this process started. */
  #latest = new Map<string, Summary>();

  constructor(private readonly sql: SqlStorage) {
    sql.exec("CREATE TABLE IF NOT EXISTS integrations (id TEXT PRIMARY KEY, summary TEXT NOT NULL) WITHOUT ROWID");
  }

  note(id: string, summary: Summary): void {
    const before = this.#latest.get(id) ?? this.#stored(id);
    this.#latest.set(id, summary);
    if (before && label(before) === label(summary)) return;
    this.sql.exec("INSERT INTO integrations VALUES (?1, ?2) ON CONFLICT DO UPDATE SET summary = ?2", id, JSON.stringify(summary));
  }

  remove(id: string): void {
    this.#latest.delete(id);
    this.sql.exec("DELETE FROM integrations WHERE id = ?", id);
  }

  list(after: string, limit: number): Listed[] {
    const rows = this.sql.exec<{ id: string; summary: string }>("SELECT id, summary FROM integrations WHERE id > ? ORDER BY id LIMIT ?", after, limit);
    return rows.toArray().map(({ id, summary }) => ({ id, ...(this.#latest.get(id) ?? (JSON.parse(summary) as Summary)) }));
  }

  /** Sums over all integrations, and the first ones that wait for a person. */
  count(most: number): { counted: Counted; attention: (Listed & { why: string })[] } {
    const counted: Counted = { integrations: 0, candidates: 0, tombstones: 0, phases: {} };
    const waiting: (Listed & { why: string })[] = [];
    for (const one of this.list("", -1)) {
      counted.integrations += 1;
      counted.candidates += one.candidates;
      counted.tombstones += one.tombstones;
      counted.phases[key(one)] = (counted.phases[key(one)] ?? 0) + 1;
      const why = attention(one);
      if (why !== null && waiting.length < most) waiting.push({ ...one, why });
    }
    return { counted, attention: waiting };
  }

  /** Those of the next `limit` that have missed their time, or have sent no summary since the start. */
  late(after: string, limit: number, now: number): { ids: string[]; next: string | null } {
    const some = this.list(after, limit);
    const late = some.filter(({ id, phase, until }) => !this.#latest.has(id) || (phase !== "paused" && until !== null && until < now));
    return { ids: late.map(({ id }) => id), next: some.length < limit ? null : (some.at(-1)?.id ?? null) };
  }

  /** The integrations that wait until the key is right. */
  stopped(): string[] {
    return this.list("", -1)
      .filter(({ reason }) => reason === "fleet")
      .map(({ id }) => id);
  }

  #stored(id: string): Summary | undefined {
    const [row] = this.sql.exec<{ summary: string }>("SELECT summary FROM integrations WHERE id = ?", id).toArray();
    return row && (JSON.parse(row.summary) as Summary);
  }
}
