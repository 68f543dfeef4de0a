// The README's D1 store in workerd, with its database on disk.

import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { transform } from "esbuild";
import { Miniflare } from "miniflare";
import { installedAnew } from "./install.mjs";
import { testStore } from "./store-tests.mjs";
import { child, DAY, store, variables } from "./stores.mjs";
import { d1 } from "./stores-d1.mjs";
import { bundleWorker } from "./workers.mjs";

const CHILD = fileURLToPath(new URL("./d1.mjs", import.meta.url));

/** Calls the Worker's trigger with its clock some days ahead. */
const AROUND = `import worker from "./store.mjs";
const { now } = Date;
export default {
  async fetch(request, env) {
    Date.now = () => now() + ${DAY} * Number(env.DAYS_AHEAD);
    return new Response(await worker.scheduled({}, env).then(() => "", String));
  },
};
`;

testStore("D1", {}, async (source) => {
  const cwd = await installedAnew();
  const directory = join(cwd, "d1");
  await mkdir(directory);
  const { program, tables } = await store("D1Database");
  const { code } = await transform(program, { loader: "ts", format: "esm", target: "es2022" });
  const modules = await bundleWorker(AROUND, { "./store.mjs": code });
  const settings = {
    directory,
    modules: modules.map(({ contents, ...rest }) => (typeof contents === "string" ? { ...rest, contents } : { ...rest, base64: contents.toString("base64") })),
  };
  const file = join(cwd, "worker.json");
  await writeFile(file, JSON.stringify(settings));

  /** @template T @param {(DB: any) => Promise<T>} work @returns {Promise<T>} */
  async function withDatabase(work) {
    const miniflare = new Miniflare(d1(settings, {}));
    try {
      return await work(await miniflare.getD1Database("DB"));
    } finally {
      await miniflare.dispose();
    }
  }
  const all = (sql) => withDatabase(async (DB) => (await DB.prepare(sql).all()).results);
  await withDatabase((DB) =>
    DB.batch(
      tables
        .split(";")
        .filter((text) => text.trim())
        .map((sql) => DB.prepare(sql)),
    ),
  );
  const start = (days, TOGETHER = "1") => child(process.execPath, [CHILD, file], { cwd, env: { ...variables(source, days), TOGETHER } });
  return {
    start: (days) => start(days),
    // Two calls run in one workerd, since only one process can have the database.
    two: async (days) => [await start(days, "2").ended],
    rows: async () => (await all("SELECT id, data, deleted_at FROM candidates")).map((row) => ({ ...row, data: JSON.parse(row.data) })),
    // A value has at most 2 MB.
    stored: (record) => (JSON.stringify(record).length < 2_000_000 ? record : null),
    execute: (sql) => all(sql),
    addStrays: (ids) => withDatabase((DB) => DB.batch(ids.map((id) => DB.prepare("INSERT INTO candidates VALUES (?, '{}', NULL, 'before', 0)").bind(id)))),
    stop() {},
  };
});
