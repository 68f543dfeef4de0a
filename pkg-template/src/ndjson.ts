// The records as text: a stream of bytes, a line a record. What is in flight is what the reader has asked for, and one
// page.

import { masked } from "./door.ts";
import { isKomboError, wrongInput } from "./error.ts";
import type { RecordIssue } from "./types.ts";
import type { Lines, Report, Stopped, Walker } from "./walker.ts";

/**
 * `open` returns the walk, which reports how far it is, when the first line is asked of it. `options` are the caller's:
 * what `on_issues` throws ends the walk and errors the stream. `secret` is the key as it was sent last.
 */
export function ndjson(
  open: (report: Report) => Walker<Lines>,
  { on_issues, end }: { on_issues?: unknown; end?: unknown },
  secret: () => string,
): ReadableStream<Uint8Array> {
  if (on_issues !== undefined && typeof on_issues !== "function") throw wrongInput("on_issues", "no function", "give a function, or leave it out");
  if (end !== undefined && typeof end !== "boolean") throw wrongInput("end", "no boolean", "give true or false");
  const tell = on_issues as ((issues: RecordIssue[]) => void) | undefined;
  let walker: Walker<Lines> | undefined;
  const progress: { stopped: Stopped; cursor: string | null } = { stopped: null, cursor: null };

  /** As an error's `toJSON()`, it leaves out a cursor with the key in it: masked, it would lead nowhere. */
  const lastLine = (end: object) => {
    const { cursor } = progress;
    const told = cursor && masked(cursor, secret()) !== cursor ? undefined : cursor;
    return new TextEncoder().encode(`${JSON.stringify({ $end: { ...end, cursor: told } })}\n`);
  };

  /** The next page's lines; null at the end. A page without records has none, and a pull that brings nothing is not repeated. */
  async function next(): Promise<Uint8Array | null> {
    walker ??= open((cursor = progress.cursor, stopped = progress.stopped) => void Object.assign(progress, { cursor, stopped }));
    for (;;) {
      const page = await walker.next();
      if (page === null) return null;
      if (page.issues.length > 0) tell?.call(undefined, page.issues);
      if (page.lines.length > 0) return page.lines;
    }
  }

  return new ReadableStream(
    {
      // As in all that is handed to the runtime, no prototype: nothing of what somebody put there is read.
      __proto__: null,
      async pull(controller: ReadableStreamDefaultController<Uint8Array>) {
        try {
          const lines = await next();
          if (lines) return controller.enqueue(lines);
          if (end) controller.enqueue(lastLine({ stopped: progress.stopped }));
        } catch (error) {
          walker?.leave();
          // In workerd a stream that fails looks whole to whoever reads the response, so the text has to say it.
          if (!end) throw error;
          // What the caller's own abort or `on_issues` threw may be anything, and is not for the text's readers.
          controller.enqueue(lastLine({ error: isKomboError(error) ? error : { kind: "aborted" } }));
        }
        controller.close();
      },
      cancel() {
        walker?.leave();
      },
    } as UnderlyingDefaultSource<Uint8Array>,
    // Nothing is sent before somebody reads.
    { __proto__: null, highWaterMark: 0 } as object,
  );
}
