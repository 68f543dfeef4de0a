// How the bytes of an answer go out: in pieces, slowly, not to the end, or never.

export interface Delivery {
  status: number;
  headers: Headers;
  bytes: Uint8Array;
  /** Send a content-length. */
  announce: boolean;
  /** Before the headers. */
  head_delay_ms: number;
  /** Before each piece of the body. */
  piece_delay_ms: number;
  piece_bytes: number;
  /** How many of the bytes are sent. */
  stop_at: number;
  /** What comes after them. */
  ending: "end" | "cut" | "hang";
  /** Spaces sent after the bytes: JSON that is valid and too large. */
  padding: number;
}

const PIECE = 65_536;

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

/** The connection ended in the middle of an answer. A server over TCP ends it for real. */
export class ConnectionCut extends TypeError {
  readonly code = "ECONNRESET";
}

/**
 * Waits, unless the caller has gone.
 * @param idle whether the process may end meanwhile
 */
export function sleep(ms: number, signal: AbortSignal | undefined, idle = false): Promise<void> {
  return new Promise((resolve, reject) => {
    const gone = () => (clearTimeout(timer), reject(signal?.reason));
    const timer = setTimeout(() => (signal?.removeEventListener("abort", gone), resolve()), ms);
    // Node's timers are objects that can be told so; elsewhere they are numbers.
    if (idle) (timer as { unref?(): void } | number as { unref?(): void }).unref?.();
    if (signal?.aborted) gone();
    else signal?.addEventListener("abort", gone, { once: true });
  });
}

/** As good as for ever, and still a timer that the runtime can see: workerd fails a request that waits for nothing. */
const FOR_EVER = 2 ** 31 - 1;

/** Never comes back while the caller is there. */
export function hang(signal: AbortSignal | undefined) {
  return sleep(FOR_EVER, signal, true);
}

/**
 * @param signal of the request
 * @param entry of the log: told what became of the body
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
  let forget = () => {};
  const body = new ReadableStream<Uint8Array>(
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
  const { FixedLengthStream } = globalThis as { FixedLengthStream?: new (length: number) => TransformStream<Uint8Array, Uint8Array> };
  const Sized = order.announce ? FixedLengthStream : undefined;
  // Miniflare would compress the answer, and half of a compressed body passes for an empty one.
  if (Sized && order.ending !== "end") order.headers.set("content-encoding", "identity");
  return new Response(Sized ? body.pipeThrough(new Sized(bytes.length + padding)) : body, { status, headers: order.headers });
}

function padded(bytes: Uint8Array, from: number, to: number, end: number) {
  const piece = new Uint8Array(end - from).fill(32);
  if (from < to) piece.set(bytes.subarray(from, to));
  return piece;
}
