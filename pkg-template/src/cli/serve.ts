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
  const request = requestOf(incoming, closed.signal);
  if (!request) return void outgoing.writeHead(400, { "content-type": "text/plain" }).end("the method, the target or the Host header is invalid\n");
  const response = await handler.fetch(request);

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

/** Returns undefined for a request that HTTP allows and the class `Request` does not, such as TRACE. */
function requestOf({ method = "GET", url: target = "", headers }: IncomingMessage, signal: AbortSignal): Request | undefined {
  const { host = "localhost" } = headers;
  if (!target.startsWith("/") || /[\s/?#@\\]/.test(host)) return undefined;
  const given = Object.entries(headers).map(([name, value]) => [name, String(value)] as [string, string]);
  try {
    return new Request(`http://${host}${target}`, { method, headers: given, signal });
  } catch {
    return undefined;
  }
}

function write(outgoing: ServerResponse, chunk: Uint8Array) {
  return new Promise<void>((resolve, reject) => outgoing.write(chunk, (error) => (error ? reject(error) : resolve())));
}
