// A server in place of Kombo that never ends a response, and counts its opened and closed connections.

import { once } from "node:events";
import { createServer, get } from "node:http";

/**
 * With `cursor=half` in the query the response begins and then stops; otherwise no byte of it is sent.
 * @returns {Promise<{ url: string, opened: Count, closed: Count, close: () => Promise<void> }>}
 */
export async function holding() {
  const [opened, closed] = [new Count(), new Count()];
  const server = createServer((incoming, outgoing) => {
    outgoing.on("close", () => closed.add());
    if (incoming.url?.includes("cursor=half")) {
      outgoing.writeHead(200, { "content-type": "application/json" });
      outgoing.write('{"status":"success",');
    }
    opened.add();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  return {
    url: `http://127.0.0.1:${port}`,
    opened,
    closed,
    async close() {
      const ended = once(server, "close");
      server.close();
      server.closeAllConnections();
      await ended;
    },
  };
}

export class Count {
  value = 0;
  /** @type {Map<number, () => void>} */
  #waiting = new Map();

  add() {
    this.value += 1;
    this.#waiting.get(this.value)?.();
  }

  /** Resolves when the count has reached this value. @param {number} value */
  reached(value) {
    return this.value >= value ? Promise.resolve() : new Promise((resolve) => this.#waiting.set(value, () => resolve(undefined)));
  }
}

/**
 * A page's request over its own connection.
 * @param {string} url
 * @param {Record<string, string>} headers
 */
export function pageRequest(url, headers) {
  const request = get(url, { agent: false, headers });
  /** The result: the status, and whether the body ended. @type {Promise<{ status?: number, whole: boolean }>} */
  const ended = new Promise((resolve) => {
    request.on("error", () => resolve({ whole: false }));
    request.on("response", (response) => {
      response.on("error", () => {});
      response.on("close", () => resolve({ status: response.statusCode, whole: response.complete }));
      response.resume();
    });
  });
  /** Resolves at the first bytes of the response's body. */
  const begun = new Promise((resolve) => request.on("response", (response) => response.once("data", resolve)));
  return { ended, begun, leave: () => request.destroy(), reset: () => request.socket?.resetAndDestroy() };
}
