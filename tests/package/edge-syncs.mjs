// Shared by the tests of examples/edge-sync: runs the Worker as wrangler builds it, in workerd, with its storage on disk,
// against a sandbox in this process, so that a test can change data at any request and kill the Worker at any moment.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { cp, mkdtemp, readdir, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { createSandbox } from "../sandbox/sandbox.mjs";
import { serve } from "../sandbox/server.mjs";
import { ROOT } from "./install.mjs";
import { dryRun, filesIn, project } from "./projects.mjs";
import { startWorker } from "./workers.mjs";

export const EXAMPLE = fileURLToPath(new URL("../../examples/edge-sync/", import.meta.url));
export const ID = "workday:sandbox";
export const SECRETS = { KOMBO_API_KEY: "sandbox-key", WEBHOOK_SECRET: "hook", STATUS_SECRET: "status" };
/** Short times, so that no test waits. A run starts only when it is ordered. */
const VARIABLES = {
  EVERY_MS: 3_600_000,
  RETRY_MS: 100,
  RETRY_MAX_MS: 400,
  EVENT_GAP_MS: 20,
  PROBE_MS: 300,
  BUSY_MS: 300,
  CALL_MS: 2000,
  WATCH_MS: 2000,
  SLICE_PAGES: 3,
  OVERLAP_MS: 1000,
};

/** @type {Promise<any[]> | undefined} */
let built;
/** The modules that wrangler would deploy. */
export function modules() {
  return (built ??= build());
}
async function build() {
  const cwd = await project({});
  for (const name of ["src", "wrangler.jsonc"]) await cp(join(EXAMPLE, name), join(cwd, name), { recursive: true });
  for (const name of ["pg", "pg-cloudflare"]) await symlink(join(ROOT, "node_modules", name), join(cwd, "node_modules", name));
  const code = await dryRun(cwd);
  const pages = (await filesIn(join(cwd, "dist"))).filter((name) => name.endsWith(".html"));
  return [...code, ...(await Promise.all(pages.map(async (path) => ({ type: "Text", path, contents: await readFile(join(cwd, "dist", path), "utf8") }))))];
}

/**
 * @param {object} [options]
 * @param {number} [options.candidates]
 * @param {string[]} [options.integrations] the integrations of the sandbox
 * @param {Record<string, unknown>} [options.variables]
 * @param {Record<string, unknown>} [options.bindings] more settings of miniflare
 */
