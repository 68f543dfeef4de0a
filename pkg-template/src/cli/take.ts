// Takes records of a page up to the limit. What is written of a page that the limit cuts is remembered, so that a later run with
// another limit starts at that page again and writes only the rest of it.

import { createHash } from "node:crypto";

/** A place in the walk from which another run can continue. */
export interface Place {
  /** The cursor of the next page, or of the page that the limit has cut: undefined for the first page, null after the last. */
  readonly cursor: string | null | undefined;
  /** The keys of records from there on that are already written. */
  readonly written: readonly string[];
}

export interface Taken {
  /** The lines to write, and their number. */
  readonly text: string;
  readonly count: number;
  /** The place after them. */
  readonly place: Place;
}

/** The first `most` lines of the page at `from` that are not written yet. `next` is the cursor after the page. */
export function take(lines: string, from: Place, next: string | null | undefined, most: number): Taken {
  const left = [...from.written];
  const done: string[] = [];
  let text = "";
  let count = 0;
  for (let at = 0; at < lines.length; ) {
    const end = lines.indexOf("\n", at) + 1;
    const line = lines.slice(at, end);
    at = end;
    const known = left.length > 0 ? left.indexOf(keyOf(line)) : -1;
    if (known >= 0) {
      left.splice(known, 1);
    } else if (count < most) {
      text += line;
      count += 1;
    } else {
      return { text, count, place: { cursor: from.cursor, written: [...left, ...done.map(keyOf)] } };
    }
    done.push(line);
  }
  return { text, count, place: { cursor: next, written: next === null ? [] : left } };
}

/** A hash of the record's id, or of all of it when `--select` leaves the id out. It says nothing of the record. */
function keyOf(line: string): string {
  const { id } = JSON.parse(line) as { id?: unknown };
  return createHash("sha256")
    .update(typeof id === "string" ? id : line)
    .digest("base64url")
    .slice(0, 16);
}
