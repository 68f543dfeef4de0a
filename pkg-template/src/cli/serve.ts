// Serves a handler over HTTP on 127.0.0.1, for `npx kombo-edge sandbox` and the tests.

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

/** @param options.port the port; 0 for any free port */
export async function serve(handler: Handler, { port = 0 }: { port?: number } = {}): Promise<Server> {
  const server = createServer((incoming, outgoing) => {
    answer(handler, incoming, outgoing).catch((error: unknown) => {
      // A fault may end a connection, and a client may close it. Any other error is a bug in the handler.
      const { code } = error as NodeJS.ErrnoException;
      const isExpected = code === "EPIPE" || code === "ECONNRESET" || outgoing.destroyed;
      if (!isExpected) process.stderr.write(`sandbox: ${error instanceof Error ? error.stack : error}\n`);
      if (isExpected || outgoing.headersSent) outgoing.destroy();
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
  const closed = new AbortController();
  outgoing.on("close", () => closed.abort());
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) if (value !== undefined) headers.set(name, String(value));
  const url = `http://${incoming.headers.host}${incoming.url}`;
  const response = await handler.fetch(new Request(url, { method: incoming.method ?? "GET", headers, signal: closed.signal }));

  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  // The client gets the headers at once, even if the body is slow or never comes.
  outgoing.flushHeaders();
  if (response.body) {
    // When the sandbox cuts a body, this loop throws and the socket is destroyed. The chunks before
    // must be sent by then, or the client would get no body at all.
    for await (const chunk of response.body) await write(outgoing, chunk);
  }
  outgoing.end();
}

function write(outgoing: ServerResponse, chunk: Uint8Array) {
  return new Promise<void>((resolve, reject) => outgoing.write(chunk, (error) => (error ? reject(error) : resolve())));
}
