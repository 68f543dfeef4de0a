// What a store of one integration's candidates does. Each call is one transaction: all of it happens, or nothing.

import type { SyncBatch } from "kombo-edge";

export interface Row {
  id: string;
  /** The candidate as JSON; null when it is deleted, or larger than the store takes. */
  data: string | null;
  /** Since when it is deleted, in ISO 8601; null when it is not. */
  deleted_at: string | null;
}

/** Too many candidates were missing from a full run, or nobody could say whether they are gone: a person decides. */
export interface Doubt {
  missing: number;
  of: number;
  since: string;
}

/** What a store counts. `missing`: suspects that are neither settled nor confirmed. */
export interface Numbers {
  candidates: number;
  tombstones: number;
  missing: number;
}

/** One row: where the sync is, and what belongs to it. */
export interface Checkpoint {
  state: string | null;
  /** When the current run started; what a full run has seen belongs to it. */
  run: string | null;
  /** A candidate that the latest full run saw. */
  witness: string | null;
  doubt: Doubt | null;
  /** Suspects that are to be asked for by id. */
  suspects: number;
  candidates: number;
  tombstones: number;
  /** Whether something was written since they were counted. */
  dirty: boolean;
  /** The number of the latest change in the outbox. */
  seq: number;
  /** When this store began: numbers begin anew after a removal, and this tells them apart. */
  epoch: number;
}

export interface Change extends Row {
  seq: number;
}

export interface Store {
  /** Rows that were written since it was made, as Cloudflare counts them; 0 where it does not. */
  readonly rows_written: number;
  /** Makes what is missing of the tables and the checkpoint; its counts are those of now. */
  open(now: number): Promise<Checkpoint>;
  /**
   * Writes a batch and its state.
   *
   * @throws {StoreError} `STORE.OVERTAKEN` when the state is not the one that the batch goes on from
   */
  apply(batch: SyncBatch, now: number): Promise<Checkpoint>;
  /** Ids to ask for, the smallest first. */
  suspects(limit: number): Promise<string[]>;
  /** What Kombo said when it was asked for them: tombstones, or no suspects any more. */
  confirm(answer: { gone: readonly string[]; present: readonly string[] }, now: number): Promise<Checkpoint>;
  /** Nobody can say whether they are gone. */
  doubt(now: number): Promise<Checkpoint>;
  /** What a person says of them. */
  settle(missing: "gone" | "keep", now: number): Promise<Checkpoint>;
  /** Rows in the order of their ids: so many, or fewer when they are long. */
  page(after: string, limit: number): Promise<Row[]>;
  /** Changes that no sink has yet, in their order: so many, or fewer when they are long. */
  outbox(limit: number): Promise<Change[]>;
  /** A sink has all up to this one. */
  drained(seq: number): Promise<void>;
  /** Takes away everything, the checkpoint too. */
  erase(): Promise<void>;
  close(): Promise<void>;
}

export const EMPTY: Omit<Checkpoint, "epoch"> = { state: null, run: null, witness: null, doubt: null, suspects: 0, candidates: 0, tombstones: 0, dirty: false, seq: 0 };

/** Rows that are read at once have at most so many characters, and one row more: an isolate has 128 MB. */
export const MOST_CHARACTERS = 8_000_000;

/** How many of so many rows may be missing before it is a doubt. */
export const allowed = (rows: number) => Math.max(20, Math.floor(rows / 10));

/** Missing rows can be asked for when they are few, and when a witness can show that the answer counts. */
export function judge(checkpoint: Checkpoint, missing: number, rows: number, now: number): Pick<Checkpoint, "doubt" | "suspects"> {
  if (missing === 0) return { doubt: null, suspects: 0 };
  if (missing <= allowed(rows) && checkpoint.witness !== null) return { doubt: null, suspects: missing };
  return { doubt: { missing, of: rows, since: checkpoint.doubt?.since ?? new Date(now).toISOString() }, suspects: 0 };
}

/** The row of a candidate; its data is null where the store cannot hold it. */
export interface Writing {
  id: string;
  data: string | null;
}

/** Ids that a store can hold as a key, and a candidate's JSON where it is not longer than `most_bytes`. */
export function rows(batch: SyncBatch, most_bytes: number): Writing[] {
  return batch.upserts
    .filter(({ id }) => isKey(id))
    .map((record) => {
      const data = JSON.stringify(record);
      return { id: record.id, data: isWithin(data, most_bytes) ? data : null };
    });
}

/** Neither empty, nor longer than any index takes, nor with what a database changes or refuses: NUL and lone surrogates. */
export const isKey = (id: string) => id.length > 0 && id.length <= 500 && !/\0|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(id);

const isWithin = (text: string, bytes: number) => text.length * 3 <= bytes || (text.length <= bytes && new TextEncoder().encode(text).length <= bytes);

/** Whether `confirmDeleted` takes it for a witness: no comma, nothing invisible, and not too long for a URL. */
const isWitness = (id: string) => id.length <= 300 && /^[^,\s\p{C}]+$/u.test(id);

/** The checkpoint of a batch, before what is missing is known. A run that began again has seen nothing yet. */
export function moved(before: Checkpoint, batch: SyncBatch, written: Writing[]): Checkpoint {
  const fresh = batch.started_at !== before.run;
  const witness = written.findLast(({ id }) => isWitness(id))?.id ?? (fresh ? null : before.witness);
  const isGone = batch.deletions.some(({ id }) => id === witness);
  return { ...before, state: batch.state, run: batch.started_at, witness: batch.kind === "full" ? (isGone ? null : witness) : before.witness };
}

/** What is there now. A doubt about nothing is none. */
export function counted(checkpoint: Checkpoint, { missing, ...counts }: Numbers): Checkpoint {
  const { doubt } = checkpoint;
  const open = doubt ? { doubt: missing > 0 ? { ...doubt, missing } : null, suspects: 0 } : { suspects: missing };
  return { ...checkpoint, ...counts, ...open, dirty: false };
}
