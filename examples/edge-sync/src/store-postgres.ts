// The store in Postgres, through Hyperdrive: one set of tables for all integrations. A writer locks the checkpoint's row, and
// compares it with the state that its batch continues.

import type { SyncBatch } from "kombo-edge";
import type { Client } from "pg";
import { Connection } from "./connection.ts";
import { StoreError } from "./failure.ts";
import { type Change, type Checkpoint, counted, EMPTY, isKey, judge, MOST_CHARACTERS, moved, type Numbers, type Row, rows, type Store } from "./store.ts";
import { columns, create, IS_THERE, SQL } from "./store-postgres-sql.ts";

/** Postgres accepts a gigabyte, but the object's memory does not. */
const MOST_BYTES = 16_000_000;

const made = new Set<string>();

export class PostgresStore implements Store {
  readonly rows_written = 0;
  readonly #connection: Connection;

  constructor(
    private readonly url: string,
    private readonly integration_id: string,
    private readonly options: { feed: boolean; tombstone_ms: number; timeout_ms: number },
  ) {
    this.#connection = new Connection(url, options.timeout_ms);
  }

  async open(now: number): Promise<Checkpoint> {
    const checkpoint = await this.#connection.transaction(async (client) => {
      if (!made.has(this.url)) await create(client);
      await client.query(SQL.begin, [this.integration_id, JSON.stringify({ ...EMPTY, epoch: now })]);
      const checkpoint = await this.#locked(client);
      return checkpoint.dirty ? this.#save(client, await this.#count(client, checkpoint)) : checkpoint;
    });
    // Only now: tables of a transaction that fails do not exist.
    made.add(this.url);
    return checkpoint;
  }

  async apply(batch: SyncBatch, now: number): Promise<Checkpoint> {
    return this.#change(async (client, before) => {
      if (before.state !== batch.previous_state) throw new StoreError("STORE.OVERTAKEN");
      const written = rows(batch, MOST_BYTES);
      const after = moved(before, batch, written);
      const gone = batch.deletions.filter(({ id }) => isKey(id));
      const ids = [...written, ...gone].map(({ id }) => id);
      const { integration_id } = this;
      const upserted = await client.query<{ id: string }>(SQL.upsert, [integration_id, written.map(({ id }) => id), ...columns(written)]);
      const removed = await this.#remove(
        client,
        gone.map(({ id }) => id),
        gone.map((one) => one.remote_deleted_at),
        batch.started_at,
        now,
      );
      const changed = [...upserted.rows, ...removed].map(({ id }) => id);
      await this.#changed(client, after, changed);
      await client.query(SQL.found, [integration_id, ids]);
      if (batch.kind === "full") {
        if (before.run !== batch.started_at) await client.query(SQL.unseen, [integration_id]);
        await client.query(SQL.see, [integration_id, ids]);
        if (batch.done) await this.#finish(client, after, now);
      }
      after.dirty ||= changed.length > 0;
      return batch.done && (after.dirty || batch.kind === "full") ? this.#count(client, after) : after;
    });
  }

  /** Ends a full run: rows that it has not seen become suspects, and old tombstones are purged. */
  async #finish(client: Client, after: Checkpoint, now: number): Promise<void> {
    const { integration_id } = this;
    await client.query(SQL.clear, [integration_id]);
    await client.query(SQL.suspect, [integration_id]);
    await client.query(SQL.unseen, [integration_id]);
    await client.query(SQL.purge, [integration_id, now - this.options.tombstone_ms]);
    const { missing, candidates } = await this.#numbers(client);
    Object.assign(after, judge(after, missing, candidates, now));
  }

  async suspects(limit: number): Promise<string[]> {
    const { rows } = await this.#connection.run((client) => client.query<{ id: string }>(SQL.suspects, [this.integration_id, limit]));
    return rows.map(({ id }) => id);
  }

  async confirm({ gone, present }: { gone: readonly string[]; present: readonly string[] }, now: number): Promise<Checkpoint> {
    return this.#change((client, checkpoint) => this.#decide(client, checkpoint, gone, present, now));
  }

  async doubt(now: number): Promise<Checkpoint> {
    return this.#change(async (client, checkpoint) => {
      const { missing, candidates } = await this.#numbers(client);
      return this.#count(client, { ...checkpoint, ...judge({ ...checkpoint, witness: null }, missing, candidates, now) });
    });
  }

  async settle(missing: "gone" | "keep", now: number): Promise<Checkpoint> {
    return this.#change(async (client, checkpoint) => {
      if (missing === "keep") await client.query(SQL.keep, [this.integration_id]);
      const { rows } = await client.query<{ id: string }>(SQL.suspects, [this.integration_id, null]);
      return this.#decide(
        client,
        checkpoint,
        rows.map(({ id }) => id),
        [],
        now,
      );
    });
  }

  async page(after: string, limit: number): Promise<Row[]> {
    return (await this.#connection.run((client) => client.query<Row>(SQL.page, [this.integration_id, after, limit, MOST_CHARACTERS]))).rows;
  }

  async outbox(limit: number): Promise<Change[]> {
    const { rows } = await this.#connection.run((client) => client.query<Change>(SQL.outbox, [this.integration_id, limit, MOST_CHARACTERS]));
    return rows;
  }

  async drained(seq: number): Promise<void> {
    await this.#connection.run((client) => client.query(SQL.drained, [this.integration_id, seq]));
  }

  async erase(): Promise<void> {
    await this.#connection.transaction(async (client) => {
      if ((await client.query(IS_THERE)).rows[0]?.there !== null) for (const text of SQL.erase) await client.query(text, [this.integration_id]);
    });
    await this.close();
  }

  close(): Promise<void> {
    return this.#connection.close();
  }

  async #decide(client: Client, checkpoint: Checkpoint, gone: readonly string[], present: readonly string[], now: number): Promise<Checkpoint> {
    const changed = await this.#remove(
      client,
      gone,
      gone.map(() => null),
      new Date(now).toISOString(),
      now,
    );
    const after = { ...checkpoint };
    await this.#changed(
      client,
      after,
      changed.map(({ id }) => id),
    );
    await client.query(SQL.found, [this.integration_id, [...gone, ...present]]);
    return this.#count(client, after);
  }

  async #remove(client: Client, ids: readonly string[], dates: readonly (string | null)[], otherwise: string, now: number): Promise<{ id: string }[]> {
    return (await client.query<{ id: string }>(SQL.remove, [this.integration_id, ids, dates, otherwise, now])).rows;
  }

  async #changed(client: Client, after: Checkpoint, ids: string[]): Promise<void> {
    if (!this.options.feed || ids.length === 0) return;
    await client.query(SQL.changed, [this.integration_id, after.seq, ids]);
    after.seq += ids.length;
  }

  async #locked(client: Client): Promise<Checkpoint> {
    const [row] = (await client.query<{ checkpoint: Checkpoint }>(SQL.locked, [this.integration_id])).rows;
    // The integration was removed in the meantime.
    if (!row) throw new StoreError("STORE.OVERTAKEN");
    return row.checkpoint;
  }

  async #save(client: Client, checkpoint: Checkpoint): Promise<Checkpoint> {
    await client.query(SQL.save, [this.integration_id, JSON.stringify(checkpoint)]);
    return checkpoint;
  }

  #change(change: (client: Client, checkpoint: Checkpoint) => Promise<Checkpoint>): Promise<Checkpoint> {
    return this.#connection.transaction(async (client) => this.#save(client, await change(client, await this.#locked(client))));
  }

  async #numbers(client: Client): Promise<Numbers> {
    const [numbers] = (await client.query<Numbers>(SQL.count, [this.integration_id])).rows;
    return numbers ?? { candidates: 0, tombstones: 0, missing: 0 };
  }

  async #count(client: Client, checkpoint: Checkpoint): Promise<Checkpoint> {
    return counted(checkpoint, await this.#numbers(client));
  }
}
