// The records as text: a stream of bytes, a line a record. What is in flight is what the reader has asked for, and one
// page.

/**
 * `open` gives the walk, when the first line is asked of it; it hands over lines. `on_issues` is told of a page's issues
 * before its lines come.
 */
export function ndjson(open, on_issues) {
  let walker;
  return new ReadableStream(
    {
      async pull(controller) {
        walker ??= open();
        // A page without records has no lines, and a pull that brings nothing is not repeated.
        for (;;) {
          const page = await walker.next();
          if (page === null) return controller.close();
          if (page.issues.length > 0) on_issues?.(page.issues);
          if (page.lines.length > 0) return controller.enqueue(page.lines);
        }
      },
      cancel() {
        walker?.free();
      },
    },
    // Nothing is sent before somebody reads.
    { highWaterMark: 0 },
  );
}
