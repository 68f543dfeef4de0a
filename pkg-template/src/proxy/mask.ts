// Masks the key in a stream of bytes with stars. It holds back only the bytes of a partial match and of an incomplete escape. The
// masked stream stays valid JSON: an escape that is part of a match is masked as a whole.

import { Search, type Span } from "../mask/mask.ts";
import { escapeAround } from "./escape.ts";

/** Called with each chunk, and without one at the end. Returns the bytes to forward. */
export type Mask = (chunk?: Bytes) => Bytes;

type Bytes = Uint8Array<ArrayBuffer>;

const STAR = 42;
const EMPTY: Bytes = new Uint8Array(0);

export function masking(secret: string): Mask {
  const search = new Search(secret, true);
  /** The bytes held back, from `from` to `to`, in a buffer with spare room. They are copied, since a chunk's owner may reuse it. */
  let buffer = EMPTY;
  let [from, to] = [0, 0];
  /** The number of bytes forwarded so far. */
  let forwarded = 0;
  /** The matches in the bytes that are not yet forwarded. */
  let spans: Span[] = [];

  const keep = (bytes: Bytes) => {
    if (to + bytes.length > buffer.length) {
      const larger = new Uint8Array(2 * (to - from) + bytes.length);
      larger.set(buffer.subarray(from, to));
      [buffer, from, to] = [larger, 0, to - from];
    }
    buffer.set(bytes, to);
    to += bytes.length;
  };

  return (chunk = EMPTY) => {
    const isEnd = chunk === EMPTY;
    const isHeld = to > from;
    if (isHeld) keep(chunk);
    const bytes = isHeld ? buffer.subarray(from, to) : chunk;
    const { open, found } = isEnd ? { open: forwarded + bytes.length, found: search.end() } : search.read(chunk);
    spans.push(...found);
    let length = open - forwarded;
    if (!isEnd) length = escapeAround(bytes, length)?.[0] ?? length;

    const held = bytes.subarray(length);
    // Of the bytes to forward and those to hold back, the fewer are copied. The server's bytes are never changed.
    const isCopy = isHeld ? length < held.length : (spans[0]?.[0] ?? Infinity) < forwarded + length;
    const out = isCopy ? bytes.slice(0, length) : bytes.subarray(0, length);
    const rest: Span[] = [];
    const masks: Span[] = [];
    for (const [start, end] of spans) {
      const [first, last] = [start - forwarded, Math.min(end - forwarded, length)];
      if (last < end - forwarded) rest.push([Math.max(start, forwarded + length), end]);
      if (first < last) masks.push([escapeAround(bytes, first)?.[0] ?? first, escapeAround(bytes, last)?.[1] ?? last]);
    }
    for (const [start, end] of masks) out.fill(STAR, start, end);
    spans = rest;
    forwarded += length;
    if (isHeld && isCopy) from += length;
    else {
      if (isHeld) [buffer, from, to] = [EMPTY, 0, 0];
      keep(held);
    }
    return out;
  };
}
