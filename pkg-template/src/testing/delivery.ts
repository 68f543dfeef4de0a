// Sends the bytes of a response: in chunks, with delays, incomplete, or never.

export interface Delivery {
  status: number;
  headers: Headers;
  bytes: Uint8Array;
  /** Whether a content-length is sent. */
  announce: boolean;
  /** The delay before the headers. */
  head_delay_ms: number;
  /** The delay before each chunk of the body. */
  piece_delay_ms: number;
  piece_bytes: number;
  /** The number of bytes that are sent. */
  stop_at: number;
  /** How the body ends after them. */
  ending: "end" | "cut" | "hang";
  /** The number of spaces sent after the bytes. They make valid JSON too large. */
  padding: number;
}

const PIECE = 65_536;

/** 25 days, in milliseconds. A longer timer ends at once. */
export const LONGEST_TIMER = 2 ** 31 - 1;

export function delivery(status: number, headers: HeadersInit, body: string | Uint8Array): Delivery {
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body;
  return {
    status,
    headers: new Headers(headers),
    bytes,
    announce: true,
    head_delay_ms: 0,
    piece_delay_ms: 0,
    piece_bytes: PIECE,
    stop_at: bytes.length,
    ending: "end",
    padding: 0,
  };
}

/** The connection ended in the middle of a response. A server over TCP closes the connection. */
export class ConnectionCut extends TypeError {
  readonly code = "ECONNRESET";
}

/**
 * Waits. Rejects when the request is aborted.
 * @param idle whether the process may end during the wait
 */
export function sleep(ms: number, signal: AbortSignal | undefined, idle = false): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = () => (clearTimeout(timer), reject(signal?.reason));
    const timer = setTimeout(() => (signal?.removeEventListener("abort", onAbort), resolve()), Math.min(ms, LONGEST_TIMER));
    // Node's timers are objects with `unref`; elsewhere they are numbers.
    if (idle) (timer as { unref?(): void } | number as { unref?(): void }).unref?.();
    if (signal?.aborted) onAbort();
    else signal?.addEventListener("abort", onAbort, { once: true });
  });
}

/** Never resolves; rejects when the request is aborted. It has a timer, because workerd fails a request that waits for nothing. */
export function hang(signal: AbortSignal | undefined) {
  return sleep(LONGEST_TIMER, signal, true);
}

/**
 * @param signal of the request
 * @param entry the request's entry in the log; gets the state of the body
 */
export async function deliver(order: Delivery, signal: AbortSignal | undefined, entry: { body: string }): Promise<Response> {
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
  let removeListener = () => {};
  const body = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const onAbort = () => {
          if (entry.body === "open") entry.body = "cancelled";
          controller.error(signal?.reason);
        };
        signal?.addEventListener("abort", onAbort, { once: true });
        removeListener = () => signal?.removeEventListener("abort", onAbort);
      },
      async pull(controller) {
        try {
          if (sent < total) {
            if (order.piece_delay_ms > 0) await sleep(order.piece_delay_ms, signal);
            const end = Math.min(sent + order.piece_bytes, total);
            // A copy, because a consumer may transfer or change the chunk.
            controller.enqueue(end <= stop_at ? bytes.slice(sent, end) : padded(bytes, sent, Math.min(end, stop_at), end));
            sent = end;
          }
          if (sent < total) return;
          if (order.ending === "hang") await hang(signal);
          removeListener();
          entry.body = order.ending === "cut" ? "cut" : "sent";
          if (order.ending === "cut") controller.error(new ConnectionCut("terminated"));
          else controller.close();
        } catch (reason) {
          controller.error(reason);
        }
      },
      cancel() {
        removeListener();
        if (entry.body === "open") entry.body = "cancelled";
      },
    },
    // No chunk is made before it is read, so that the log shows an unread body as open.
    { highWaterMark: 0 },
  );
  // workerd removes the header content-length, and ends a broken body as if it were complete. It keeps the length
  // of a FixedLengthStream.
  const { FixedLengthStream } = globalThis as { FixedLengthStream?: new (length: number) => TransformStream<Uint8Array, Uint8Array> };
  const Sized = order.announce ? FixedLengthStream : undefined;
  // Miniflare would compress the response, and a client reads half of a compressed body as an empty one.
  if (Sized && order.ending !== "end") order.headers.set("content-encoding", "identity");
  return new Response(Sized ? body.pipeThrough(new Sized(bytes.length + padding)) : body, { status, headers: order.headers });
}

function padded(bytes: Uint8Array, from: number, to: number, end: number) {
  const piece = new Uint8Array(end - from).fill(32);
  if (from < to) piece.set(bytes.subarray(from, to));
  return piece;
}
