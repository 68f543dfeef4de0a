// What a walk does to the world: send, read, wait, and stop at once when told to. The module decides; this obeys.
//
// Nothing here rejects. Every promise resolves to a list that begins with how it ended, so that what a caller's own
// `fetch` or signal threw, which may be anything, is never mixed up with an outcome:
// [ended, what it gave or threw, status, headers, chunks, length], as far as it came.

const DONE = 0;
const THREW = 1;
const CANCELLED = 2;
const TIME_UP = 3;
const TOO_LARGE = 4;
const NO_RESPONSE = 5;

const nothing = () => {};

/** Ends as `work` does, with [DONE, value] or [THREW, what]; or before it, by `cancel` or after `ms`. */
export function race(cancel, ms, work) {
  return new Promise((resolve) => {
    const end = (...outcome) => {
      clearTimeout(timer);
      cancel.removeEventListener("abort", cancelled);
      resolve(outcome);
    };
    const cancelled = () => end(CANCELLED);
    const timer = setTimeout(end, ms, TIME_UP);
    cancel.addEventListener("abort", cancelled);
    if (cancel.aborted) cancelled();
    Promise.resolve(work).then((value) => end(DONE, value), (thrown) => end(THREW, thrown));
  });
}

/** Waits so long, or until it is cancelled. */
export const sleep = (cancel, ms) => race(cancel, ms, new Promise(nothing));

/** Sends the request and reads the whole answer. A page may have `most` bytes; of another answer with more than
 * `mostElse`, the status tells enough. */
export async function exchange(cancel, ms, fetch, request, controller, most, mostElse) {
  let reader;
  let left = false;
  const answer = [];
  const receive = async () => {
    // By shape, not by class: doubles and other realms' responses count too.
    const response = await (fetch ?? globalThis.fetch).call(globalThis, request);
    if (left) return attempt(() => response?.body?.cancel());
    const { status, headers } = response ?? {};
    if (typeof status !== "number" || typeof headers?.get !== "function") return NO_RESPONSE;
    answer.push(status, headers, [], 0);
    const page = status >= 200 && status < 300;
    const chunks = [];
    let length = 0;
    try {
      reader = open(response);
      for (;;) {
        const { done, value } = await reader.read();
        if (done || left) break;
        if (!ArrayBuffer.isView(value)) return NO_RESPONSE;
        length += value.byteLength;
        if (length > (page ? most : mostElse)) return page ? TOO_LARGE : DONE;
        chunks.push(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
        // A stream of nothing would leave no turn to timers and signals.
        if (value.byteLength === 0) await new Promise((resolve) => setTimeout(resolve));
      }
    } catch (thrown) {
      if (page) throw thrown;
      return DONE;
    }
    reader = undefined;
    answer.splice(2, 2, chunks, length);
    return DONE;
  };
  const [ended, value] = await race(cancel, ms, receive());
  left = true;
  // Left before its end: what is in flight is aborted, and an unread body is given up.
  if (ended !== DONE || reader) {
    controller.abort();
    attempt(() => reader?.cancel());
  }
  return ended === DONE ? [value, undefined, ...answer] : [ended, value, ...answer];
}

/** What reads a body: the stream's own reader, or, where there is no stream, one for all of it at once. */
export function open(response) {
  if (response.body?.getReader) return roomy(response.body) ?? response.body.getReader();
  let read = !response.arrayBuffer;
  return {
    async read() {
      if (read) return { done: true };
      read = true;
      return { done: false, value: new Uint8Array(await response.arrayBuffer()) };
    },
    cancel: nothing,
  };
}

/**
 * workerd gives 4 KB at a time to whoever brings no room, each in a turn of its own; so it gets some, and twice as much
 * whenever all of it was filled. Elsewhere chunks come as large as they arrived.
 */
function roomy(body) {
  if (globalThis.navigator?.userAgent !== "Cloudflare-Workers") return undefined;
  let room = 16_384;
  try {
    const reader = body.getReader({ mode: "byob" });
    const read = async () => {
      const chunk = await reader.read(new Uint8Array(room));
      if (chunk.value?.byteLength === room) room = Math.min(2 * room, 131_072);
      // A few bytes are not to hold all the room that was there for more.
      else if (chunk.value?.byteLength < room / 2) chunk.value = chunk.value.slice();
      return chunk;
    };
    return { read, cancel: () => reader.cancel() };
  } catch {
    // A stream of a double's, which is not one of bytes.
    return undefined;
  }
}

/** Runs something of no interest; what it throws, now or later, is told to nobody. */
export function attempt(run) {
  try {
    Promise.resolve(run()).catch(nothing);
  } catch {}
}

/** Has `controller` abort when `signal` does, and listens no longer than it has to. */
export function follow(controller, signal) {
  const abort = () => controller.abort();
  if (signal.aborted) return abort();
  attempt(() => signal.addEventListener("abort", abort));
  controller.signal.addEventListener("abort", () => attempt(() => signal.removeEventListener("abort", abort)));
}

/** What a walk is handed. */
export const io = { race, sleep, exchange, follow };
