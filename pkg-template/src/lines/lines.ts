// The reader behind `ndjson()`: one line of text per record. A browser page loads this at the first read.

import { isKomboError, masked } from "../index.ts";
import type { Source } from "../source.ts";
import type { RecordIssue } from "../types.ts";
import type { Lines, Report, StopReason, Walker } from "../walker.ts";

/** The source of the stream. */
export interface LineReader {
  /** Enqueues the next chunk, or closes the stream. An exception errors the stream. */
  pull(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void>;
  /** Ends the walk and aborts its request. */
  cancel(): void;
}

/** Starts the walk at the first read. `report` gets its progress; `source.sent` holds the key that was sent last. */
export type OpenLines = (report: Report) => { walker: Walker<Lines>; source: Pick<Source, "cursor" | "sent"> };

export function lineReader(open: OpenLines, onIssues: ((issues: RecordIssue[]) => void) | undefined, end: unknown): LineReader {
  let walk: ReturnType<OpenLines> | undefined;
  const progress: { stopped: StopReason; cursor: string | null | undefined } = { stopped: null, cursor: undefined };

  /** The `$end` line. Like an error's `toJSON()`, it omits a cursor that contains the key: a masked cursor would be useless. */
  const lastLine = (end: object) => {
    const { cursor } = progress;
    const safe = cursor && masked(cursor, walk?.source.sent.secret ?? "") !== cursor ? undefined : cursor;
    return new TextEncoder().encode(`${JSON.stringify({ $end: { ...end, cursor: safe } })}\n`);
  };

  /** The next page's lines; null at the end. Skips pages without records: a `pull` that enqueues nothing is not called again. */
  async function next(): Promise<Uint8Array | null> {
    if (!walk) {
      walk = open((cursor = progress.cursor, stopped = progress.stopped) => void Object.assign(progress, { cursor, stopped }));
      progress.cursor = walk.source.cursor;
    }
    for (;;) {
      const page = await walk.walker.next();
      if (page === null) return null;
      if (page.issues.length > 0) onIssues?.call(undefined, page.issues);
      if (page.lines.length > 0) return page.lines;
    }
  }

  return {
    async pull(controller) {
      try {
        const lines = await next();
        if (lines) return controller.enqueue(lines);
        if (end) controller.enqueue(lastLine({ stopped: progress.stopped }));
      } catch (error) {
        walk?.walker.cancel();
        // In workerd, the reader of the response cannot tell an errored stream from a complete one. So the last line reports it.
        if (!end) throw error;
        // The reason of an abort and an exception of `on_issues` may be anything. They are not for the readers of the response.
        controller.enqueue(lastLine({ error: isKomboError(error) ? error : { kind: "aborted" } }));
      }
      controller.close();
    },
    cancel: () => walk?.walker.cancel(),
  };
}
