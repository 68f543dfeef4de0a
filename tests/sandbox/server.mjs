// The sandbox over HTTP, on this machine only. `node tests/sandbox/server.mjs --help` for the command.

import { once } from "node:events";
import { createServer } from "node:http";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { ConnectionCut } from "./delivery.mjs";
import { ConnectionDropped } from "./faults.mjs";
import { createSandbox } from "./sandbox.mjs";

/**
 * @param {{ fetch: (request: Request) => Promise<Response> }} sandbox
 * @param {{ port?: number }} [options] 0: any free port
 * @returns {Promise<{ url: string, close: () => Promise<void> }>}
 */
export async function serve(sandbox, { port = 0 } = {}) {
  const server = createServer((incoming, outgoing) => {
    answer(sandbox, incoming, outgoing).catch((error) => {
      // A connection that a fault ends, or a client that has left, is the plan; all else is a mistake in the sandbox.
      const left = error?.code === "EPIPE" || error?.code === "ECONNRESET";
      const planned = left || error instanceof ConnectionDropped || error instanceof ConnectionCut || outgoing.destroyed;
      if (!planned) process.stderr.write(`sandbox: ${error?.stack ?? error}\n`);
      if (planned || outgoing.headersSent) outgoing.destroy();
      else outgoing.writeHead(500).end();
    });
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const address = /** @type {import("node:net").AddressInfo} */ (server.address());
  return {
    url: `http://127.0.0.1:${address.port}`,
    async close() {
      const closed = once(server, "close");
      server.close();
      // A fault may have left a connection open on purpose.
      server.closeAllConnections();
      await closed;
    },
  };
}

/**
 * @param {{ fetch: (request: Request) => Promise<Response> }} sandbox
 * @param {import("node:http").IncomingMessage} incoming
 * @param {import("node:http").ServerResponse} outgoing
 */
async function answer(sandbox, incoming, outgoing) {
  const gone = new AbortController();
  outgoing.on("close", () => gone.abort());
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) if (value !== undefined) headers.set(name, String(value));
  const response = await sandbox.fetch(new Request(`http://${incoming.headers.host}${incoming.url}`, { method: incoming.method, headers, signal: gone.signal }));

  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  // A client that waits for the headers gets them, even if the body is slow or never comes.
  outgoing.flushHeaders();
  if (response.body) {
    // When the sandbox cuts a body, this loop throws and the socket is destroyed; what was written
    // before has to be on its way by then, or the client would see no body at all.
    for await (const piece of response.body) await new Promise((sent, failed) => outgoing.write(piece, (error) => (error ? failed(error) : sent(undefined))));
  }
  outgoing.end();
}

const HELP = `node tests/sandbox/server.mjs [options]

  --port N         default 0: any free port
  --candidates N   default 1000
  --seed N         default 1
  --latency MS     before each answer; default 0
  --key KEY        the API key that is let in; default sandbox-key
  --faults SPEC    see README.md
  --cors           answer pages of other origins
  --plain          records without oddities
  --until-stdin-closes
                   stop with the program that started it

Prints its URL as one line; a client's server_url is that line with /v1 behind it.
Stops on SIGTERM and SIGINT.
`;

/** @param {string[]} args */
async function main(args) {
  const text = /** @type {const} */ ({ type: "string" });
  const flag = /** @type {const} */ ({ type: "boolean", default: false });
  const { values } = parseArgs({ args, options: { port: text, candidates: text, seed: text, latency: text, key: text, faults: text, cors: flag, plain: flag, "until-stdin-closes": flag, help: flag } });
  if (values.help) return void process.stdout.write(HELP);
  /** @param {string | undefined} value @param {number} otherwise */
  const number = (value, otherwise) => {
    const n = value === undefined ? otherwise : Number(value);
    if (!Number.isSafeInteger(n) || n < 0) throw new Error(`not a whole number: ${value}`);
    return n;
  };
  const sandbox = createSandbox({ candidates: number(values.candidates, 1000), seed: number(values.seed, 1), latency_ms: number(values.latency, 0), keys: [values.key ?? "sandbox-key"], faults: values.faults, cors: values.cors, plain: values.plain });
  const server = await serve(sandbox, { port: number(values.port, 0) });
  const stop = () => server.close().then(() => process.exit(0));
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
  // Not by default: a shell that starts it in the background closes its input at once.
  if (values["until-stdin-closes"]) process.stdin.resume().once("close", stop);
  process.stdout.write(`${server.url}\n`);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  main(process.argv.slice(2)).catch((/** @type {Error} */ error) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 2;
  });
}
