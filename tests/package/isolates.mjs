// Runs one Worker and its server in one workerd. Requests to it cannot hang, and a test can collect its garbage at
// any time.

import { build } from "esbuild";
import { Miniflare } from "miniflare";
import { WebSocket } from "undici";
import { ROOT } from "./install.mjs";
import { bundleWorker } from "./workers.mjs";

/** Longer than any timeout in a test's Worker, so a request that is silent until then never answers. */
const SILENCE_MS = 10_000;

/** @param {string} contents a Worker; it may import files of the tests by path */
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
 * @param {string} [settings.server] a Worker that gets all requests of the other one
 * @param {string} settings.compatibilityDate
 * @param {Record<string, unknown>} [settings.more] more settings of the Worker
 */
export async function startIsolate({ worker, server, compatibilityDate, more = {} }) {
  const [modules, others] = await Promise.all([bundleWorker(worker), server ? plainWorker(server) : undefined]);
  /** @type {string[]} */
  const output = [];
  const miniflare = new Miniflare({
    host: "127.0.0.1",
    port: 0,
    inspectorPort: 0,
    workers: [
      { name: "main", modules, compatibilityDate, ...(others ? { outboundService: "server" } : {}), ...more },
      ...(others ? [{ name: "server", modules: others, compatibilityDate }] : []),
    ],
    handleRuntimeStdio: (stdout, stderr) => {
      for (const stream of [stdout, stderr]) stream.setEncoding("utf8").on("data", (text) => output.push(text));
    },
  });
  const url = (await miniflare.ready).origin;
  const inspector = await inspect(miniflare);

  /** The response's text. A request without a response gives a text that says so. @param {string} path */
  const ask = (path) =>
    fetch(url + path, { signal: AbortSignal.timeout(SILENCE_MS) })
      .then((response) => response.text())
      .catch((error) => `no answer: ${error.name}`);
  return {
    url,
    ask,
    output: () => output.join(""),
    /** Collects the Worker's garbage at its next request. */
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
