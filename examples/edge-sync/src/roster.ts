// The fleet's list: all integrations, and the latest summary of each. Only what people need after a restart is stored; the
// rest is in memory, since every written row costs.

import { attention, type Summary } from "./summary.ts";
import { changed, NONE, type Sums } from "./sums.ts";

export interface Listed extends Summary {
  id: string;
}

export interface Counted {
  counted: Sums;
  /** The first ones that wait for a person. */
  attention: (Listed & { why: string })[];
}

const TABLES = `
  CREATE TABLE IF NOT EXISTS integrations (id TEXT PRIMARY KEY, summary TEXT NOT NULL) WITHOUT ROWID;
  -- The integrations that wait for a person.
  CREATE TABLE IF NOT EXISTS asking (id TEXT PRIMARY KEY) WITHOUT ROWID;
  -- The sums over the stored summaries.
  CREATE TABLE IF NOT EXISTS sums (one INTEGER PRIMARY KEY, value TEXT NOT NULL);`;

/** The stored part of a summary; it is written when it changes. */
const label = ({ phase, reason, error, doubt }: Summary) =>
  JSON.stringify([phase === "paused", reason === "person" || reason === "fleet" ? reason : null, error, doubt?.missing ?? 0]);

export class Roster {
  /** The summaries since this process started. */
  #latest = new Map<string, Summary>();
  /** Over the stored summaries, and over these with the latest in their place. */
  #stored: Sums;
  #sums: Sums;

  constructor(private readonly sql: SqlStorage) {
    sql.exec(TABLES);
    const [row] = sql.exec<{ value: string }>("SELECT value FROM sums").toArray();
    this.#stored = row ? (JSON.parse(row.value) as Sums) : NONE;
    this.#sums = this.#stored;
  }

  note(id: string, summary: Summary): void {
    const before = this.#latest.get(id) ?? this.#read(id);
    this.#latest.set(id, summary);
    this.#sums = changed(this.#sums, before, summary);
    if (before && label(before) === label(summary)) return;
    this.#write(id, summary);
  }

  remove(id: string): void {
    this.#sums = changed(this.#sums, this.#latest.get(id) ?? this.#read(id), undefined);
    this.#latest.delete(id);
    this.#write(id, undefined);
  }

  list(after: string, limit: number): Listed[] {
    return this.#some("SELECT id, summary FROM integrations WHERE id > ? ORDER BY id LIMIT ?", after, limit);
  }

  /** Reads only rows of integrations that wait for a person, however many others there are. */
  count(most: number): Counted {
    const asking = this.#some("SELECT id, summary FROM asking JOIN integrations USING (id) ORDER BY id LIMIT ?", most);
    return { counted: this.#sums, attention: asking.map((one) => ({ ...one, why: attention(one) ?? "" })) };
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

  #some(text: string, ...values: (string | number)[]): Listed[] {
    const rows = this.sql.exec<{ id: string; summary: string }>(text, ...values).toArray();
    return rows.map(({ id, summary }) => ({ id, ...(this.#latest.get(id) ?? (JSON.parse(summary) as Summary)) }));
  }

  #read(id: string): Summary | undefined {
    const [row] = this.sql.exec<{ summary: string }>("SELECT summary FROM integrations WHERE id = ?", id).toArray();
    return row && (JSON.parse(row.summary) as Summary);
  }

  /** Stores a summary, or that the integration is not in the list, with the sums. */
  #write(id: string, summary: Summary | undefined): void {
    this.#stored = changed(this.#stored, this.#read(id), summary);
    this.sql.exec("INSERT INTO sums VALUES (1, ?1) ON CONFLICT DO UPDATE SET value = ?1 WHERE value IS NOT ?1", JSON.stringify(this.#stored));
    if (summary) this.sql.exec("INSERT INTO integrations VALUES (?1, ?2) ON CONFLICT DO UPDATE SET summary = ?2", id, JSON.stringify(summary));
    else this.sql.exec("DELETE FROM integrations WHERE id = ?", id);
    const asks = summary !== undefined && attention(summary) !== null;
    this.sql.exec(asks ? "INSERT OR IGNORE INTO asking VALUES (?)" : "DELETE FROM asking WHERE id = ?", id);
  }
}
