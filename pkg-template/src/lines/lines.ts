// `ndjson()`: the records as text, a line a record. A page loads this when its first line is read.

import { isKomboError, masked } from "../index.ts";
import type { RecordIssue } from "../types.ts";
import type { Lines, Report, Stopped, Walker } from "../walker.ts";

/** What goes into the stream next, chunk by chunk. */
export interface LineReader {
  /** What it throws errors the stream. */
  pull(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void>;
  /** Aborts what is in flight. */
  leave(): void;
}

/** Begins the walk when the first line is asked of it; `report` is told how far it is, `sent` holds the key as it was sent last. */
export type OpenLines = (report: Report) => { walker: Walker<Lines>; sent: { readonly secret: string } };

export function lineReader(open: OpenLines, tell: ((issues: RecordIssue[]) => void) | undefined, end: unknown): LineReader {
  let walk: ReturnType<OpenLines> | undefined;
  const progress: { stopped: Stopped; cursor: string | null } = { stopped: null, cursor: null };

  /** As an error's `toJSON()`, it leaves out a cursor with the key in it: masked, it would lead nowhere. */
  const lastLine = (end: object) => {
    const { cursor } = progress;
    const told = cursor && masked(cursor, walk?.sent.secret ?? "") !== cursor ? undefined : cursor;
    return new TextEncoder().encode(`${JSON.stringify({ $end: { ...end, cursor: told } })}\n`);
  };

  /** The next page's lines; null at the end. A page without records has none, and a pull that brings nothing is not repeated. */
  async function next(): Promise<Uint8Array | null> {
    walk ??= open((cursor = progress.cursor, stopped = progress.stopped) => void Object.assign(progress, { cursor, stopped }));
    for (;;) {
      const page = await walk.walker.next();
      if (page === null) return null;
      if (page.issues.length > 0) tell?.call(undefined, page.issues);
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
        walk?.walker.leave();
        // In workerd a stream that fails looks whole to whoever reads the response, so the text has to say it.
        if (!end) throw error;
        // What the caller's own abort or `on_issues` threw may be anything, and is not for the text's readers.
        controller.enqueue(lastLine({ error: isKomboError(error) ? error : { kind: "aborted" } }));
      }
      controller.close();
    },
    leave: () => walk?.walker.leave(),
  };
}
