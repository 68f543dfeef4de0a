// What differs from one runtime to the next. The entries of the servers set it; a page needs no more than this.

import type { Step } from "./step.ts";

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

export const runtime = {
  open: openBody,
  /** What a promise comes to that an earlier call began. @param step what is under way @param giveUp called when it is overdue */
  watched: <T>(result: Promise<T>, _step: () => Step | undefined, _giveUp: () => void): Promise<T> => result,
};

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
