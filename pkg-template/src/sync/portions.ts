// Splits ids into portions that fit into one request together with the witness, and evaluates the response to a portion.

import type { SortedRecord } from "./batch.ts";

/** With the witness, a portion is one page of 100 records. */
const MAX_IDS = 99;

/** The maximum length of an id in a URL, and half of the maximum of all ids. So the whole URL stays below 8 KB. */
const MAX_ENCODED = 3_000;

/**
 * Whether an id can be requested unambiguously: without a comma, which separates ids; without characters that a server may trim or
 * remove; without a lone surrogate, which a URL cannot contain; and not too long for a URL.
 */
export const isRequestable = (id: string): boolean => /^[^,\s\p{C}]+$/u.test(id) && encoded(id) <= MAX_ENCODED;

/** The length as `URLSearchParams` encodes it, which escapes more than `encodeURIComponent`. */
const encoded = (id: string) => `${new URLSearchParams([["", id]])}`.length - 1;

const lengthOf = (id: string) => encoded(`${id},`);

/** The ids in portions, without the witness. */
export function portions(ids: readonly string[], witness: string): string[][] {
  const lists: string[][] = [];
  let length = 0;
  for (const id of ids) {
    if (id === witness) continue;
    const list = lists.at(-1);
    length += lengthOf(id);
    if (list && list.length < MAX_IDS && length <= 2 * MAX_ENCODED - lengthOf(witness)) list.push(id);
    else {
      lists.push([id]);
      length = lengthOf(id);
    }
  }
  // If the witness is the only id, one empty portion is still needed.
  return lists.length === 0 && ids.length > 0 ? [[]] : lists;
}

/** Why a response cannot be used. */
export type Doubt = "other" | "witness_missing" | "witness_deleted";

/** The deleted ids of a portion (which includes the witness) by the records of its response, or why the response cannot be used. */
export function decide(portion: readonly string[], witness: string, records: readonly SortedRecord[]): Set<string> | Doubt {
  // If an id occurs twice, the later record is used.
  const byId = new Map(records.map((item) => [item.record?.id, item]));
  for (const id of byId.keys()) if (!portion.includes(id)) return "other";
  const found = byId.get(witness);
  if (!found) return "witness_missing";
  if (found.isGone) return "witness_deleted";
  return new Set(portion.filter((id) => byId.get(id)?.isGone ?? true));
}
