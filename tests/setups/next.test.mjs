// Next.js, with both of its bundlers: server components, server actions, route handlers, the proxy made at module scope, the
// edge runtime, middleware, and a client page. Before the server bundles contained the module and edge runtimes had a
// condition, webpack's build failed, and with Turbopack the server component, the server action, the edge runtime and
// middleware failed.

import assert from "node:assert/strict";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { CHROMIUM, launch } from "../package/browser.mjs";
import { PAGE_SIZE, visit } from "../package/projects.mjs";
import { walked } from "../package/setups.mjs";
import { build, freePort, needs, place, serveProgram, shown, text } from "./place.mjs";

const { origin, truth, assertWalks, assertAsksAll } = walked();

for (const bundler of ["--turbopack", "--webpack"]) {
  test(`Next.js, next build ${bundler}`, needs("next"), async (t) => {
    const directory = await place("next");
    const port = String(await freePort());
    // Handlers get this origin in their URLs, whichever loopback address the request used.
    const env = { SANDBOX: origin(), PORT: port, ORIGIN: `http://localhost:${port}` };
    await build(directory, "next/dist/bin/next", ["build", bundler], env);
    const site = await serveProgram(t, directory, ["node_modules/next/dist/bin/next", "start", "--hostname", "127.0.0.1"], env);

    await t.test("a server component", () => assertWalks(async () => shown(await text(site))));
    for (const [name, path] of [
      ["a route handler", "walk"],
      ["a route handler on the edge runtime", "edge"],
      ["middleware", "middleware"],
    ]) {
      await t.test(name, () => assertWalks(() => text(`${site}/${path}`)));
    }
    await t.test("a server action", async () => {
      const [name] = /\$ACTION_ID_\w+/.exec(await text(`${site}/action`)) ?? [""];
      const body = new FormData();
      body.append(name, "");
      const { headers } = await assertAsksAll(() => fetch(`${site}/action`, { method: "POST", body, headers: { origin: site }, redirect: "manual" }));
      assert.equal(headers.get("location"), `/walked?records=${truth.length}&last=${truth[truth.length - 1].id}`);
    });
    await t.test("the proxy", async () => {
      const answer = await fetch(`${site}/ats/candidates?page_size=${PAGE_SIZE}`, { headers: { origin: env.ORIGIN } });
      const { data } = await answer.json();
      assert.deepEqual(
        data.results.map(({ id }) => id),
        truth.slice(0, PAGE_SIZE).map(({ id }) => id),
      );
    });
    await t.test("a client component, through the proxy", CHROMIUM ? {} : { skip: "there is no Chromium" }, async () => {
      const browser = await launch();
      try {
        await assertWalks(async () => JSON.stringify(await visit(browser, `${env.ORIGIN}/client`)));
      } finally {
        await browser.close();
      }
    });
  });
}

// Next.js 16 replaced middleware by this file. A project may have only one of them.
test("Next.js, `proxy.js`", needs("next"), async (t) => {
  const directory = await place("next");
  const middleware = await readFile(join(directory, "middleware.js"), "utf8");
  await writeFile(join(directory, "proxy.js"), middleware.replace("function middleware", "function proxy"));
  await rm(join(directory, "middleware.js"));
  const env = { SANDBOX: origin(), PORT: String(await freePort()), ORIGIN: "http://localhost" };
  await build(directory, "next/dist/bin/next", ["build"], env);
  const site = await serveProgram(t, directory, ["node_modules/next/dist/bin/next", "start", "--hostname", "127.0.0.1"], env);
  await assertWalks(() => text(`${site}/middleware`));
});
