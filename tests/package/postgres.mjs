// A private Postgres for a test: a cluster in its own directory, on a free port of 127.0.0.1, with its own password.
// It can be killed and started again, and it ends with the process that started it, however that ends.

import { execFile, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { accessSync, readdirSync } from "node:fs";
import { chown, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const DEBIAN = "/usr/lib/postgresql";

/** The directory of the server's programs: `KOMBO_EDGE_POSTGRES`, which `cargo xtask test` sets, or Debian's newest, or that in PATH. */
function programs() {
  const versions = () =>
    readdirSync(DEBIAN)
      .sort((a, b) => Number(b) - Number(a))
      .map((version) => join(DEBIAN, version, "bin"));
  const { KOMBO_EDGE_POSTGRES, PATH = "" } = process.env;
  const places = [KOMBO_EDGE_POSTGRES ?? "", ...attempt(versions, []), ...PATH.split(delimiter)];
  return places.find((place) => place && attempt(() => ["initdb", "postgres"].every((name) => (accessSync(join(place, name)), true)), false));
}

/** @template T @param {() => T} work @param {T} otherwise @returns {T} */
function attempt(work, otherwise) {
  try {
    return work();
  } catch {
    return otherwise;
  }
}

/** Options for `test()`: skipped without a Postgres. */
export const needsPostgres = programs() ? {} : { skip: "no Postgres on this machine: `cargo xtask setup` installs it" };

/** The server refuses to run as root, so it gets another user, who needs no files. @returns {Promise<{ uid?: number, gid?: number }>} */
async function user() {
  if (process.getuid?.() !== 0) return {};
  for (const name of ["postgres", "nobody"]) {
    const ids = await Promise.all(
      ["-u", "-g"].map((which) =>
        run("id", [which, name]).then(
          ({ stdout }) => Number(stdout),
          () => 0,
        ),
      ),
    );
    if (ids.every((id) => id > 0)) return { uid: ids[0], gid: ids[1] };
  }
  throw new Error("there is neither a user `postgres` nor `nobody` to run Postgres as");
}

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  await /** @type {Promise<void>} */ (new Promise((closed) => server.close(() => closed())));
  return port;
}

/** Ends the server when standard input ends, that is when the process that started it has ended. Then nothing is left of it. */
const WATCH = `directory=$1; shift; trap "" INT TERM; exec 3<&0
"$@" 3<&- </dev/null & server=$!
(cat <&3; touch "$directory/over"; kill -QUIT "$server") >/dev/null 2>&1 & watch=$!
wait "$server"
if [ -e "$directory/over" ]; then rm -rf "$directory"; else kill -KILL "$watch"; fi`;

/** Settings without flushes to disk: the tests kill processes, not machines. */
const SETTINGS = ["fsync=off", "full_page_writes=off", "shared_buffers=16MB", "max_connections=40", "unix_socket_directories=", "listen_addresses=127.0.0.1"];

/**
 * Starts a server. `url` is for clients. `kill` is `kill -9`, after which `start` recovers; `stop` removes everything.
 * @returns {Promise<{ url: string, kill: () => Promise<void>, start: () => Promise<void>, stop: () => Promise<void> }>}
 */
export async function startPostgres() {
  const bin = programs();
  if (!bin) throw new Error(needsPostgres.skip);
  const who = await user();
  const directory = await mkdtemp(join(tmpdir(), "kombo-edge-postgres-"));
  const remove = () => rm(directory, { recursive: true, force: true, maxRetries: 5 });
  const [data, secret, password] = [join(directory, "data"), join(directory, "password"), randomBytes(12).toString("hex")];
  const options = { ...who, cwd: directory, env: { PATH: process.env.PATH, LC_ALL: "C", TZ: "UTC" } };
  await writeFile(secret, password);
  if (who.uid !== undefined && who.gid !== undefined) for (const path of [directory, secret]) await chown(path, who.uid, who.gid);
  await run(
    join(bin, "initdb"),
    ["--pgdata", data, "--username=kombo", `--pwfile=${secret}`, "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-sync"],
    options,
  ).catch(async (error) => {
    await remove();
    throw error;
  });
  const port = await freePort();
  const command = [join(bin, "postgres"), "-D", data, "-p", `${port}`, ...SETTINGS.flatMap((setting) => ["-c", setting])];
  /** @type {import("node:child_process").ChildProcess | undefined} */
  let server;

  async function start() {
    for (let tries = 1; !(await started()); tries += 1) if (tries === 20) throw new Error("Postgres does not start");
  }

  /** Whether the server is ready. It is not while processes of a killed one remain. @returns {Promise<boolean>} */
  async function started() {
    const child = spawn("sh", ["-c", WATCH, "sh", directory, ...command], { ...options, stdio: ["pipe", "ignore", "pipe"] });
    let output = "";
    const ready = await new Promise((resolve) => {
      child.stderr.setEncoding("utf8").on("data", (text) => {
        output = `${output}${text}`.slice(-4000);
        if (output.includes("ready to accept connections")) resolve(true);
      });
      child.once("close", () => resolve(false));
    });
    if (ready) server = child;
    else if (!output.includes("is still in use") && !output.includes("lock file")) throw new Error(`Postgres ended: ${output}`);
    return ready;
  }

  /** @param {NodeJS.Signals} signal */
  async function end(signal) {
    if (!server) return;
    const closed = once(server, "close");
    process.kill(Number((await readFile(join(data, "postmaster.pid"), "utf8")).split("\n")[0]), signal);
    await closed;
    server = undefined;
  }

  await start();
  return {
    url: `postgres://kombo:${password}@127.0.0.1:${port}/postgres`,
    start,
    kill: () => end("SIGKILL"),
    async stop() {
      await end("SIGINT");
      await remove();
    },
  };
}
