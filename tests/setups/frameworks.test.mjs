// Frameworks that Vite builds for Node, each by its own template: a page that is rendered on the server, and a route. When
// the framework makes a standalone program, it is moved away from `node_modules` before it runs. Before the server bundles
// contained the module, SvelteKit failed.

import { join } from "node:path";
import { test } from "node:test";
import { walked } from "../package/setups.mjs";
import { build, freePort, moved, needs, place, serveProgram, shown, text } from "./place.mjs";

const { origin, assertWalks } = walked();

/** @typedef {{ build: [string, string[]], moves?: string, runs: string[] }} Setup `moves`: the directory that is moved away */
/** @type {Record<string, Setup>} */
const SETUPS = {
  sveltekit: { build: ["vite/bin/vite.js", ["build"]], moves: "build", runs: ["index.js"] },
  astro: { build: ["astro/bin/astro.mjs", ["build"]], runs: ["dist/server/entry.mjs"] },
  "react-router": { build: ["@react-router/dev/bin.cjs", ["build"]], runs: ["node_modules/@react-router/serve/bin.cjs", "build/server/index.js"] },
};

for (const [
  name,
  {
    build: [script, parameters],
    moves,
    runs,
  },
] of Object.entries(SETUPS)) {
  test(name, needs(name), async (t) => {
    const directory = await place(name);
    const env = { SANDBOX: origin(), PORT: String(await freePort()) };
    await build(directory, script, parameters, env);
    const site = await serveProgram(t, moves ? await moved(t, join(directory, moves)) : directory, runs, env);
    await t.test("a page", () => assertWalks(async () => shown(await text(site))));
    await t.test("a route", () => assertWalks(() => text(`${site}/walk`)));
  });
}
