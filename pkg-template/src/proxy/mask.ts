// The door for a stream of bytes: stars in place of the key. No more of it is held back than what may be part of a match that
// has begun, and of an escape. A page with the key in its texts stays JSON: what is of an escape in part is masked in whole.

import { Search, type Span } from "../mask/mask.ts";
import { escapeAround } from "./escape.ts";

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
  /** What is to be masked of those that come now. */
  let spans: Span[] = [];

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
    const isEnd = chunk === NOTHING;
    const isHeld = to > from;
    if (isHeld) keep(chunk);
    const bytes = isHeld ? room.subarray(from, to) : chunk;
    const { open, found } = isEnd ? { open: passed + bytes.length, found: search.end() } : search.read(chunk);
    spans.push(...found);
    let length = open - passed;
    if (!isEnd) length = escapeAround(bytes, length)?.[0] ?? length;

    let out = bytes.subarray(0, length);
    if (isHeld || (spans[0] && spans[0][0] < passed + length)) out = out.slice();
    const rest: Span[] = [];
    for (const [start, end] of spans) {
      const [first, last] = [start - passed, Math.min(end - passed, length)];
      if (last < end - passed) rest.push([Math.max(start, passed + length), end]);
      if (first < last) out.fill(STAR, escapeAround(bytes, first)?.[0] ?? first, escapeAround(bytes, last)?.[1] ?? last);
    }
    spans = rest;
    passed += length;
    if (isHeld) from += length;
    else keep(chunk.subarray(length));
    return out;
  };
}
