// The store in the object's own SQLite. Unchanged rows are not written.

import type { SyncBatch } from "kombo-edge";
import { StoreError } from "./failure.ts";
import { type Change, type Checkpoint, counted, EMPTY, isKey, judge, MOST_CHARACTERS, moved, type Numbers, type Row, rows, type Store } from "./store.ts";
import { SQL } from "./store-sqlite-sql.ts";

/** A row is at most 2 MB, including the id and some overhead. */
const MOST_BYTES = 1_990_000;

export class SqliteStore implements Store {
  rows_written = 0;

  constructor(
    private readonly storage: DurableObjectStorage,
    private readonly options: { feed: boolean; tombstone_ms: number },
  ) {}

  async open(now: number): Promise<Checkpoint> {
    return this.storage.transactionSync(() => {
      this.#sql(SQL.tables);
      if (this.#sql("SELECT 1 FROM checkpoint").length === 0) this.#save({ ...EMPTY, epoch: now });
      const checkpoint = this.#checkpoint();
      return checkpoint.dirty ? this.#count(checkpoint) : checkpoint;
    });
  }

  async apply(batch: SyncBatch, now: number): Promise<Checkpoint> {
    return this.#change((before) => {
      if (before.state !== batch.previous_state) throw new StoreError("STORE.OVERTAKEN");
      const written = rows(batch, MOST_BYTES);
      const after = moved(before, batch, written);
      const gone = batch.deletions.filter(({ id }) => isKey(id));
      let changes = 0;
      for (const { id, data } of written) changes += this.#write(after, id, SQL.upsert, id, data);
      for (const { id, remote_deleted_at } of gone) changes += this.#remove(after, id, remote_deleted_at, batch.started_at, now);
      const ids = JSON.stringify([...written, ...gone].map(({ id }) => id));
      this.#sql(SQL.found, ids);
      if (batch.kind === "full") {
        if (before.run !== batch.started_at) this.#sql(SQL.unseen);
        this.#sql(SQL.see, ids);
        if (batch.done) this.#finish(after, now);
      }
      after.dirty ||= changes > 0;
      return batch.done && (after.dirty || batch.kind === "full") ? this.#count(after) : after;
    });
  }

  /** Ends a full run: rows that it has not seen become suspects, and old tombstones are purged. */
  #finish(after: Checkpoint, now: number): void {
    for (const text of [SQL.clear, SQL.suspect, SQL.unseen]) this.#sql(text);
    this.#sql(SQL.purge, now - this.options.tombstone_ms);
    const { missing, candidates } = this.#numbers();
    Object.assign(after, judge(after, missing, candidates, now));
  }

  async suspects(limit: number): Promise<string[]> {
    return this.#sql<{ id: string }>(SQL.suspects, limit).map(({ id }) => id);
  }

  async confirm({ gone, present }: { gone: readonly string[]; present: readonly string[] }, now: number): Promise<Checkpoint> {
    return this.#change((checkpoint) => {
      for (const id of gone) this.#remove(checkpoint, id, null, new Date(now).toISOString(), now);
      this.#sql(SQL.found, JSON.stringify([...gone, ...present]));
      return this.#count(checkpoint);
    });
  }

  async doubt(now: number): Promise<Checkpoint> {
    return this.#change((checkpoint) => {
      const { missing, candidates } = this.#numbers();
      return this.#count({ ...checkpoint, ...judge({ ...checkpoint, witness: null }, missing, candidates, now) });
    });
  }

  async settle(missing: "gone" | "keep", now: number): Promise<Checkpoint> {
    if (missing === "gone") return this.confirm({ gone: await this.suspects(-1), present: [] }, now);
    return this.#change((checkpoint) => {
      this.#sql(SQL.keep);
      return this.#count(checkpoint);
    });
  }

  async page(after: string, limit: number): Promise<Row[]> {
    return this.#some<Row>(SQL.page, after, limit);
  }

  async outbox(limit: number): Promise<Change[]> {
    return this.#some<Change>(SQL.outbox, limit);
  }

  async drained(seq: number): Promise<void> {
    this.#sql(SQL.drained, seq);
  }

  async erase(): Promise<void> {
    for (const text of SQL.erase) this.#sql(text);
  }

  async close(): Promise<void> {}

  #sql<T extends object>(text: string, ...values: (string | number | null)[]): T[] {
    const cursor = this.storage.sql.exec(text, ...values);
    const rows = cursor.toArray() as unknown as T[];
    this.rows_written += cursor.rowsWritten;
    return rows;
  }

  /** As many rows as fit. */
  #some<T extends Row>(text: string, ...values: (string | number)[]): T[] {
    const some: T[] = [];
    let characters = 0;
    for (const row of this.storage.sql.exec(text, ...values)) {
      some.push(row as unknown as T);
      characters += some.at(-1)?.data?.length ?? 0;
      if (characters > MOST_CHARACTERS) break;
    }
    return some;
  }

  #checkpoint(): Checkpoint {
    const [row] = this.#sql<{ value: string }>("SELECT value FROM checkpoint");
    // The integration was removed in the meantime.
    if (!row) throw new StoreError("STORE.OVERTAKEN");
    return JSON.parse(row.value) as Checkpoint;
  }

  #save(checkpoint: Checkpoint): void {
    this.#sql(SQL.save, JSON.stringify(checkpoint));
  }

  #change(change: (checkpoint: Checkpoint) => Checkpoint): Checkpoint {
    return this.storage.transactionSync(() => {
      const after = change(this.#checkpoint());
      this.#save(after);
      return after;
    });
  }

  /** Runs a statement on one row. When it changes the row, the change goes into the outbox. */
  #write(checkpoint: Checkpoint, id: string, text: string, ...values: (string | number | null)[]): number {
    const cursor = this.storage.sql.exec(text, ...values);
    this.rows_written += cursor.rowsWritten;
    if (cursor.rowsWritten === 0) return 0;
    if (this.options.feed) this.#sql(SQL.changed, (checkpoint.seq += 1), id);
    return 1;
  }

  #remove(checkpoint: Checkpoint, id: string, deleted_at: string | null, otherwise: string, now: number): number {
    return this.#write(checkpoint, id, SQL.remove, id, deleted_at, otherwise, now);
  }

  #numbers(): Numbers {
    return this.#sql<Numbers>(SQL.count)[0] ?? { candidates: 0, tombstones: 0, missing: 0 };
  }

  #count(checkpoint: Checkpoint): Checkpoint {
    return counted(checkpoint, this.#numbers());
  }
}
