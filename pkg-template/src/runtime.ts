// Functions that differ between runtimes. The entries set them; the defaults are for browser pages.

import type { lineReader } from "./lines/lines.ts";
import type * as Mask from "./mask/mask.ts";
import type { Step } from "./step.ts";
import type { confirm, sync } from "./sync/sync.ts";

/** Reads a body. */
export interface Reader {
  read(): Promise<{ done?: boolean | undefined; value?: unknown }>;
  cancel(): unknown;
}

/** A response of any implementation, or a mock. */
export interface AnyResponse {
  body?: { getReader?: (options?: object) => Reader; [Symbol.asyncIterator]?: () => AsyncIterator<unknown> } | null;
  arrayBuffer?: () => Promise<ArrayBuffer>;
}

interface Sync {
  sync: typeof sync;
  confirm: typeof confirm;
}

interface Runtime {
  open(response: AnyResponse): Reader;
  /** Awaits a result whose step an earlier call started. @param step the current step @param onOverdue called when it is overdue */
  watched<T>(result: Promise<T>, step: () => Step | undefined, onOverdue: () => void): Promise<T>;
  /**
   * The sync's module. Most programs never use it, so browser pages and Workers load it at its first use. On servers it is
   * imported statically: bundlers that write a single file reject a dynamic import.
   */
  sync(): Sync | Promise<Sync>;
  /** The mask. A browser page rarely sends a key, so it loads the mask before the first request with a key. */
  mask(): typeof Mask | Promise<typeof Mask>;
  /** The reader behind `ndjson()`. A browser page loads it at the first read. */
  lines(): { lineReader: typeof lineReader } | Promise<{ lineReader: typeof lineReader }>;
}

const defaults: Omit<Runtime, "sync" | "mask" | "lines"> = { open: openBody, watched: (result) => result };
export const runtime = defaults as Runtime;

/** The reader of a body: the stream's reader; without a stream, one that returns the whole body as one chunk. */
export function openBody(response: AnyResponse): Reader {
  if (response.body?.getReader) return response.body.getReader();
  let done = !response.arrayBuffer;
  return {
    async read() {
      if (done) return { done };
      done = true;
      return { done: false, value: new Uint8Array(await (response.arrayBuffer as () => Promise<ArrayBuffer>)()) };
    },
    cancel() {},
  };
}
