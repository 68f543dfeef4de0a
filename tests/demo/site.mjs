// The demo's site, on a loopback address: the page of www/, the package, the proxy in workerd, and behind it the local
// Kombo. Only the proxy has the key.

import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { build } from "esbuild";
import { Response } from "miniflare";
import { buildPage } from "../../www/build.mjs";
import { SECURITY } from "../../www/security.mjs";
import { packageDirectory } from "../package/install.mjs";
import { bundleWorker, COMPATIBILITY_DATE, sandboxWorker, startWorker } from "../package/workers.mjs";
import { FAULTS } from "./faults.mjs";

const TYPES = { ".svg": "image/svg+xml", ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".wasm": "application/wasm" };
const KEY = "sandbox-key";

const ROUTER = `export default {
  fetch: (request, env) => (/^\\/(kombo\\/|sandbox\\/|session$)/.test(new URL(request.url).pathname) ? env.PROXY : env.FILES).fetch(request),
};`;

/**
 * @param {{ candidates?: number, latency_ms?: number, now?: number }} [options] `now`: the local Kombo's time, after all changes
 *   of its records
 */
export async function startSite({ candidates = 5000, latency_ms = 0, now = Date.now() } = {}) {
  const proxy = await bundleWorker(await readFile(new URL("./proxy.js", import.meta.url), "utf8"));
  const page = await mkdtemp(join(tmpdir(), "kombo-edge-page-"));
  await buildPage({ package: await packageDirectory(), out: page, build });
  const site = await startWorker(
    [{ type: "ESModule", path: "site.js", contents: ROUTER }],
    { serviceBindings: { PROXY: "proxy", FILES: (request) => file(new URL(request.url).pathname, page) } },
    [
      {
        name: "proxy",
        modules: proxy,
        compatibilityDate: COMPATIBILITY_DATE,
        bindings: { KOMBO_API_KEY: KEY, FAULTS },
        serviceBindings: { SANDBOX: "sandbox" },
      },
      await sandboxWorker({ KEY, CANDIDATES: candidates, LATENCY_MS: latency_ms, NOW: now }),
    ],
  );
  const stop = () => Promise.all([site.stop(), rm(page, { recursive: true, force: true })]);
  return { ...site, page, stop };
}

async function file(path, page) {
  const [, name] = /^\/((?:kombo-edge\/)?[\w.]+)$/.exec(path === "/" ? "/index.html" : path) ?? [];
  const body = name && (await readFile(join(page, name)).catch(() => undefined));
  if (!body) return new Response("not found\n", { status: 404, headers: SECURITY });
  return new Response(body, { headers: { ...SECURITY, "content-type": TYPES[extname(name)] ?? "text/plain", "cache-control": "no-cache" } });
}
