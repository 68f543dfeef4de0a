// Runs the stores of the documents, unchanged, against a sandbox whose data changes at every request.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { transform } from "esbuild";
import { createSandbox } from "../sandbox/sandbox.mjs";
import { serve } from "../sandbox/server.mjs";
import { source as sandboxSource } from "../sandbox/source.mjs";
import { ROOT } from "./install.mjs";

const { Dice } = await sandboxSource("testing/random");

/** The stores' integration. */
export const INTEGRATION = "workday:HWUTwvyx2wLoSUHphiWVrp28";
export const DAY = 86_400_000;

/** The code of a document. @param {string} document */
async function blocks(document) {
  const text = await readFile(join(ROOT, document), "utf8");
  return [...text.matchAll(/^```(ts|sql)\n([\s\S]*?)^```$/gm)].map(([, kind = "", code = ""]) => ({ kind, code }));
}

/** The store of a document that contains `mark`: its program, and the tables before it. @param {string} mark */
export async function store(mark, document = "pkg-template/README.md") {
  const all = await blocks(document);
  const at = all.findIndex(({ kind, code }) => kind === "ts" && code.includes(mark));
  assert.ok(at >= 0, `${document} has no store with ${mark}`);
  return { program: all[at].code, tables: all[at - 1].kind === "sql" ? all[at - 1].code : "" };
}

/** The statements of docs/sync.md with which a person settles missing candidates: one that keeps them, one that deletes them. */
export async function settlements() {
  const found = (await blocks("docs/sync.md")).filter(({ kind, code }) => kind === "sql" && code.includes("\nUPDATE candidates "));
  assert.equal(found.length, 1);
  const [keep = "", remove = ""] = found[0].code.split(";").filter((text) => text.trim());
  return { keep, remove };
}

/** Writes a program without its types into a project. @param {string} directory @param {string} program */
export async function written(directory, program) {
  const { code } = await transform(program, { loader: "ts", format: "esm", target: "es2022" });
  await writeFile(join(directory, "store.mjs"), code);
  await writeFile(join(directory, "clock.mjs"), CLOCK);
}

/** Sets a program's clock some days ahead. */
const CLOCK = `const { now } = Date;
Date.now = () => now() + ${DAY} * Number(process.env.DAYS_AHEAD);
`;

/** The variables of a program. @param {{ url: string }} source @param {number} days */
export const variables = ({ url }, days) => ({
  KOMBO_INTEGRATION_ID: INTEGRATION,
  KOMBO_API_KEY: "sandbox-key",
  KOMBO_SERVER_URL: `${url}/v1`,
  DAYS_AHEAD: `${days}`,
});

/** Starts a program that `written` wrote. @param {string} cwd @param {Record<string, string>} env */
export const program = (cwd, env, node = process.execPath) => child(node, ["--import", join(cwd, "clock.mjs"), "store.mjs"], { cwd, env });

/**
 * Starts a child process. `ended` resolves to its exit code, null when it was killed, and its output.
 * @param {string} program
 * @param {string[]} parameters
 * @param {{ cwd: string, env: Record<string, string> }} options
 */
export function child(program, parameters, { cwd, env }) {
  // In its own process group, so that a kill also reaches its children.
  const process_ = spawn(program, parameters, { cwd, env: { ...process.env, ...env }, stdio: ["ignore", "ignore", "pipe"], detached: true });
  let output = "";
  process_.stderr.setEncoding("utf8").on("data", (text) => (output += text));
  const ended = once(process_, "close").then(([code]) => ({ code, output }));
  return { ended, kill: () => process_.exitCode === null && process_.signalCode === null && process.kill(-Number(process_.pid), "SIGKILL") };
}

