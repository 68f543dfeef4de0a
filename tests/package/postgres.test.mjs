// The tests' own Postgres: it recovers after a kill, and ends when the process that started it is killed.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { test } from "node:test";
import { Client } from "pg";
import { needsPostgres, startPostgres } from "./postgres.mjs";

/** @param {string} url @param {string} sql */
async function ask(url, sql) {
  const client = new Client({ connectionString: url });
  client.on("error", () => {});
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

test("committed rows survive a kill, and a client without the password is refused", needsPostgres, async () => {
  const postgres = await startPostgres();
  try {
    await ask(postgres.url, "CREATE TABLE kept AS SELECT 1 AS one");
    await postgres.kill();
    await assert.rejects(ask(postgres.url, "SELECT 1"));
    await postgres.start();
    assert.deepEqual(await ask(postgres.url, "SELECT one FROM kept"), [{ one: 1 }]);
    await assert.rejects(ask(postgres.url.replace(/:\w+@/, ":wrong@"), "SELECT 1"), /password authentication failed/);
  } finally {
    await postgres.stop();
  }
});

test("the server ends with the process that started it", needsPostgres, async () => {
  const script = `import { startPostgres } from ${JSON.stringify(new URL("./postgres.mjs", import.meta.url).href)};
    console.log((await startPostgres()).url);
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", script], { stdio: ["ignore", "pipe", "inherit"] });
  const [url] = await once(child.stdout.setEncoding("utf8"), "data");
  const { hostname, port } = new URL(url.trim());
  const socket = connect(Number(port), hostname);
  await once(socket, "connect");
  const closed = once(socket.resume(), "close");
  child.kill("SIGKILL");
  // The server closes its connections when it ends. Then the port is free.
  await closed.catch(() => {});
  await assert.rejects(ask(url.trim(), "SELECT 1"));
});
