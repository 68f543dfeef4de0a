// Behind a proxy that tunnels (CONNECT), as in a company: the program of docs/walk.md, and the command with `NODE_USE_ENV_PROXY`.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { connect } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { after, before, test } from "node:test";
import { createSandbox } from "../sandbox/sandbox.mjs";
import { serve } from "../sandbox/server.mjs";
import { BLOCKS, runnable, VARIABLES } from "./documents.mjs";
import { installedAnew } from "./install.mjs";
import { needs, tool } from "./projects.mjs";
import { INTEGRATION } from "./sample.mjs";
import { NEWEST_NODE } from "./setups.mjs";

/** @type {{ url: string, close: () => Promise<void> }} */
let server;
let requests = 0;
let isRefusing = false;
const refusal = "407 Proxy Authentication Required";
/** Forwards a request without a tunnel, which Node's own `fetch` sends for http, and counts both. */
const proxy = createServer(async ({ url = "", headers }, response) => {
  requests += 1;
  if (isRefusing) return void response.writeHead(407).end();
  const answer = await fetch(url, { headers: { authorization: String(headers.authorization), "x-integration-id": String(headers["x-integration-id"]) } });
  response.writeHead(answer.status, { "content-type": "application/json" }).end(await answer.text());
}).on("connect", ({ url = "" }, socket, head) => {
  requests += 1;
  socket.on("error", () => {});
  if (isRefusing) return void socket.end(`HTTP/1.1 ${refusal}\r\n\r\n`);
  const { hostname, port } = new URL(`http://${url}`);
  const upstream = connect(Number(port), hostname, () => {
    socket.write("HTTP/1.1 200 OK\r\n\r\n");
    upstream.write(head);
    upstream.pipe(socket).pipe(upstream);
  });
  upstream.on("error", () => socket.destroy());
});
let address = "";
let project = "";
before(async () => {
  server = await serve(createSandbox({ candidates: 5, integrations: [INTEGRATION] }));
  await once(proxy.listen(0, "127.0.0.1"), "listening");
  address = `http://127.0.0.1:${/** @type {import("node:net").AddressInfo} */ (proxy.address()).port}`;
  project = await installedAnew();
  await mkdir(join(project, "node_modules"), { recursive: true });
  await symlink(tool("undici"), join(project, "node_modules/undici"), "dir");
});
after(async () => {
  proxy.close();
  proxy.closeAllConnections();
  await server.close();
});

/** @param {string} node @param {string[]} words @param {Record<string, string>} env */
async function ran(node, words, env) {
  requests = 0;
  const child = spawn(node, words, { cwd: project, env: { PATH: process.env.PATH, ...VARIABLES, HTTP_PROXY: address, HTTPS_PROXY: address, ...env } });
  const [stdout, stderr, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  return { stdout, stderr, status, requests };
}

test("the program of docs/walk.md sends its request through the proxy, and a refusal by the proxy is a failed connection", async () => {
  const [block] = BLOCKS.filter(({ code }) => /from "undici"/.test(code));
  const code = (await runnable(block)).replace("new Kombo({", `new Kombo({ retry: false, server_url: ${JSON.stringify(`${server.url}/v1`)},`);
  await writeFile(join(project, "proxied.mjs"), code);
  const { stdout, stderr, requests } = await ran(process.execPath, ["proxied.mjs"], {});
  assert.deepEqual([stdout, requests], ["1\n", 1], stderr);
  isRefusing = true;
  const refused = await ran(process.execPath, ["proxied.mjs"], {});
  isRefusing = false;
  assert.equal(refused.status, 1);
  assert.match(refused.stderr, /the connection to the server failed/);
});

test("the command uses the proxy with NODE_USE_ENV_PROXY only", needs(NEWEST_NODE, "newest Node"), async () => {
  const words = ["node_modules/kombo-edge/bin/cli.js", "candidates", "--integration", INTEGRATION, "--server-url", `${server.url}/v1`, "--quiet"];
  const direct = await ran(NEWEST_NODE, words, {});
  assert.deepEqual([direct.status, direct.requests], [0, 0], direct.stderr);
  const proxied = await ran(NEWEST_NODE, words, { NODE_USE_ENV_PROXY: "1" });
  assert.deepEqual([proxied.status, proxied.stdout, proxied.requests > 0], [0, direct.stdout, true], proxied.stderr);
});
