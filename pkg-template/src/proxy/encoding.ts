// Checks that a body is decompressed. A runtime removes the content encodings that it supports but leaves the header unchanged, and
// the supported ones differ by version and settings. So this checks the bytes, not the header.

import { type Chunk, nextTurn, type Read } from "./body.ts";

/** The number of bytes that are checked, per chunk and in total. */
const CHECKED_BYTES = 1_024;

const OBJECT = /^[ \t\r\n]*\{[ \t\r\n]*["}]/;
const OBJECT_SO_FAR = /^[ \t\r\n]*\{?[ \t\r\n]*$/;
/** Control characters that JSON never contains. Compressed data soon contains one. */
const CONTROLS = /[\0-\x08\x0b\x0c\x0e-\x1f]/;

/** Whether the headers declare a content encoding. */
export function hasEncoding(headers: Headers): boolean {
  return !/^\s*(?:identity)?\s*$/i.test(headers.get("content-encoding") ?? "");
}

/** The same body. Throws if it does not begin as text: data compressed without a header could hide the key. */
export function plain(read: Read): Read {
  let isChecked = false;
  return async () => {
    const chunk = await read();
    if (!isChecked && chunk.value && chunk.value.length > 0) {
      isChecked = true;
      const text = new TextDecoder("utf-8", { fatal: true }).decode(chunk.value.subarray(0, CHECKED_BYTES), { stream: true });
      if (CONTROLS.test(text)) throw new Error("no text");
    }
    return chunk;
  };
}

/**
 * The same body if it begins as a JSON object; otherwise undefined. Reads up to the first two characters that are not
 * whitespace.
 */
export async function decoded(read: Read): Promise<Read | undefined> {
  // The decoder removes a byte-order mark.
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const held: Chunk[] = [];
  for (let text = ""; text.length <= CHECKED_BYTES; ) {
    const { done, value } = await read();
    if (done || !value) return undefined;
    held.push(value);
    try {
      text += decoder.decode(value.subarray(0, CHECKED_BYTES), { stream: true });
    } catch {
      return undefined;
    }
    if (CONTROLS.test(text)) return undefined;
    if (OBJECT.test(text)) return async () => (held.length > 0 ? { done: false, value: held.shift() as Chunk } : read());
    if (!OBJECT_SO_FAR.test(text)) return undefined;
    if (value.length === 0) await nextTurn();
  }
  return undefined;
}
