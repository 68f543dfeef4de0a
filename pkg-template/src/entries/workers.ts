// Cloudflare Workers: room for a body's reader, and requests that end before what they began.

import { runtime } from "../index.ts";
import type { Step } from "../step.ts";

/** How much later than a step's own timer a watch looks, in milliseconds. */
const GRACE_MS = 100;

/**
 * workerd gives 4 KB at a time to a reader that brings no room, each in a turn of its own; so it gets some, and twice as
 * much whenever all of it was filled.
 */
const { open } = runtime;
runtime.open = (response) => {
  // In `kombo-edge/inline`, this may be any runtime.
  const isWorkerd = globalThis.navigator?.userAgent === "Cloudflare-Workers";
  if (!isWorkerd || !response.body?.getReader) return open(response);
  let room = 16_384;
  try {
    const reader = response.body.getReader({ mode: "byob" }) as unknown as ReadableStreamBYOBReader;
    return {
      async read() {
        const chunk = await reader.read(new Uint8Array(room));
        const { value } = chunk;
        if (value?.byteLength === room) room = Math.min(2 * room, 131_072);
        // A few bytes are not to hold all the room that was there for more.
        else if (value && value.byteLength < room / 2) return { done: chunk.done, value: value.slice() };
        return chunk;
      },
      cancel: () => reader.cancel(),
    };
  } catch {
    // A double's stream, which is not one of bytes.
    return open(response);
  }
};

/**
 * A step that an earlier call began may belong to a request that is over, and with it its timers and all that it waits for.
 * So whoever waits for it looks at the clock too, and gets an error of kind `timeout` when it is overdue.
 */
runtime.watched = (result, step, giveUp) =>
  new Promise((resolve, reject) => {
    let timer: ReturnType<typeof setTimeout>;
    const look = () => {
      const now = performance.now();
      const left = (step()?.expires_at ?? now) + GRACE_MS - now;
      if (left > 0) return void (timer = setTimeout(look, left));
      const one = step() as Step;
      giveUp();
      const message = "what this walk waited for did not come: the request of the Worker that began it is over";
      reject(one.error({ kind: "timeout", message, retryable: true, cursor: one.start.cursor }));
    };
    look();
    result.then(resolve, reject).finally(() => clearTimeout(timer));
  });
