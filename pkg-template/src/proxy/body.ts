// A body on its way through: as a stream of its own without the key, or as a text.

import { masking } from "./mask.ts";

export type Chunk = Uint8Array<ArrayBuffer>;

/** The next chunk, or the end. */
export type Read = () => Promise<{ done?: boolean | undefined; value?: Chunk }>;

/** A stream of nothing would leave none to timers. */
export const turn = () => new Promise((resolve) => setTimeout(resolve));

/** The body as it comes, without the key, should it be in there. A failure on the way cuts it off. */
export function records(read: Read, end: () => void, key: string, most: number): ReadableStream<Chunk> {
  const mask = masking(key);
  let length = 0;
  return new ReadableStream(
    {
      __proto__: null,
      async pull(controller: ReadableStreamDefaultController<Chunk>) {
        try {
          for (;;) {
            const { done, value } = await read();
            length += value?.byteLength ?? 0;
            if (length > most) throw new Error("longer than max_body_bytes");
            const bytes = mask(done ? undefined : value);
            if (bytes.length > 0) controller.enqueue(bytes);
            if (done) {
              controller.close();
              return end();
            }
            if (bytes.length > 0) return;
            // What the mask holds back is bounded; a stream of nothing is not.
            if (value?.byteLength === 0) await turn();
          }
        } catch {
          end();
          controller.error(new Error("the answer broke off on its way to the proxy"));
        }
      },
      cancel: end,
    } as UnderlyingDefaultSource<Chunk>,
    { __proto__: null, highWaterMark: 0 } as object,
  );
}

/** All of it; nothing when it is longer than `most`. */
export async function readText(read: Read, most: number): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for (let length = 0; ; ) {
    const { done, value } = await read();
    if (done) return text + decoder.decode();
    length += value?.byteLength ?? 0;
    // No envelope is as long; what it begins with tells nothing.
    if (length > most) return "";
    if (value?.byteLength === 0) await turn();
    text += decoder.decode(value, { stream: true });
  }
}
