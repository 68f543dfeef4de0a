// What differs from one runtime to the next. The entries set it; a page needs no more than this, and the sync's file.

import type { lineReader } from "./lines/lines.ts";
import type * as Mask from "./mask/mask.ts";
import type { Step } from "./step.ts";
import type { confirm, sync } from "./sync/sync.ts";

/** What reads a body. */
export interface Reader {
  read(): Promise<{ done?: boolean | undefined; value?: unknown }>;
  cancel(): unknown;
}

/** Any response, or what a double returns in its place. */
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
  /** What a promise comes to that an earlier call began. @param step what is under way @param giveUp called when it is overdue */
  watched<T>(result: Promise<T>, step: () => Step | undefined, giveUp: () => void): Promise<T>;
  /**
   * Each entry says where it is. Most never ask for it, so pages and Workers load it when somebody does. Servers have it at
   * hand: bundlers that are told to write one file refuse what they would put into a second.
   */
  sync(): Sync | Promise<Sync>;
  /** The same of the mask: a page loads it when it sends a key, which it hardly ever does. */
  mask(): typeof Mask | Promise<typeof Mask>;
  /** What `ndjson()` reads with: a page loads it at its first line. */
  lines(): { lineReader: typeof lineReader } | Promise<{ lineReader: typeof lineReader }>;
}

const defaults: Omit<Runtime, "sync" | "mask" | "lines"> = { open: openBody, watched: (result) => result };
export const runtime = defaults as Runtime;

/** The reader of a body: the stream's own or, where there is no stream, one for all of it at once. */
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
