// Which walks the preset "My last walk" may continue: complete ones, so that all changes are either in them or after them.

import { type Entered, toRequest } from "./request.ts";

/** When the last complete walk began: without deleted records, and with them. In milliseconds since 1970; null if there was none. */
export interface LastWalks {
  readonly plain: number | null;
  readonly deleted: number | null;
}

export const NO_LAST: LastWalks = { plain: null, deleted: null };

/** The walk that a request with these entries may continue. One without deleted records does not prepare for one with them. */
export const lastOf = (walks: LastWalks, entered: Entered): number | null => (entered["include_deleted"] === "true" ? walks.deleted : walks.plain);

/** Parameters that do not select records. */
const SELECT_NOTHING = ["updated_after", "include_deleted", "page_size", "ignore_unsupported_filters"];

/** A walk that reached the end. */
export interface Ended {
  readonly entered: Entered;
  readonly began: number;
  /** The walk that it continued, if it was asked to. */
  readonly last: number | null;
  /** The number of records that `on_invalid: "skip"` left out. */
  readonly leftOut: number;
}

/** The last walks after this one. It counts if it had everything, or everything since an earlier one that counts. */
export function afterWalk(walks: LastWalks, { entered, began, last, leftOut }: Ended): LastWalks {
  const request = toRequest(entered, began, last);
  const isWhole = leftOut === 0 && Object.keys(request).every((name) => SELECT_NOTHING.includes(name));
  const before = lastOf(walks, entered);
  const since = request.updated_after === undefined ? null : Date.parse(String(request.updated_after));
  if (!isWhole || (since !== null && !(before !== null && since <= before))) return walks;
  const isDeletedToo = request.include_deleted === true;
  return { plain: isDeletedToo ? Math.max(began, walks.plain ?? 0) : began, deleted: isDeletedToo ? began : walks.deleted };
}
