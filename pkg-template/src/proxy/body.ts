// Forwards a response body as a stream with the key masked, or reads it as text.

import { masking } from "./mask.ts";
import type { OnError } from "./response.ts";
import { Refusal, type Span } from "./span.ts";

export type Chunk = Uint8Array<ArrayBuffer>;

/** Returns the next chunk, or the end. */
export type Read = () => Promise<{ done?: boolean | undefined; value?: Chunk }>;

/** Waits for one turn of the event loop: an endless stream of empty chunks would block timers. */
export const nextTurn = () => new Promise((resolve) => setTimeout(resolve));

/** Streams the body with the key masked. Errors the stream when reading fails or the body is longer than `limit` bytes. */
export function streamBody(read: Read, span: Span, key: string, limit: number, onError: OnError): ReadableStream<Chunk> {
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
            if (length > limit) throw new Error("longer than max_body_bytes");
            const bytes = mask(done ? undefined : value);
            if (bytes.length > 0) controller.enqueue(bytes);
            if (done) {
              controller.close();
              return span.close();
            }
            if (bytes.length > 0) return;
            // The mask holds back a bounded number of bytes, but the number of empty chunks is not bounded.
            if (value?.byteLength === 0) await nextTurn();
          }
        } catch (thrown) {
          if (!(thrown instanceof Refusal)) onError(thrown);
          span.end();
          controller.error(new Error("the response could not be read completely"));
        }
      },
      cancel: () => span.end(),
    } as UnderlyingDefaultSource<Chunk>,
    { __proto__: null, highWaterMark: 0 } as object,
  );
}

/** The whole body as text; empty if it is longer than `limit` bytes. */
export async function readText(read: Read, limit: number): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for (let length = 0; ; ) {
    const { done, value } = await read();
    if (done) return text + decoder.decode();
    length += value?.byteLength ?? 0;
    // No error envelope is that long, and a part of a body is useless.
    if (length > limit) return "";
    if (value?.byteLength === 0) await nextTurn();
    text += decoder.decode(value, { stream: true });
  }
}
