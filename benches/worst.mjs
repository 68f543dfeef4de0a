// The memory of the worst pages, each in its own process: the peak of resident memory minus that before the page.

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runChild } from "../tests/package/child.mjs";
import { MULTIPLIED_ROWS } from "../tests/package/worst.mjs";

const MB = 2 ** 20;

/** The memory that the process and the module need for any page, in MB. */
export const BASE_MB = 64;

const script = (file) => `
import { readFileSync } from "node:fs";
import { Kombo } from "kombo-edge";
const body = readFileSync(${JSON.stringify(file)});
const before = process.memoryUsage().rss;
const fetch = async () => new Response(body, { headers: { "content-type": "application/json" } });
/** From /proc if possible: maxRSS of Node starts with the value of the parent process. */
const peak = () => {
  try {
    return Number(/VmHWM:\\s*(\\d+)/.exec(readFileSync("/proc/self/status", "utf8"))[1]);
  } catch {
    return process.resourceUsage().maxRSS;
  }
};
const client = new Kombo({ api_key: "key", integration_id: "workday:1", retry: false, fetch });
await client.ats.getCandidates().then(() => 0, () => 0);
console.log(JSON.stringify({ bytes: body.length, grown: peak() * 1024 - before }));`;

/** The worst page: its name, its size and the growth of memory in MB, and the growth beyond `BASE_MB` as a multiple of its size. */
export async function worst() {
  const directory = await mkdtemp(join(tmpdir(), "kombo-edge-bench-"));
  const file = join(directory, "page.json");
  const found = [];
  try {
    for (const { name, mode, body } of MULTIPLIED_ROWS) {
      if (mode !== "full") continue;
      await writeFile(file, body());
      const { bytes, grown } = await runChild(script(file));
      found.push({ name, page_mb: bytes / MB, grown_mb: grown / MB, times: (grown / MB - BASE_MB) / (bytes / MB) });
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
  return found.sort((a, b) => b.times - a.times)[0];
}
