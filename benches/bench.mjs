// `cargo xtask bench`: what a page costs, as ratios against `Response.json()` and the official SDK in the same run.

import { writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import { gzipSync } from "node:zlib";
import { readFile } from "node:fs/promises";
import { Kombo as Official } from "@kombo-api/sdk";
import { HTTPClient } from "@kombo-api/sdk/lib/http.js";
import { load, packageDirectory } from "../tests/package/install.mjs";
import { medians } from "./measure.mjs";
import { INTEGRATION, KEY, answering, pageBytes } from "./page.mjs";

const { Kombo, VERSION } = await load();
const quick = process.argv.includes("--quick");

function peers(bytes) {
  const fetch = answering(bytes);
  const options = { api_key: KEY, integration_id: INTEGRATION };
  const ours = new Kombo({ ...options, fetch });
  const official = new Official({ ...options, http_client: new HTTPClient({ fetcher: fetch }) });
  return {
    native: async () => (await fetch()).json(),
    "kombo-edge": () => ours.ats.getCandidates({}),
    official: () => official.ats.getCandidates({}),
  };
}

async function whole(candidates, rounds) {
  const bytes = await pageBytes(candidates);
  const { native, ...others } = await medians(peers(bytes), { rounds, warmup: Math.ceil(rounds / 4) });
  const ratios = Object.fromEntries(Object.entries(others).map(([name, ms]) => [name, ms / native]));
  return { candidates, bytes: bytes.length, native_ms: native, ratios };
}

async function sizes() {
  const directory = await packageDirectory();
  const files = ["kombo_edge_bg.wasm", "kombo.js", "browser.js"];
  const gzipped = await Promise.all(
    files.map(async (file) => [file, gzipSync(await readFile(`${directory}/${file}`), { level: 9 }).length]),
  );
  return { ...Object.fromEntries(gzipped), total: gzipped.reduce((sum, [, size]) => sum + size, 0) };
}

const report = {
  machine: `${cpus()[0]?.model}, ${cpus().length} cores`,
  versions: { node: process.version, "kombo-edge": VERSION },
  whole_call: await whole(250, quick ? 20 : 100),
  size_gzip: await sizes(),
};
const { whole_call: page } = report;
process.stdout.write(`${report.machine}, Node ${report.versions.node}, kombo-edge ${VERSION}

whole call, one page of ${page.candidates} candidates (${(page.bytes / 1024).toFixed(0)} KiB), Node
  Response.json()  1      (${page.native_ms.toFixed(2)} ms)
  kombo-edge       ${page.ratios["kombo-edge"].toFixed(2)}   (first release ≤ 1.30, goal ≤ 1.10)
  @kombo-api/sdk   ${page.ratios.official.toFixed(2)}
shipped to a browser, gzip -9: ${(report.size_gzip.total / 1024).toFixed(1)} KB (first release ≤ 40, goal ≤ 23)
`);
const out = process.argv.indexOf("--json");
if (out > 0) await writeFile(process.argv[out + 1], `${JSON.stringify(report, null, 2)}\n`);
