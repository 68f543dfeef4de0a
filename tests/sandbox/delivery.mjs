// How the bytes of an answer go out: in pieces, slowly, not to the end, or never.

/**
 * @typedef {object} Delivery
 * @property {number} status
 * @property {Headers} headers
 * @property {Uint8Array} bytes
 * @property {boolean} announce send a content-length
 * @property {number} head_delay_ms before the headers
 * @property {number} piece_delay_ms before each piece of the body
 * @property {number} piece_bytes
 * @property {number} stop_at how many of the bytes are sent
 * @property {"end" | "cut" | "hang"} ending what comes after them
 * @property {number} padding spaces sent after the bytes: JSON that is valid and too large
 */

const PIECE = 65_536;

/**
 * @param {number} status
 * @param {HeadersInit} headers
 * @param {string | Uint8Array} body
 * @returns {Delivery}
 */
export function delivery(status, headers, body) {
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body;
  return { status, headers: new Headers(headers), bytes, announce: true, head_delay_ms: 0, piece_delay_ms: 0, piece_bytes: PIECE, stop_at: bytes.length, ending: "end", padding: 0 };
}

/** The connection ended in the middle of an answer. A server over TCP ends it for real. */
export class ConnectionCut extends TypeError {}

/**
 * Waits, unless the caller has gone.
 * @param {number} ms
 * @param {AbortSignal | undefined} signal
 * @param {boolean} [idle] whether the process may end meanwhile
 * @returns {Promise<void>}
 */
export function sleep(ms, signal, idle = false) {
  return new Promise((resolve, reject) => {
    const gone = () => (clearTimeout(timer), reject(signal?.reason));
    const timer = setTimeout(() => (signal?.removeEventListener("abort", gone), resolve()), ms);
    // Node's timers are objects that can be told so; elsewhere they are numbers.
    if (idle && typeof timer === "object") timer.unref?.();
    if (signal?.aborted) gone();
    else signal?.addEventListener("abort", gone, { once: true });
  });
}

/** As good as for ever, and still a timer that the runtime can see: workerd fails a request that waits for nothing. */
const FOR_EVER = 2 ** 31 - 1;

/** Never comes back while the caller is there. @param {AbortSignal | undefined} signal */
export function hang(signal) {
  return sleep(FOR_EVER, signal, true);
}

/**
 * @param {Delivery} order
 * @param {AbortSignal | undefined} signal of the request
 * @param {{ body: string }} entry of the log: told what became of the body
 * @returns {Promise<Response>}
 */
export async function deliver(order, signal, entry) {
  const { bytes, stop_at, padding, status } = order;
  const bodiless = status === 204 || status === 205 || status === 304;
  if (order.announce && !bodiless) order.headers.set("content-length", String(bytes.length + padding));
  if (order.head_delay_ms > 0) await sleep(order.head_delay_ms, signal);
  signal?.throwIfAborted();
  if (bodiless) {
    entry.body = "sent";
    return new Response(null, { status, headers: order.headers });
  }

  const total = stop_at + padding;
  let sent = 0;
  /** @type {() => void} */
  let forget = () => {};
  const body = new ReadableStream(
    {
      start(controller) {
        const gone = () => {
          if (entry.body === "open") entry.body = "cancelled";
          controller.error(signal?.reason);
        };
        signal?.addEventListener("abort", gone, { once: true });
        forget = () => signal?.removeEventListener("abort", gone);
      },
      async pull(controller) {
        try {
          if (sent < total) {
            if (order.piece_delay_ms > 0) await sleep(order.piece_delay_ms, signal);
            const end = Math.min(sent + order.piece_bytes, total);
            // Copies: a consumer may transfer or change what it is given.
            controller.enqueue(end <= stop_at ? bytes.slice(sent, end) : padded(bytes, sent, Math.min(end, stop_at), end));
            sent = end;
          }
          if (sent < total) return;
          if (order.ending === "hang") await hang(signal);
          forget();
          entry.body = order.ending === "cut" ? "cut" : "sent";
          if (order.ending === "cut") controller.error(new ConnectionCut("terminated"));
          else controller.close();
        } catch (reason) {
          controller.error(reason);
        }
      },
      cancel() {
        forget();
        if (entry.body === "open") entry.body = "cancelled";
      },
    },
    // Nothing is made before it is asked for, so that an unread body shows as one.
    { highWaterMark: 0 },
  );
  // workerd drops a content-length that it is told, and ends a broken body as if it were whole; it keeps a length
  // that comes with the stream.
  const { FixedLengthStream } = /** @type {any} */ (globalThis);
  const sized = order.announce && FixedLengthStream !== undefined;
  // Miniflare would compress the answer, and half of a compressed body passes for an empty one.
  if (sized && order.ending !== "end") order.headers.set("content-encoding", "identity");
  return new Response(sized ? body.pipeThrough(new FixedLengthStream(bytes.length + padding)) : body, { status, headers: order.headers });
}

/** @param {Uint8Array} bytes @param {number} from @param {number} to @param {number} end */
function padded(bytes, from, to, end) {
  const piece = new Uint8Array(end - from).fill(32);
  if (from < to) piece.set(bytes.subarray(from, to));
  return piece;
}
