// `ndjson()`: the records as a stream of bytes. It fetches what the reader has requested, and one page ahead.

import { wrongInput } from "./error.ts";
import type { LineReader, OpenLines } from "./lines/lines.ts";
import { runtime } from "./runtime.ts";
import type { RecordIssue } from "./types.ts";

/**
 * The stream. An exception of `on_issues` ends the walk and errors the stream.
 *
 * @throws {KomboError} of kind `input` when an option is wrong
 */
export function ndjson(open: OpenLines, { on_issues, end }: { on_issues?: unknown; end?: unknown }): ReadableStream<Uint8Array> {
  if (on_issues !== undefined && typeof on_issues !== "function") throw wrongInput("on_issues", "no function", "give a function, or leave it out");
  if (end !== undefined && typeof end !== "boolean") throw wrongInput("end", "no boolean", "give true or false");
  let reader: LineReader | undefined;
  let isCancelled = false;
  return new ReadableStream(
    {
      // No prototype: the runtime must not read properties that were added to `Object.prototype`.
      __proto__: null,
      async pull(controller: ReadableStreamDefaultController<Uint8Array>) {
        const { lineReader } = await runtime.lines();
        if (isCancelled) return;
        reader ??= lineReader(open, on_issues as ((issues: RecordIssue[]) => void) | undefined, end);
        await reader.pull(controller);
      },
      cancel() {
        isCancelled = true;
        reader?.cancel();
      },
    } as UnderlyingDefaultSource<Uint8Array>,
    // With `highWaterMark: 0`, nothing is sent before the first read.
    { __proto__: null, highWaterMark: 0 } as object,
  );
}
