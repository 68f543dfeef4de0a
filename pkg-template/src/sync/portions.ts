// Ids in portions, each of which one request can ask for beside the witness; and what an answer to one says.

import type { Told } from "./batch.ts";

/** With the witness, a portion is one page of 100. */
const MOST_IDS = 99;

/** How long an id may be in a URL, and half of what all of a request may be: with all the rest, the URL stays below 8 KB. */
const MOST_ENCODED = 3_000;

/**
 * Whether an id can be asked for without doubt about what is meant: no comma, which parts ids; nothing that a server may trim
 * or leave out, and no half of a surrogate pair, which no URL can hold; and not too long for a URL.
 */
export const isAskable = (id: string): boolean => /^[^,\s\p{C}]+$/u.test(id) && encoded(id) <= MOST_ENCODED;

/** As `URLSearchParams` writes it, which escapes more than `encodeURIComponent`. */
const encoded = (id: string) => `${new URLSearchParams([["", id]])}`.length - 1;

const lengthOf = (id: string) => encoded(`${id},`);

/** Lists of ids, the witness left out. */
export function portions(ids: readonly string[], witness: string): string[][] {
  const lists: string[][] = [];
  let length = 0;
  for (const id of ids) {
    if (id === witness) continue;
    const list = lists.at(-1);
    length += lengthOf(id);
    if (list && list.length < MOST_IDS && length <= 2 * MOST_ENCODED - lengthOf(witness)) list.push(id);
    else {
      lists.push([id]);
      length = lengthOf(id);
    }
  }
  // The witness may be all that is asked about.
  return lists.length === 0 && ids.length > 0 ? [[]] : lists;
}

/** Why an answer decides nothing. */
export type Doubt = "other" | "witness_missing" | "witness_deleted";

/** Which of a portion, the witness among it, are gone by all records of an answer; or why it does not say. */
export function judge(portion: readonly string[], witness: string, records: readonly Told[]): { gone: Set<string> } | { doubt: Doubt } {
  // Of two records with one id the later counts.
  const came = new Map(records.map((one) => [one.record?.id, one]));
  for (const id of came.keys()) if (!portion.includes(id)) return { doubt: "other" };
  const there = came.get(witness);
  if (!there) return { doubt: "witness_missing" };
  if (there.gone) return { doubt: "witness_deleted" };
  return { gone: new Set(portion.filter((id) => came.get(id)?.gone ?? true)) };
}
