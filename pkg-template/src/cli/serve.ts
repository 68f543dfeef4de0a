// A handler over HTTP, on this machine only: what `npx kombo-edge sandbox` runs, and the tests.

import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

interface Handler {
  fetch(request: Request): Promise<Response>;
}

export interface Server {
  /** Its origin, such as `http://127.0.0.1:8787`. */
  url: string;
  close(): Promise<void>;
}

/** @param options.port 0: any free one */
export async function serve(handler: Handler, { port = 0 }: { port?: number } = {}): Promise<Server> {
  const server = createServer((incoming, outgoing) => {
    answer(handler, incoming, outgoing).catch((error: unknown) => {
      // A connection that a fault ends and a client that has left are the plan; all else is a mistake in the handler.
      const { code } = error as NodeJS.ErrnoException;
      const isPlanned = code === "EPIPE" || code === "ECONNRESET" || outgoing.destroyed;
      if (!isPlanned) process.stderr.write(`sandbox: ${error instanceof Error ? error.stack : error}\n`);
      if (isPlanned || outgoing.headersSent) outgoing.destroy();
      else outgoing.writeHead(500).end();
    });
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      const closed = once(server, "close");
      server.close();
      // A fault may have left a connection open on purpose.
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(handler: Handler, incoming: IncomingMessage, outgoing: ServerResponse) {
  const gone = new AbortController();
  outgoing.on("close", () => gone.abort());
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) if (value !== undefined) headers.set(name, String(value));
  const url = `http://${incoming.headers.host}${incoming.url}`;
  const response = await handler.fetch(new Request(url, { method: incoming.method ?? "GET", headers, signal: gone.signal }));

  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  // A client that waits for the headers gets them, even if the body is slow or never comes.
  outgoing.flushHeaders();
  if (response.body) {
    // When the sandbox cuts a body, this loop throws and the socket is destroyed; what was written
    // before has to be on its way by then, or the client would see no body at all.
    for await (const piece of response.body) await written(outgoing, piece);
  }
  outgoing.end();
}

function written(outgoing: ServerResponse, piece: Uint8Array) {
  return new Promise<void>((sent, failed) => outgoing.write(piece, (error) => (error ? failed(error) : sent())));
}
