// The worst pages that a server could send, all in one isolate of workerd: each gives a page or one correct error, and the
// same module walks a normal page afterwards.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { pathBeside } from "./child.mjs";
import { bundleWorker, startWorker } from "./workers.mjs";
import { complaint, MULTIPLIED_ROWS, OTHER_ROWS } from "./worst.mjs";

const ROWS = [...MULTIPLIED_ROWS, ...OTHER_ROWS];

/** Walks the given page, and then a normal one. `/<mode>?<the page's URL>` */
const WORKER = `
import { Kombo } from "kombo-edge";
import { outcome } from ${pathBeside("outcome.mjs")};
export default { async fetch(request) {
  const { pathname, search } = new URL(request.url);
  const page = decodeURIComponent(search.slice(1));
  return Response.json(await outcome(Kombo, () => fetch(page), pathname.slice(1)));
} };`;

const server = createServer(({ url }, response) => {
  const { status, body } = ROWS[Number(url?.slice(1))];
  response.writeHead(status, { "content-type": "application/json" }).end(body());
});
/** @type {Awaited<ReturnType<typeof startWorker>>} */
let workerd;
before(async () => {
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  workerd = await startWorker(await bundleWorker(WORKER));
});
after(async () => {
  await workerd?.stop();
  server.close();
  server.closeAllConnections();
});

for (const [index, { name, mode, expected }] of ROWS.entries()) {
  test(`${name} (${mode}) gives the expected page or error`, async () => {
    const page = `http://127.0.0.1:${server.address().port}/${index}`;
    const response = await fetch(`${workerd.url}/${mode}?${encodeURIComponent(page)}`);
    assert.equal(response.status, 200, workerd.output());
    assert.deepEqual(complaint(await response.json(), expected, mode), []);
  });
}