/** Starts the source: a sandbox over HTTP. @param {{ candidates: number }} options */
export async function startSource({ candidates }) {
  const sandbox = createSandbox({ candidates, plain: true, integrations: [INTEGRATION], now: Date.now(), rate_limit: null });
  const kombo = sandbox.of(INTEGRATION);
  const dice = new Dice(7, 16);
  const random = (/** @type {number} */ below) => dice.roll() % below;
  const live = () => sandbox.truth({}, INTEGRATION).filter(({ applications, tags }) => applications.length > 0 && tags.length > 0);
  let n = 0;

  /** Makes a change of every kind. */
  function change() {
    sandbox.now = Date.now();
    const people = live();
    const some = () => people[random(people.length)];
    n += 1;
    kombo.update(some().id, { title: `Changed ${n}` });
    const touched = some();
    kombo.touchApplication(touched.id, touched.applications[0].id, { outcome: "HIRED" });
    kombo.addTag(some().id, { id: `tag-${n}`, name: `Tag ${n}`, remote_id: null });
    if (n % 3 === 0) kombo.create({ first_name: `New ${n}` });
    if (n % 4 === 0) kombo.delete(some().id);
  }

  const source = {
    sandbox,
    random,
    change,
    /** Called at each request before the answer. @type {(() => unknown) | undefined} */
    onRequest: undefined,
    /** Answers instead of the sandbox. @type {((request: Request) => Promise<Response> | Response | undefined) | undefined} */
    answer: undefined,
    url: "",
    stop: async () => {},
    /** The records that the store must have. */
    truth: () => sandbox.truth({ include_deleted: "true" }, INTEGRATION),
  };
  const server = await serve({
    fetch: async (request) => {
      source.onRequest?.();
      sandbox.now = Date.now();
      return (await source.answer?.(request)) ?? sandbox.fetch(request);
    },
  });
  return Object.assign(source, { url: server.url, stop: server.close });
}

/** @typedef {{ id: string, data: any, deleted_at: string | null }} Row */

/**
 * Asserts that the store equals the source, field by field, and that rows that only the store had are deleted.
 * @param {Row[]} rows
 * @param {Record<string, any>[]} truth
 * @param {string[]} [strays] ids that the source never had
 */
export function assertSynced(rows, truth, strays = []) {
  const there = new Map(rows.map((row) => [row.id, row]));
  for (const record of truth) {
    const row = there.get(record.id);
    const isAnonymised = record.applications === null;
    if (isAnonymised || record.remote_deleted_at) {
      assert.equal(row?.data, null, record.id);
      if (isAnonymised) assert.ok(row?.deleted_at, record.id);
      else assert.equal(row?.deleted_at, record.remote_deleted_at, record.id);
    } else assert.deepEqual(row, { id: record.id, data: record, deleted_at: null });
  }
  for (const id of strays) {
    const row = there.get(id);
    assert.ok(row && row.data === null && row.deleted_at, id);
  }
  assert.equal(rows.length, truth.length + strays.length);
}

/**
 * @typedef {object} Store
 * @property {(days: number) => ReturnType<typeof child>} start starts a call with the clock some days ahead
 * @property {(days: number) => Promise<{ code: number | null, output: string }[]>} [two] makes two parallel calls, for a store that two processes cannot share
 * @property {() => Promise<Row[]>} rows
 * @property {(record: any) => any} [stored] the `data` of a record, unless it is the record
 * @property {(sql: string) => Promise<unknown>} execute runs a statement
 * @property {(ids: string[]) => Promise<unknown>} addStrays adds rows that the source does not have
 */

/** Makes one call, and waits for its end. @param {Store} store */
export async function call(store, days = 0) {
  const { code, output } = await store.start(days).ended;
  return { code, output };
}

/** Calls until a run has ended without an error, however often another process was faster. Returns the last call's output. @param {Store} store */
export async function toTheEnd(store, days = 0, most = 10) {
  for (let tries = 1; ; tries += 1) {
    const { code, output } = await call(store, days);
    if (code === 0) return output;
    if (tries === most) throw new Error(`ended with ${code}: ${output}`);
  }
}
