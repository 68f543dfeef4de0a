// `npm run dev`: the Worker in workerd on this machine, with its storage on disk, before a local Kombo whose data changes by
// itself. No account is needed. PORT chooses another port than 8787.

import { spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { createSandbox } from "../../tests/sandbox/sandbox.mjs";
import { serve } from "../../tests/sandbox/server.mjs";

const PORT = Number(process.env.PORT ?? 8787);
const URL_HERE = `http://127.0.0.1:${PORT}`;
const TOKEN = "dev";
const SECRET = "a secret of this machine";
const HEALTHY = ["workday:berlin", "greenhouse:oslo", "lever:lisbon", "personio:vienna", "ashby:quito", "icims:osaka"];
/** The local Kombo answers for these with errors of the contract. */
const TROUBLED = ["lever:inactive", "workday:setup-pending", "join:remote-down"];

const sandbox = createSandbox({ candidates: 800, integrations: HEALTHY, now: new Date(), plain: true, latency_ms: 50 });
const kombo = await serve({
  fetch(request) {
    sandbox.now = Date.now();
    return sandbox.fetch(request);
  },
});

const variables = { KOMBO_SERVER_URL: `${kombo.url}/v1`, KOMBO_API_KEY: "sandbox-key", WEBHOOK_SECRET: SECRET, STATUS_SECRET: TOKEN, EVERY_MS: 10_000, FULL_EVERY_MS: 120_000, OVERLAP_MS: 1000 };
const wrangler = fileURLToPath(import.meta.resolve("wrangler"));
const worker = spawn(
  process.execPath,
  [fileURLToPath(new URL("../bin/wrangler.js", `file://${wrangler}`)), "dev", "--port", `${PORT}`, "--ip", "127.0.0.1", "--persist-to", ".wrangler/dev", "--show-interactive-dev-session=false", ...Object.entries(variables).flatMap(([name, value]) => ["--var", `${name}:${value}`])],
  { cwd: fileURLToPath(new URL(".", import.meta.url)), stdio: ["ignore", "inherit", "inherit"], env: { ...process.env, WRANGLER_SEND_METRICS: "false" } },
);
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => worker.kill("SIGTERM"));
worker.once("exit", (code) => process.exit(code ?? 0));

for (const id of [...HEALTHY, ...TROUBLED]) {
  // While it starts, it does not answer.
  for (;;) {
    const answer = await fetch(`${URL_HERE}/integrations/${encodeURIComponent(id)}`, { method: "PUT", headers: { authorization: `Bearer ${TOKEN}` } }).catch(() => undefined);
    if (answer?.ok) break;
    await sleep(200);
  }
}
console.log(`\nThe status page: ${URL_HERE}/   its token: ${TOKEN}\nStorage is in .wrangler/dev; Ctrl+C ends it.\n`);

// Somebody works in each of the systems, and Kombo tells of every third change.
for (let n = 0; ; n += 1) {
  await sleep(1000);
  const id = HEALTHY[n % HEALTHY.length];
  const people = sandbox.truth({}, id);
  const person = people[(n * 7919) % people.length];
  const data = sandbox.of(id);
  if (n % 20 === 7) data.delete(person.id, Date.now());
  else if (n % 5 === 3) data.create({ first_name: `New ${n}` }, Date.now());
  else data.update(person.id, { title: `Changed ${n}` }, Date.now());
  if (n % 3 === 0) await tell(id);
}

/** An event as Kombo sends it. */
async function tell(id) {
  const body = JSON.stringify({ id: crypto.randomUUID(), type: "data-changed", data: { integration_id: id, integration_tool: id.split(":")[0], integration_category: "ATS", changed_models: [{ name: "ats_candidates" }] } });
  const signature = createHmac("sha256", SECRET).update(body).digest("base64url");
  await fetch(`${URL_HERE}/webhook`, { method: "POST", body, headers: { "x-kombo-signature": signature } }).catch(() => undefined);
}
