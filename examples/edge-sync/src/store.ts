// The interface of a store of one integration's candidates. Each call is one transaction.

import type { SyncBatch } from "kombo-edge";

export interface Row {
  id: string;
  /** The candidate as JSON; null when it is deleted, or larger than the store accepts. */
  data: string | null;
  /** The time of the deletion in ISO 8601; null when it is not deleted. */
  deleted_at: string | null;
}

/** Too many candidates were missing from a full run, or Kombo could not confirm that they are gone. A person decides. */
export interface Doubt {
  missing: number;
  of: number;
  since: string;
}

/** A store's counts. `missing`: suspects that are neither settled nor confirmed. */
export interface Numbers {
  candidates: number;
  tombstones: number;
  missing: number;
}

/** One row: the position of the sync, and the data that belongs to it. */
export interface Checkpoint {
  state: string | null;
  /** The start of the current run. The ids that a full run has seen belong to it. */
  run: string | null;
  /** A candidate that the latest full run saw. */
  witness: string | null;
  doubt: Doubt | null;
  /** The number of suspects to ask for by id. */
  suspects: number;
  candidates: number;
  tombstones: number;
  /** Whether rows were written since the last count. */
  dirty: boolean;
  /** The number of the latest change in the outbox. */
  seq: number;
  /** When this store was created. The numbers restart after a removal, and the epoch distinguishes them. */
  epoch: number;
}

export interface Change extends Row {
  seq: number;
}

export interface Store {
  /** Rows written since the store was opened, as Cloudflare counts them; 0 when it does not. */
  readonly rows_written: number;
  /** Creates missing tables and the checkpoint, and counts the rows. */
  open(now: number): Promise<Checkpoint>;
  /**
   * Writes a batch and its state.
   *
   * @throws {StoreError} `STORE.OVERTAKEN` when the stored state is not the one that the batch continues
   */
  apply(batch: SyncBatch, now: number): Promise<Checkpoint>;
  /** Ids to ask for, the smallest first. */
  suspects(limit: number): Promise<string[]>;
  /** Stores Kombo's answer about suspects: they become tombstones, or are no suspects any more. */
  confirm(answer: { gone: readonly string[]; present: readonly string[] }, now: number): Promise<Checkpoint>;
  /** Makes a doubt of the suspects, because Kombo's answer decides nothing. */
  doubt(now: number): Promise<Checkpoint>;
  /** Stores a person's decision about a doubt. */
  settle(missing: "gone" | "keep", now: number): Promise<Checkpoint>;
  /** Rows in the order of their ids: `limit` of them, or fewer when they are long. */
  page(after: string, limit: number): Promise<Row[]>;
  /** Changes that no sink has yet, in order: `limit` of them, or fewer when they are long. */
  outbox(limit: number): Promise<Change[]>;
  /** Marks the changes up to this one as written to the sink. */
  drained(seq: number): Promise<void>;
  /** Deletes everything, the checkpoint too. */
  erase(): Promise<void>;
  close(): Promise<void>;
}

export const EMPTY: Omit<Checkpoint, "epoch"> = {
  state: null,
  run: null,
  witness: null,
  doubt: null,
  suspects: 0,
  candidates: 0,
  tombstones: 0,
  dirty: false,
  seq: 0,
};

/** The most characters that are read at once, plus one row: an isolate has 128 MB. */
export const MOST_CHARACTERS = 8_000_000;

/** The number of rows that may be missing without a doubt. */
export const allowed = (rows: number) => Math.max(20, Math.floor(rows / 10));

/** Missing rows are asked for when they are few and a witness can prove the answer. Otherwise they are a doubt. */
export function judge(checkpoint: Checkpoint, missing: number, rows: number, now: number): Pick<Checkpoint, "doubt" | "suspects"> {
  if (missing === 0) return { doubt: null, suspects: 0 };
  if (missing <= allowed(rows) && checkpoint.witness !== null) return { doubt: null, suspects: missing };
  return { doubt: { missing, of: rows, since: checkpoint.doubt?.since ?? new Date(now).toISOString() }, suspects: 0 };
}

/** A candidate's row. Its data is null when the store cannot hold it. */
export interface Writing {
  id: string;
  data: string | null;
}

/** The candidates of a batch whose ids can be keys, with their JSON when it is not longer than `most_bytes`. */
export function rows(batch: SyncBatch, most_bytes: number): Writing[] {
  return batch.upserts
    .filter(({ id }) => isKey(id))
    .map((record) => {
      const data = JSON.stringify(record);
      return { id: record.id, data: isWithin(data, most_bytes) ? data : null };
    });
}

/** Not empty, not longer than any index accepts, and without NUL or lone surrogates, which a database changes or refuses. */
export const isKey = (id: string) => id.length > 0 && id.length <= 500 && !/\0|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(id);

const isWithin = (text: string, bytes: number) => text.length * 3 <= bytes || (text.length <= bytes && new TextEncoder().encode(text).length <= bytes);

/** Whether `confirmDeleted` accepts it as a witness: no comma, no invisible character, and not too long for a URL. */
const isWitness = (id: string) => id.length <= 300 && /^[^,\s\p{C}]+$/u.test(id);

/** The checkpoint after a batch, before missing rows are counted. A run that has restarted has seen nothing yet. */
export function moved(before: Checkpoint, batch: SyncBatch, written: Writing[]): Checkpoint {
  const fresh = batch.started_at !== before.run;
  const witness = written.findLast(({ id }) => isWitness(id))?.id ?? (fresh ? null : before.witness);
  const isGone = batch.deletions.some(({ id }) => id === witness);
  return { ...before, state: batch.state, run: batch.started_at, witness: batch.kind === "full" ? (isGone ? null : witness) : before.witness };
}

/** The checkpoint with new counts. A doubt without missing rows is dropped. */
export function counted(checkpoint: Checkpoint, { missing, ...counts }: Numbers): Checkpoint {
  const { doubt } = checkpoint;
  const open = doubt ? { doubt: missing > 0 ? { ...doubt, missing } : null, suspects: 0 } : { suspects: missing };
  return { ...checkpoint, ...counts, ...open, dirty: false };
}