export async function start({ candidates = 700, integrations = [ID], variables = {}, bindings = {} } = {}) {
  const directory = await mkdtemp(join(tmpdir(), "kombo-edge-sync-"));
  const sandbox = createSandbox({ candidates, integrations, plain: true, now: new Date(), rate_limit: null });
  /** Called before the sandbox; may answer instead of it. @type {((request: Request, n: number) => unknown) | undefined} */
  let before;
  let n = 0;
  const server = await serve({
    async fetch(request) {
      sandbox.now = Date.now();
      const instead = await before?.(request, (n += 1));
      const answer = instead instanceof Response ? instead : await sandbox.fetch(request);
      // Idle connections are closed after a while. While this process is busy, the Worker would still send on a closed one.
      answer.headers.set("connection", "close");
      return answer;
    },
  });
  const settings = {
    compatibilityDate: "2026-04-01",
    compatibilityFlags: ["nodejs_compat"],
    bindings: { ...VARIABLES, ...SECRETS, KOMBO_SERVER_URL: `${server.url}/v1`, ...variables },
    durableObjects: { INTEGRATION: { className: "Integration", useSQLite: true }, FLEET: { className: "Fleet", useSQLite: true } },
    ...bindings,
  };
  const storage = { durableObjectsPersist: join(directory, "objects"), r2Persist: join(directory, "r2") };
  const code = await modules();
  let worker = await startWorker(code, settings, [], storage);

  const at = {
    sandbox,
    get url() {
      return worker.url;
    },
    get miniflare() {
      return worker.miniflare;
    },
    output: () => worker.output(),
    /** Sets what is called before each request to Kombo, with a count from 1. A returned `Response` is the answer. @param {typeof before} callback */
    onRequest: (callback) => void ([before, n] = [callback, 0]),
    /** Kills the process, and starts another one on the same storage. */
    async kill() {
      const { miniflare } = worker;
      for (const pid of await workerds()) if (!others.has(pid)) process.kill(pid, "SIGKILL");
      await miniflare.dispose().catch(() => undefined);
      worker = await startWorker(code, settings, [], storage);
    },
    /** Stops in order and starts again, with other variables. */
    async restart(/** @type {Record<string, unknown>} */ changes = {}) {
      await worker.stop();
      Object.assign(settings.bindings, changes);
      worker = await startWorker(code, settings, [], storage);
    },
    async stop() {
      await worker.stop();
      await server.close();
      await rm(directory, { recursive: true, force: true });
    },
    memory: () => memoryOf(),

    /** Sends a request with the token to the Worker, and returns the response's JSON. */
    async api(/** @type {string} */ method, /** @type {string} */ path, /** @type {unknown} */ body = undefined) {
      const answer = await retried(() =>
        fetch(worker.url + path, {
          method,
          headers: { authorization: `Bearer ${SECRETS.STATUS_SECRET}` },
          ...(body !== undefined && { body: JSON.stringify(body) }),
        }),
      );
      const text = await answer.text();
      return { status: answer.status, ...(text.startsWith("{") ? JSON.parse(text) : { text }) };
    },
    path: (id = ID, rest = "") => `/integrations/${encodeURIComponent(id)}${rest}`,
    add: (id = ID) => at.api("PUT", at.path(id)),
    info: (id = ID) => at.api("GET", at.path(id)),
    order: (/** @type {string} */ what, id = ID, body = undefined) => at.api("POST", at.path(id, `/${what}`), body),
    /** Sends an event of Kombo. */
    async event(id = ID, { model = "ats_candidates" } = {}) {
      const body = JSON.stringify({
        id: "e1",
        type: "data-changed",
        data: { integration_id: id, integration_tool: "workday", integration_category: "ATS", changed_models: [{ name: model }] },
      });
      return (await fetch(`${worker.url}/webhook`, { method: "POST", body, headers: { "x-kombo-signature": sign(body) } })).status;
    },
    /** Waits until `is` holds for an integration, and returns its info. @param {(info: any) => boolean} is */
    async until(is, id = ID, within_ms = 60_000) {
      const give_up = Date.now() + within_ms;
      for (;;) {
        const info = await at.info(id);
        if (is(info)) return info;
        assert.ok(Date.now() < give_up, `not within ${within_ms} ms: ${JSON.stringify(info)} ${worker.output()}`);
        await sleep(20);
      }
    },
    /** Starts a run, and waits for its end. */
    async run(id = ID) {
      // Wait first: a run that is under way is not the ordered one.
      const { totals } = await at.until(({ phase }) => phase === "waiting" || phase === "paused", id);
      await at.order("resume", id);
      return at.until(({ phase, reason, totals: { runs } }) => runs > totals.runs && phase === "waiting" && reason === "schedule", id);
    },
    rest: (id = ID) => at.until(({ phase, reason }) => phase === "waiting" && reason === "schedule", id),
    /** All stored candidates. */
    async stored(id = ID) {
      const all = [];
      for (let after = ""; ; ) {
        const { candidates, next } = await at.api("GET", at.path(id, `/candidates?limit=500&after=${encodeURIComponent(after)}`));
        all.push(...candidates);
        if (next === null) return all;
        after = next;
      }
    },
    truth: (id = ID) =>
      sandbox
        .truth({ include_deleted: "true" }, id)
        .map(kept)
        .sort((a, b) => (a.id < b.id ? -1 : 1)),
    /** Asserts that the stored candidates equal the server's, field by field. */
    async assertSynced(id = ID, message = undefined, stored = undefined) {
      const [table, truth] = [stored ?? (await at.stored(id)), at.truth(id)];
      assert.deepEqual(
        table.map((row) => row.id),
        truth.map((row) => row.id),
        message,
      );
      for (const [n, row] of table.entries()) {
        // The date at which an anonymised candidate was deleted is lost. The table must still say that it was deleted.
        const comparable = truth[n].deleted_at === GONE && row.deleted_at ? { ...row, deleted_at: GONE } : row;
        assert.deepEqual(comparable, truth[n], message);
      }
    },
  };
  return at;
}

const others = new Set(await workerds());
/** Retries `ask`. This process is also Kombo: while it is busy, the Worker closes idle connections, and it notices too late. */
async function retried(ask) {
  for (let left = 20; ; left -= 1) {
    try {
      return await ask();
    } catch (error) {
      if (!["UND_ERR_SOCKET", "ECONNRESET"].includes(error.cause?.code) || left === 0) throw error;
    }
  }
}

const GONE = "some time ago";

/** The part of a record that must be stored. */
function kept(record) {
  const { id, remote_deleted_at, ...content } = record;
  if (remote_deleted_at) return { id, data: null, deleted_at: remote_deleted_at };
  const anonymised = Object.values(content).every((value) => value === null);
  return anonymised ? { id, data: null, deleted_at: GONE } : { id, data: record, deleted_at: null };
}

export const sign = (body, secret = SECRETS.WEBHOOK_SECRET) => createHmac("sha256", secret).update(body).digest("base64url");

/** The workerd processes that this process has started. @returns {Promise<number[]>} */
export async function workerds() {
  const processes = await readdir("/proc").catch(() => /** @type {string[]} */ ([]));
  const found = processes
    .filter((name) => /^\d+$/.test(name))
    .map(async (pid) => {
      const output = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
      return output.includes(`PPid:\t${process.pid}\n`) && output.startsWith("Name:\tworkerd") ? Number(pid) : 0;
    });
  return (await Promise.all(found)).filter((pid) => pid > 0);
}

/** Their memory in KB, and their CPU time in ms; 0 where that cannot be read. */
async function memoryOf() {
  let [memory, cpu_ms] = [0, 0];
  for (const pid of await workerds()) {
    memory += Number(/VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${pid}/status`, "utf8").catch(() => ""))?.[1] ?? 0);
    const fields = (await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "")).split(") ").pop()?.split(" ") ?? [];
    cpu_ms += 10 * (Number(fields[11] ?? 0) + Number(fields[12] ?? 0));
  }
  return { memory, cpu_ms };
}
