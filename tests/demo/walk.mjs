// The demo: walks all pages of the local Kombo, or of the real one, with the built package, and prints a summary.
//
//   --candidates N   the number of candidates of the local Kombo (default: 5000)
//   --exit           ends after the summary; without it, the local Kombo and a page for it stay available
//
// With KOMBO_API_KEY and KOMBO_INTEGRATION_ID set, it walks the real Kombo.

import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { baseUrl, createSandbox } from "../sandbox/sandbox.mjs";
import { serve } from "../sandbox/server.mjs";
import { progressBar } from "./progress.mjs";
import { startSite } from "./site.mjs";

const { values } = parseArgs({
  options: { candidates: { type: "string", default: "5000" }, exit: { type: "boolean", default: false } },
});
// The demo runs in a project that contains only the installed tarball.
const { Kombo, isKomboError } = await import(pathToFileURL(join(process.cwd(), "node_modules/kombo-edge/inline.js")).href);

const say = (line = "") => process.stdout.write(`${line}\n`);
const { KOMBO_API_KEY, KOMBO_INTEGRATION_ID } = process.env;
const real = Boolean(KOMBO_API_KEY && KOMBO_INTEGRATION_ID);

async function local() {
  const candidates = Number(values.candidates);
  if (!Number.isSafeInteger(candidates) || candidates < 0) {
    throw new Error("--candidates takes a whole number, such as 5000");
  }
  const sandbox = createSandbox({ candidates, cors: true });
  const server = await serve(sandbox);
  const options = { api_key: "sandbox-key", integration_id: "workday:sandbox", server_url: baseUrl(server.url) };
  return { options, server, expected: sandbox.truth({}).length };
}

async function walk(kombo, expected) {
  const totals = { pages: 0, candidates: 0, applications: 0, issues: 0, bytes: 0, requests: 0, waiting_ms: 0 };
  const outcomes = new Map();
  const bar = progressBar(process.stderr, expected);
  const started = performance.now();
  for await (const page of kombo.ats.getCandidates({ page_size: 250 })) {
    totals.pages += 1;
    totals.candidates += page.results.length;
    totals.issues += page.issues.length;
    totals.bytes += page.meta.bytes;
    totals.requests += page.meta.attempts;
    totals.waiting_ms += page.meta.duration_ms;
    for (const candidate of page.results) {
      for (const { outcome } of candidate.applications ?? []) {
        totals.applications += 1;
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      }
    }
    bar.update(totals.candidates);
  }
  bar.end();
  return { ...totals, outcomes, seconds: (performance.now() - started) / 1000 };
}

function summary(totals) {
  const count = (number) => number.toLocaleString("en");
  say(`${count(totals.candidates)} candidates on ${count(totals.pages)} pages in ${totals.seconds.toFixed(2)} s`);
  say(`  requests      ${count(totals.requests)}`);
  say(`  received      ${(totals.bytes / 1e6).toFixed(1)} MB, every record checked`);
  say(`  issues        ${count(totals.issues)} places in records that are not as the contract says`);
  say(`  applications  ${count(totals.applications)}`);
  for (const [outcome, number] of [...totals.outcomes].sort((a, b) => b[1] - a[1])) {
    say(`    ${String(outcome ?? "(none)").padEnd(12)}${count(number)}`);
  }
}

let server;
try {
  const target = real ? { options: { api_key: KOMBO_API_KEY, integration_id: KOMBO_INTEGRATION_ID } } : await local();
  server = target.server;
  say(real ? "Walking the real Kombo." : `Walking the local Kombo at ${target.options.server_url}.`);
  const totals = await walk(new Kombo(target.options), target.expected);
  summary(totals);
  if (target.expected !== undefined && totals.candidates !== target.expected) {
    throw new Error(`the local Kombo holds ${target.expected} candidates`);
  }
} catch (error) {
  say(isKomboError(error) ? `It failed (${error.kind}): ${error.message}` : `It failed: ${error.message}`);
  process.exitCode = 1;
}

if (server && (values.exit || process.exitCode)) {
  await server.close();
} else if (server) {
  const site = await startSite({ candidates: Number(values.candidates) });
  say();
  say(`The page, its proxy in workerd and a local Kombo behind it: ${site.url}`);
  say();
  say(`The local Kombo goes on at ${baseUrl(server.url)} (key: sandbox-key). Try, in another terminal:`);
  say(`  KOMBO_API_KEY=sandbox-key npx --prefix target/demo kombo-edge candidates --integration lever:sandbox \\`);
  say(`    --server-url ${baseUrl(server.url)} | head -n 3`);
  say("Ctrl-C ends it.");
  const stop = () => Promise.all([server.close(), site.stop()]);
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
}
