// Cloudflare Workers: faster reading of bodies, and a timeout for steps whose request is over.

import { runtime } from "../index.ts";
import type { Step } from "../step.ts";

/** How long after a step's own timeout it counts as overdue, in milliseconds. */
const GRACE_MS = 100;

/**
 * To a reader without a buffer, workerd returns 4 KB per read, each in its own turn of the event loop. So this passes a buffer,
 * and doubles its size each time it was filled.
 */
const { open } = runtime;
runtime.open = (response) => {
  // `kombo-edge/inline` runs in other runtimes too.
  const isWorkerd = globalThis.navigator?.userAgent === "Cloudflare-Workers";
  if (!isWorkerd || !response.body?.getReader) return open(response);
  let size = 16_384;
  try {
    const reader = response.body.getReader({ mode: "byob" }) as unknown as ReadableStreamBYOBReader;
    return {
      async read() {
        const chunk = await reader.read(new Uint8Array(size));
        const { value } = chunk;
        if (value?.byteLength === size) size = Math.min(2 * size, 131_072);
        // A small chunk is copied, so that it does not keep the whole buffer alive.
        else if (value && value.byteLength < size / 2) return { done: chunk.done, value: value.slice() };
        return chunk;
      },
      cancel: () => reader.cancel(),
    };
  } catch {
    // The stream of a mock may not be a byte stream.
    return open(response);
  }
};

/**
 * A step that an earlier call started may belong to a Worker's request that is over. Then its timers and its `fetch` never settle.
 * So the waiting call checks the clock itself, and rejects with an error of kind `timeout` when the step is overdue.
 */
runtime.watched = (result, step, onOverdue) =>
  new Promise((resolve, reject) => {
    let timer: ReturnType<typeof setTimeout>;
    const check = () => {
      const now = performance.now();
      const left = (step()?.expires_at ?? now) + GRACE_MS - now;
      if (left > 0) return void (timer = setTimeout(check, left));
      const overdue = step() as Step;
      onOverdue();
      const message = "the Worker's request that started this walk is over, so its response cannot arrive";
      reject(overdue.error({ kind: "timeout", message, retryable: true, cursor: overdue.start.cursor }));
    };
    check();
    result.then(resolve, reject).finally(() => clearTimeout(timer));
  });
