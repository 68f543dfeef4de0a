// One Worker and the server it asks, in one workerd; requests to it that cannot hang; and its garbage collected when a
// test wants it to be.

import { build } from "esbuild";
import { Miniflare } from "miniflare";
import { WebSocket } from "undici";
import { ROOT } from "./install.mjs";
import { bundleWorker } from "./workers.mjs";

/** Longer than any time-out in a test's Worker: what is silent until then is silent for ever. */
const SILENCE_MS = 10_000;

/** @param {string} contents a Worker; it may import the tests' own files by path */
async function plainWorker(contents) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: ROOT },
    bundle: true,
    write: false,
    format: "esm",
    target: "es2022",
    logLevel: "silent",
  });
  return [{ type: "ESModule", path: "server.js", contents: outputFiles[0].text }];
}

/**
 * @param {object} settings
 * @param {string} settings.worker a module Worker that imports "kombo-edge"
 * @param {string} [settings.server] a Worker that gets all that the other one asks for
 * @param {string} settings.compatibilityDate
 * @param {Record<string, unknown>} [settings.more] further settings of the Worker
 */
export async function startIsolate({ worker, server, compatibilityDate, more = {} }) {
  const [modules, others] = await Promise.all([bundleWorker(worker), server ? plainWorker(server) : undefined]);
  /** @type {string[]} */
  const said = [];
  const miniflare = new Miniflare({
    host: "127.0.0.1",
    port: 0,
    inspectorPort: 0,
    workers: [
      { name: "main", modules, compatibilityDate, ...(others ? { outboundService: "server" } : {}), ...more },
      ...(others ? [{ name: "server", modules: others, compatibilityDate }] : []),
    ],
    handleRuntimeStdio: (stdout, stderr) => {
      for (const stream of [stdout, stderr]) stream.setEncoding("utf8").on("data", (text) => said.push(text));
    },
  });
  const url = (await miniflare.ready).origin;
  const inspector = await inspect(miniflare);

  /** The answer's text; a request that is not answered is told as such. @param {string} path */
  const ask = (path) =>
    fetch(url + path, { signal: AbortSignal.timeout(SILENCE_MS) })
      .then((response) => response.text())
      .catch((error) => `no answer: ${error.name}`);
  return {
    url,
    ask,
    said: () => said.join(""),
    /** Collects the garbage of the Worker at its next request. */
    collect: () => inspector.send(JSON.stringify({ id: 1, method: "HeapProfiler.collectGarbage" })),
    async stop() {
      inspector.close();
      await miniflare.dispose();
    },
  };
}

/** @param {Miniflare} miniflare @returns {Promise<WebSocket>} the inspector of the Worker "main" */
async function inspect(miniflare) {
  const { host } = await miniflare.getInspectorURL();
  const targets = await (await fetch(`http://${host}/json`)).json();
  const { id } = targets.find(({ id }) => id.endsWith(":main"));
  const socket = new WebSocket(`ws://${host}/${id}`);
  await new Promise((resolve, reject) => {
    socket.onopen = resolve;
    socket.onerror = () => reject(new Error("no inspector"));
  });
  return socket;
}
