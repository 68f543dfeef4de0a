// Ids in portions, each of which one request can ask for beside the witness; and what an answer to one says.

import type { Candidate } from "../types.ts";
import { isGone } from "./batch.ts";
import { MOST_ENCODED } from "./options.ts";

/** The server's default for a page, less the witness: a portion is one page. */
const MOST_IDS = 99;

const lengthOf = (id: string) => encodeURIComponent(`${id},`).length;

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

/** Which of the portion are gone, by all records of an answer; or why it does not say. */
export function judge(portion: readonly string[], witness: string, records: readonly Candidate[]): { gone: Set<string> } | { doubt: Doubt } {
  const asked = new Set([...portion, witness]);
  // Of two records with one id the later counts.
  const came = new Map(records.map((record) => [record?.id, record]));
  for (const id of came.keys()) if (!asked.has(id)) return { doubt: "other" };
  const there = came.get(witness);
  if (!there) return { doubt: "witness_missing" };
  if (isGone(there)) return { doubt: "witness_deleted" };
  const isStill = (id: string) => {
    const record = came.get(id);
    return record !== undefined && !isGone(record);
  };
  return { gone: new Set(portion.filter((id) => !isStill(id))) };
}
