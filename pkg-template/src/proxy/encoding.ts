// Whether a body is text by now. A runtime takes the encodings off that it knows and leaves the header as it was; which ones
// it knows differs by version and settings. So the bytes are looked at, not the encoding's name.

import { type Chunk, type Read, turn } from "./body.ts";

/** How many bytes are looked at, of each chunk and in all. */
const MOST = 1_024;

const OBJECT = /^[ \t\r\n]*\{[ \t\r\n]*["}]/;
const OBJECT_SO_FAR = /^[ \t\r\n]*\{?[ \t\r\n]*$/;
/** What JSON never has, and what is compressed soon has. */
const CONTROLS = /[\0-\x08\x0b\x0c\x0e-\x1f]/;

/** Whether it says that it was encoded, in whatever way. */
export function saysEncoded(headers: Headers): boolean {
  return !/^\s*(?:identity)?\s*$/i.test(headers.get("content-encoding") ?? "");
}

/** The same body, which breaks off where it does not begin as text does: what is compressed in silence could hide anything. */
export function plain(read: Read): Read {
  let begun = false;
  return async () => {
    const chunk = await read();
    if (!begun && chunk.value && chunk.value.length > 0) {
      begun = true;
      const text = new TextDecoder("utf-8", { fatal: true }).decode(chunk.value.subarray(0, MOST), { stream: true });
      if (CONTROLS.test(text)) throw new Error("no text");
    }
    return chunk;
  };
}

/**
 * The same body, when it begins as a JSON object does; undefined when it does not. Waits for the first two characters that
 * are no blanks, and no longer.
 */
export async function decoded(read: Read): Promise<Read | undefined> {
  // Takes a byte-order mark off.
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const held: Chunk[] = [];
  for (let text = ""; text.length <= MOST; ) {
    const { done, value } = await read();
    if (done || !value) return undefined;
    held.push(value);
    try {
      text += decoder.decode(value.subarray(0, MOST), { stream: true });
    } catch {
      return undefined;
    }
    if (CONTROLS.test(text)) return undefined;
    if (OBJECT.test(text)) return async () => (held.length > 0 ? { done: false, value: held.shift() as Chunk } : read());
    if (!OBJECT_SO_FAR.test(text)) return undefined;
    if (value.length === 0) await turn();
  }
  return undefined;
}
