// The door for a stream of bytes: stars in place of the key. No more of it is held back than what may be part of a match that
// has begun.

import { Search } from "../mask/mask.ts";

/** A function of each chunk, and at the end of nothing, that gives what may be passed on. */
export type Mask = (chunk?: Bytes) => Bytes;

type Bytes = Uint8Array<ArrayBuffer>;

const STAR = 42;
const NOTHING: Bytes = new Uint8Array(0);

export function masking(secret: string): Mask {
  const search = new Search(secret, true);
  /** What is held back, in a buffer with room at its end; copies, since a chunk's owner may use it again. */
  let room = NOTHING;
  let [from, to] = [0, 0];
  /** How many bytes have been passed on. */
  let passed = 0;

  const keep = (bytes: Bytes) => {
    if (to + bytes.length > room.length) {
      const larger = new Uint8Array(2 * (to - from + bytes.length));
      larger.set(room.subarray(from, to));
      [room, from, to] = [larger, 0, to - from];
    }
    room.set(bytes, to);
    to += bytes.length;
  };

  return (chunk = NOTHING) => {
    const before = to - from;
    const isEnd = chunk === NOTHING;
    const { open, found } = isEnd ? { open: passed + before, found: search.end() } : search.read(chunk);
    const length = open - passed;
    const fresh = Math.max(0, length - before);
    let out = chunk.subarray(0, fresh);
    if (before > 0 || found.length > 0) {
      out = new Uint8Array(length);
      out.set(room.subarray(from, (from += length - fresh)));
      out.set(chunk.subarray(0, fresh), length - fresh);
      for (const [start, end] of found) out.fill(STAR, start - passed, end - passed);
    }
    keep(chunk.subarray(fresh));
    passed = open;
    return out;
  };
}
