// `npm run dev`: runs the Worker in workerd on this machine, with its storage on disk and a local Kombo whose data changes by
// itself. It needs no account. PORT sets a port other than 8787.

import { spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { createSandbox } from "../../tests/sandbox/sandbox.mjs";
import { serve } from "../../tests/sandbox/server.mjs";

const PORT = Number(process.env.PORT ?? 8787);
const ORIGIN = `http://127.0.0.1:${PORT}`;
const TOKEN = "dev";
const SECRET = "a secret of this machine";
const HEALTHY = ["workday:berlin", "greenhouse:oslo", "lever:lisbon", "personio:vienna", "ashby:quito", "icims:osaka"];
/** The local Kombo answers requests for these with errors of the contract. */
const FAILING = ["lever:inactive", "workday:setup-pending", "join:remote-down"];

const sandbox = createSandbox({ candidates: 800, integrations: HEALTHY, now: new Date(), plain: true, latency_ms: 50 });
const kombo = await serve({
  fetch(request) {
    sandbox.now = Date.now();
    return sandbox.fetch(request);
  },
});

const variables = {
  KOMBO_SERVER_URL: `${kombo.url}/v1`,
  KOMBO_API_KEY: "sandbox-key",
  WEBHOOK_SECRET: SECRET,
  STATUS_SECRET: TOKEN,
  EVERY_MS: 10_000,
  FULL_EVERY_MS: 120_000,
  OVERLAP_MS: 1000,
};
const wrangler = fileURLToPath(import.meta.resolve("wrangler"));
const worker = spawn(
  process.execPath,
  [
    fileURLToPath(new URL("../bin/wrangler.js", `file://${wrangler}`)),
    "dev",
    "--port",
    `${PORT}`,
    "--ip",
    "127.0.0.1",
    "--persist-to",
    ".wrangler/dev",
    "--show-interactive-dev-session=false",
    ...Object.entries(variables).flatMap(([name, value]) => ["--var", `${name}:${value}`]),
  ],
  { cwd: fileURLToPath(new URL(".", import.meta.url)), stdio: ["ignore", "inherit", "inherit"], env: { ...process.env, WRANGLER_SEND_METRICS: "false" } },
);
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => worker.kill("SIGTERM"));
worker.once("exit", (code) => process.exit(code ?? 0));

for (const id of [...HEALTHY, ...FAILING]) {
  // The Worker does not answer while it starts.
  for (;;) {
    const answer = await fetch(`${ORIGIN}/integrations/${encodeURIComponent(id)}`, { method: "PUT", headers: { authorization: `Bearer ${TOKEN}` } }).catch(
      () => undefined,
    );
    if (answer?.ok) break;
    await sleep(200);
  }
}
console.log(`\nThe status page: ${ORIGIN}/   its token: ${TOKEN}\nStorage is in .wrangler/dev; Ctrl+C ends it.\n`);

// Changes a record of each integration every second, and sends an event for every third change.
for (let n = 0; ; n += 1) {
  await sleep(1000);
  const id = HEALTHY[n % HEALTHY.length];
  const people = sandbox.truth({}, id);
  const person = people[(n * 7919) % people.length];
  const data = sandbox.of(id);
  if (n % 20 === 7) data.delete(person.id, Date.now());
  else if (n % 5 === 3) data.create({ first_name: `New ${n}` }, Date.now());
  else data.update(person.id, { title: `Changed ${n}` }, Date.now());
  if (n % 3 === 0) await sendEvent(id);
}

/** Sends an event as Kombo does. */
async function sendEvent(id) {
  const body = JSON.stringify({
    id: crypto.randomUUID(),
    type: "data-changed",
    data: { integration_id: id, integration_tool: id.split(":")[0], integration_category: "ATS", changed_models: [{ name: "ats_candidates" }] },
  });
  const signature = createHmac("sha256", SECRET).update(body).digest("base64url");
  await fetch(`${ORIGIN}/webhook`, { method: "POST", body, headers: { "x-kombo-signature": signature } }).catch(() => undefined);
}
