// The records as text: a stream of bytes. What is in flight is what the reader has asked for, and one page.

import { wrongInput } from "./error.ts";
import type { LineReader, OpenLines } from "./lines/lines.ts";
import { runtime } from "./runtime.ts";
import type { RecordIssue } from "./types.ts";

/** The options are the caller's: what `on_issues` throws ends the walk and errors the stream. */
export function ndjson(open: OpenLines, { on_issues, end }: { on_issues?: unknown; end?: unknown }): ReadableStream<Uint8Array> {
  if (on_issues !== undefined && typeof on_issues !== "function") throw wrongInput("on_issues", "no function", "give a function, or leave it out");
  if (end !== undefined && typeof end !== "boolean") throw wrongInput("end", "no boolean", "give true or false");
  let reader: LineReader | undefined;
  let left = false;
  return new ReadableStream(
    {
      // As in all that is handed to the runtime, no prototype: nothing of what somebody put there is read.
      __proto__: null,
      async pull(controller: ReadableStreamDefaultController<Uint8Array>) {
        const { lineReader } = await runtime.lines();
        if (left) return;
        reader ??= lineReader(open, on_issues as ((issues: RecordIssue[]) => void) | undefined, end);
        await reader.pull(controller);
      },
      cancel() {
        left = true;
        reader?.leave();
      },
    } as UnderlyingDefaultSource<Uint8Array>,
    // Nothing is sent before somebody reads.
    { __proto__: null, highWaterMark: 0 } as object,
  );
}
