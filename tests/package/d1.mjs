// Runs the README's D1 store in workerd, in its own process that a test can kill: node d1.mjs <the Worker's settings as JSON>
//
// Calls its cron trigger a few times, or TOGETHER times at once. Exits with 1 when a call failed.

import { readFile } from "node:fs/promises";
import { Miniflare } from "miniflare";
import { d1 } from "./stores-d1.mjs";

const settings = JSON.parse(await readFile(process.argv[2] ?? "", "utf8"));
const { KOMBO_INTEGRATION_ID = "", KOMBO_API_KEY = "", KOMBO_SERVER_URL = "", DAYS_AHEAD = "0", TOGETHER = "1" } = process.env;
const miniflare = new Miniflare({
  ...d1(settings, { KOMBO_INTEGRATION_ID, KOMBO_API_KEY, KOMBO_SERVER_URL, DAYS_AHEAD }),
  handleRuntimeStdio: (stdout, stderr) => {
    for (const stream of [stdout, stderr]) stream.pipe(process.stderr);
  },
});

async function call() {
  const failed = await (await miniflare.dispatchFetch("http://store/")).text();
  if (!failed) return;
  process.stderr.write(`${failed}\n`);
  process.exitCode = 1;
}

for (let time = 0; time < 3 && process.exitCode === undefined; time += 1) await Promise.all(Array.from({ length: Number(TOGETHER) }, call));
await miniflare.dispose();
