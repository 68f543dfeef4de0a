// What the worst pages cost in memory, each in a process of its own: the most that was ever resident beyond that before.

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runChild } from "../tests/package/child.mjs";
import { MULTIPLIED_ROWS } from "../tests/package/worst.mjs";

const MB = 2 ** 20;

/** Resident anyway: what the process and the module need for any page. */
export const ANYWAY_MB = 64;

const script = (file) => `
import { readFileSync } from "node:fs";
import { Kombo } from "kombo-edge";
const body = readFileSync(${JSON.stringify(file)});
const before = process.memoryUsage().rss;
const fetch = async () => new Response(body, { headers: { "content-type": "application/json" } });
/** Node's own figure begins with what its parent had. */
const most = () => {
  try {
    return Number(/VmHWM:\\s*(\\d+)/.exec(readFileSync("/proc/self/status", "utf8"))[1]);
  } catch {
    return process.resourceUsage().maxRSS;
  }
};
const client = new Kombo({ api_key: "key", integration_id: "workday:1", retry: false, fetch });
await client.ats.getCandidates().then(() => 0, () => 0);
console.log(JSON.stringify({ bytes: body.length, grown: most() * 1024 - before }));`;

/** The worst of them: its name, MB, and how many times the page that is beyond what is resident anyway. */
export async function worst() {
  const directory = await mkdtemp(join(tmpdir(), "kombo-edge-bench-"));
  const file = join(directory, "page.json");
  const found = [];
  try {
    for (const { name, mode, body } of MULTIPLIED_ROWS) {
      if (mode !== "full") continue;
      await writeFile(file, body());
      const { bytes, grown } = await runChild(script(file));
      found.push({ name, page_mb: bytes / MB, grown_mb: grown / MB, times: (grown / MB - ANYWAY_MB) / (bytes / MB) });
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
  return found.sort((a, b) => b.times - a.times)[0];
}
