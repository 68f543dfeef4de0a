// Starts headless Chromium or Firefox, and a local server that serves pages with the installed package.

import { once } from "node:events";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { delimiter, extname, join } from "node:path";
import { chromium, firefox } from "playwright-core";
import { packageDirectory } from "./install.mjs";

const MIME = { ".js": "text/javascript", ".cjs": "text/javascript", ".wasm": "application/wasm", ".html": "text/html" };
const PAGE = `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,">
<script type="importmap">{ "imports": { "kombo-edge": "/kombo-edge/browser.js" } }</script>`;

/** The path of Chromium. Without it the tests that need it are skipped. */
export const CHROMIUM = process.env.KOMBO_EDGE_CHROME ?? onPath("chromium");

/** The path of Firefox, as Debian and Mozilla build it. Playwright drives it over WebDriver BiDi. */
export const FIREFOX = process.env.KOMBO_EDGE_FIREFOX ?? onPath("firefox-esr") ?? onPath("firefox");

/** @param {string} name */
function onPath(name) {
  const files = (process.env.PATH ?? "").split(delimiter).map((directory) => join(directory, name));
  return files.find((file) => existsSync(file));
}

/** @param {string} downloadsPath where files are saved */
export const launchFirefox = (downloadsPath) => firefox.launch({ channel: "moz-firefox", executablePath: FIREFOX, headless: true, downloadsPath });

export function launch() {
  // Chromium's own sandbox needs rights that a container rarely grants. It opens only pages of these tests.
  return chromium.launch({ executablePath: CHROMIUM, headless: true, args: ["--no-sandbox"] });
}

/**
 * @typedef {object} Site
 * @property {string} url
 * @property {Map<string, string>} files more files, by path
 * @property {Map<string, { status?: number, type?: string, policy?: string }>} odd changed responses, by path
 * @property {string[]} requested the requested paths
 * @property {((request: Request) => Promise<Response>) | undefined} kombo handles requests for `/kombo/…`
 * @property {() => Promise<void>} close
 */

/** Serves `/`, the package under `/kombo-edge/`, more files, and `/kombo/…` with `site.kombo`. @returns {Promise<Site>} */
export async function serveSite() {
  const directory = await packageDirectory();
  const files = new Map([["/", PAGE]]);
  const odd = new Map();
  /** @type {string[]} */
  const requested = [];
  const server = createServer(async (incoming, outgoing) => {
    const { pathname } = new URL(incoming.url ?? "/", site.url);
    requested.push(pathname);
    if (site.kombo && pathname.startsWith("/kombo/")) return passOn(site.kombo, incoming, outgoing);
    const inPackage = /^\/kombo-edge\/([\w.-]+)$/.exec(pathname)?.[1];
    const body = inPackage ? await readFile(join(directory, inPackage)).catch(() => undefined) : files.get(pathname);
    const { status = body === undefined ? 404 : 200, type = MIME[extname(pathname)] ?? MIME[".html"], policy } = odd.get(pathname) ?? {};
    outgoing.writeHead(status, { "content-type": type, ...(policy && { "content-security-policy": policy }) }).end(status === 200 ? body : "");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  /** @type {Site} */
  const site = {
    url: `http://127.0.0.1:${server.address().port}`,
    files,
    odd,
    requested,
    kombo: undefined,
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
  return site;
}

/** A minimal proxy: adds the key and the integration id, which the page does not have. */
async function passOn(kombo, incoming, outgoing) {
  const headers = { authorization: "Bearer sandbox-key", "x-integration-id": "workday:sandbox" };
  const answer = await kombo(new Request(`http://kombo.test${incoming.url.replace("/kombo", "/v1")}`, { headers }));
  outgoing.writeHead(answer.status, { "content-type": answer.headers.get("content-type") });
  outgoing.end(Buffer.from(await answer.arrayBuffer()));
}

/**
 * Opens a new page. `failures` collects its uncaught errors and failed console messages.
 * @param {import("playwright-core").Browser} browser
 * @param {Site} site
 */
export async function openPage(browser, site) {
  const page = await browser.newPage();
  /** @type {string[]} */
  const failures = [];
  page.on("pageerror", (error) => failures.push(String(error)));
  await page.goto(site.url);
  return { page, failures };
}
