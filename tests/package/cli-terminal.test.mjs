// `npx kombo-edge candidates` on a terminal. The program `script` makes a pseudo-terminal, and the test types its keys.

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { afterEach, test } from "node:test";
import { candidates, environment, KEY, sandbox, watch } from "./cli.mjs";
import { installed } from "./install.mjs";
import { expected } from "./truth.mjs";

const isThere = process.platform === "linux" && spawnSync("script", ["--version"]).status === 0;
const options = { skip: isThere ? false : "there is no `script` of util-linux" };
afterEach(() => watch());

/**
 * Runs the command on a terminal and types `keys` when the screen matches `sight`.
 * @param {string[]} args
 * @param {{ sight?: RegExp, keys?: string, env?: Record<string, string>, redirect?: string }} [what]
 */
async function onTerminal(args, { sight, keys = "", env = {}, redirect = "" } = {}) {
  const program = join(await installed(), "node_modules/.bin/kombo-edge");
  const line = `${[program, ...args].map((word) => `'${word}'`).join(" ")} ${redirect}`;
  const child = spawn("script", ["-qefc", line, "/dev/null"], {
    env: { ...environment(), TERM: "xterm", KOMBO_API_KEY: KEY, ...env },
    stdio: ["pipe", "pipe", "inherit"],
  });
  let screen = "";
  let typed = false;
  child.stdout.setEncoding("utf8").on("data", (text) => {
    screen += text;
    if (typed || !sight?.test(screen)) return;
    typed = true;
    child.stdin.write(keys);
  });
  const [status] = await once(child, "close");
  return { screen, status };
}

test("a terminal shows the progress, and at the end only the summary", options, async () => {
  const { screen, status } = await onTerminal(candidates(["--page-size", "100"]), { redirect: "> /dev/null" });
  assert.equal(status, 0);
  assert.match(screen, /\r\x1b\[K100 candidates · 1 page · \d+\/s · 0:\d\d/);
  const lines = screen.split("\r\n").map((line) => line.split("\x1b[K").at(-1));
  assert.match(lines.join("\n"), new RegExp(`^${expected(sandbox).length} candidates in 12 pages, [\\d.]+ s\n$`));
});

test("a wait shows its reason and its time, and Ctrl-C ends it", options, async () => {
  const { screen, status } = await onTerminal(candidates(["--page-size", "100"], "429-retry-after:600@3"), {
    sight: /trying again in/,
    keys: "\x03",
    redirect: "> /dev/null",
  });
  assert.equal(status, 130);
  assert.match(screen, /\r\x1b\[Ktrying again in (600|5\d\d) s: PLATFORM\.RATE_LIMIT_EXCEEDED · /);
  assert.match(screen, /\x1b\[31mkombo-edge:\x1b\[39m interrupted by SIGINT\r\n/);
  assert.match(screen, /go on, and append with >>, with: npx kombo-edge candidates .*--cursor=/);
});

test("NO_COLOR turns colours off, and a dumb terminal has no redrawn line", options, async () => {
  const plain = await onTerminal(candidates([], "missing-next"), { env: { NO_COLOR: "1" } });
  assert.equal(plain.status, 5);
  assert.doesNotMatch(plain.screen, /\x1b\[\d+m/);
  const dumb = await onTerminal(candidates([], "missing-next"), { env: { TERM: "dumb" } });
  assert.doesNotMatch(dumb.screen, /\x1b/);
  const quiet = await onTerminal(candidates(["--quiet"]), { redirect: "> /dev/null" });
  assert.deepEqual(quiet, { screen: "", status: 0 });
});

for (const format of ["ndjson", "json", "csv"]) {
  test(`${format}: control characters of a record are escaped on a terminal`, options, async () => {
    const [{ id, first_name }] = expected(sandbox);
    const store = sandbox.of("workday:sandbox");
    store.update(id, { first_name: "csi \u009b2J bell \u0007 \u202eback del \u007f" });
    const { screen, status } = await onTerminal(candidates(["--ids", id, "--format", format, "--select", "first_name"]), { env: { NO_COLOR: "1" } });
    store.update(id, { first_name });
    assert.equal(status, 0);
    assert.match(screen, /csi \\u009b2J bell \\u0007 \\u202eback del \\u007f/);
    assert.doesNotMatch(screen.replaceAll("\r\x1b[K", ""), /[\0-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u202e]/);
  });
}
