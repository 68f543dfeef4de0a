// What the tests of examples/edge-sync share: the Worker in workerd with D1 and a queue, before a sandbox in this process,
// so that tests can change its data at any request, and kill the Worker at any write.

import assert from "node:assert/strict";
import { cp, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Response as WorkerResponse } from "miniflare";
import { createSandbox } from "../sandbox/sandbox.mjs";
import { installed } from "./install.mjs";
import { bundleWorker, startWorker } from "./workers.mjs";

export const EXAMPLE = fileURLToPath(new URL("../../examples/edge-sync/", import.meta.url));
export const ID = "workday:sandbox";
export const SECRETS = { KOMBO_API_KEY: "sandbox-key", WEBHOOK_SECRET: "hook", STATUS_SECRET: "status" };
const VARIABLES = { MAX_PAGES: 3, MAX_REQUESTS: 40, MAX_MS: 60_000, LEASE_MS: 60_000 };

// A Worker that is killed does nothing any more, not even put away what it holds: from then on its database throws.
const SOURCE = `import worker from "./edge-sync/src/index.ts";
let kill = {};
function mortal(DB) {
  let [batches, dead] = [0, false];
  const alive = () => { if (dead) throw new Error("killed"); };
  return {
    prepare: (sql) => (alive(), DB.prepare(sql)),
    async batch(statements) {
      alive();
      batches += 1;
      if (batches === kill.fail) throw new Error("D1_ERROR: out of order");
      dead = batches === kill.before;
      alive();
      const results = await DB.batch(statements);
      dead = batches === kill.after;
      alive();
      return results;
    },
  };
}
export default {
  scheduled: (event, env) => worker.scheduled(event, env),
  queue: (batch, env) => worker.queue(batch, { ...env, DB: mortal(env.DB) }),
  async fetch(request, env) {
    if (new URL(request.url).pathname !== "/kill") return worker.fetch(request, env);
    kill = await request.json();
    return new Response();
  },
};`;

/**
 * @param {object} [options]
 * @param {number} [options.candidates]
 * @param {string[]} [options.integrations] all of them are in the database
 * @param {object} [options.variables]
 * @param {boolean} [options.queue] whether messages are taken from the queue; else tests hand them over by hand
 */
export async function start({ candidates = 2000, integrations = [ID], variables = {}, queue = false } = {}) {
  const project = await installed();
  await cp(join(EXAMPLE, "src"), join(project, "edge-sync/src"), { recursive: true });
  const sandbox = createSandbox({ candidates, integrations, plain: true, now: new Date(), rate_limit: null });
  /** Called at each request to Kombo, before it is answered. @type {((n: number, request: Request) => unknown) | undefined} */
  let atRequest;
  let n = 0;
  const kombo = async (/** @type {any} */ { url, headers }) => {
    const request = new Request(url, { headers: Object.fromEntries(headers) });
    await atRequest?.((n += 1), request);
    sandbox.now = Date.now();
    const answer = await sandbox.fetch(request);
    return new WorkerResponse(await answer.arrayBuffer(), { status: answer.status, headers: Object.fromEntries(answer.headers) });
  };
  const worker = await startWorker(await bundleWorker(SOURCE), {
    compatibilityDate: "2025-06-01",
    bindings: { ...VARIABLES, ...variables, ...SECRETS },
    d1Databases: ["DB"],
    queueProducers: { QUEUE: { queueName: "kombo-sync" } },
    ...(queue && { queueConsumers: { "kombo-sync": { maxBatchSize: 1, maxBatchTimeout: 0, maxRetries: 5 } } }),
    outboundService: kombo,
  });
  const DB = await worker.miniflare.getD1Database("DB");
  const tables = await readFile(join(EXAMPLE, "migrations/0001_tables.sql"), "utf8");
  for (const statement of tables.replaceAll(/--.*$/gm, "").split(";").filter((text) => text.trim())) await DB.prepare(statement).run();
  await DB.batch(integrations.map((id) => DB.prepare("INSERT INTO integrations (id) VALUES (?)").bind(id)));
  const main = await worker.miniflare.getWorker();

  const row = (id = ID) => DB.prepare("SELECT * FROM integrations WHERE id = ?").bind(id).first();
  return {
    ...worker,
    sandbox,
    DB,
    main,
    row,
    /** @param {typeof atRequest} callback */
    onRequest: (callback) => void ([atRequest, n] = [callback, 0]),
    /** At which write of a call the Worker dies, before or after it; or which one fails. @param {{ before?: number, after?: number, fail?: number }} at */
    kill: async (at) => void (await fetch(`${worker.url}/kill`, { method: "POST", body: JSON.stringify(at) })),
    /** Hands over a message; what became of it. */
    deliver: (id = ID, { attempts = 1, queue = "kombo-sync" } = {}) =>
      main.queue(queue, [{ id: crypto.randomUUID(), timestamp: new Date(), attempts, body: { integration_id: id } }]),
    /** Time passes, and whoever holds a lease is known to be dead. */
    expire: () => DB.prepare("UPDATE integrations SET lease_until = 0").run(),
    async table(id = ID) {
      const { results } = await DB.prepare("SELECT id, data, deleted_at FROM candidates WHERE integration_id = ? ORDER BY id").bind(id).all();
      return results.map(({ id, data, deleted_at }) => ({ id, data: data && JSON.parse(data), deleted_at }));
    },
    truth: (id = ID) => sandbox.truth({ include_deleted: "true" }, id).map(kept).sort((a, b) => (a.id < b.id ? -1 : 1)),
    /** The table holds what the server has, field by field. */
    async assertTrue(id = ID, message = undefined) {
      const [table, truth] = [await this.table(id), this.truth(id)];
      assert.equal(table.length, truth.length, message);
      // When an anonymised candidate was deleted nobody knows any more; that it was, the table has to say.
      const known = new Map(truth.map((row) => [row.id, row]));
      const told = table.map((row) => (known.get(row.id)?.deleted_at === GONE && row.deleted_at ? { ...row, deleted_at: GONE } : row));
      assert.deepEqual(told, truth, message);
    },
  };
}

const GONE = "some time ago";

/** What is to be kept of a record. */
function kept(record) {
  const { id, remote_deleted_at, ...content } = record;
  if (remote_deleted_at) return { id, data: null, deleted_at: remote_deleted_at };
  const anonymised = Object.values(content).every((value) => value === null);
  return anonymised ? { id, data: null, deleted_at: GONE } : { id, data: record, deleted_at: null };
}
