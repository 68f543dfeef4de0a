// Helpers for tests of the command: a server, runs of the command in a shell, and their output and exit status.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, realpath, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { buffer } from "node:stream/consumers";
import { after, before } from "node:test";
import { baseUrl, createSandbox } from "../sandbox/sandbox.mjs";
import { serve } from "../sandbox/server.mjs";
import { installed, installedAnew } from "./install.mjs";

export const KEY = "sandbox-key";
export const isWindows = process.platform === "win32";
export const sandbox = createSandbox({ candidates: 1203 });

/** @typedef {{ onRequest?: () => unknown, onResponse?: (response: Response) => Response | void }} Watch called before each request, which waits for it, and with each response, which it may replace */
/** @type {Watch} */
let watching = {};
/** @type {{ url: string, close: () => Promise<void> }} */
let server;
let walks = 0;
/** A directory with an `npx` that sends no request to a registry. */
let shims = "";

before(async () => {
  server = await serve({
    async fetch(request) {
      await watching.onRequest?.();
      const response = await sandbox.fetch(request);
      return watching.onResponse?.(response) ?? response;
    },
  });
  if (isWindows) return;
  shims = await installedAnew();
  await writeFile(join(shims, "npx"), `#!/bin/sh\nname=$1\nshift\nexec "${shims}/node_modules/.bin/$name" "$@"\n`);
  await chmod(join(shims, "npx"), 0o755);
});
after(() => server?.close());

/** Sets the callbacks for requests and responses. @param {Watch} [watch] */
export const watch = (watch = {}) => void (watching = watch);

/** Variables that change the output of a command. CI machines and terminals set them. */
const CHANGES_OUTPUT = ["KOMBO_API_KEY", "CI", "CI_NAME", "NO_COLOR", "FORCE_COLOR", "NODE_DISABLE_COLORS", "COLORTERM", "TERM_PROGRAM", "TMUX"];

/** The environment of this machine without these variables. */
export const environment = () => Object.fromEntries(Object.entries(process.env).filter(([name]) => !CHANGES_OUTPUT.includes(name)));

/**
 * @param {string[]} args
 * @param {{ key?: string, command?: string[], cwd?: string, env?: Record<string, string>, stdio?: import("node:child_process").StdioOptions }} [options]
 */
export async function start(args, { key = KEY, command, cwd, env = {}, stdio = ["ignore", "pipe", "pipe"] } = {}) {
  const project = await installed();
  const [program, ...first] = command ?? [join(project, "node_modules/.bin/kombo-edge")];
  return spawn(program, [...first, ...args], {
    cwd: cwd ?? project,
    shell: isWindows,
    env: { ...environment(), ...(key && { KOMBO_API_KEY: key }), ...env },
    stdio,
  });
}

/**
 * Waits for the end of a started command.
 * @param {import("node:child_process").ChildProcess} child
 * @param {{ stdout?: "now" | "late" | "not", stderr?: "now" | "not" }} [read] `late`: once the process has ended
 */
export async function ended(child, { stdout = "now", stderr = "now" } = {}) {
  // A buffer's text keeps a byte order mark.
  const all = async (/** @type {import("node:stream").Readable | null} */ stream) => (stream ? String(await buffer(stream)) : "");
  const exit = once(child, "exit");
  const printed =
    stdout === "now" ? all(child.stdout) : stdout === "late" ? new Promise((resolve) => child.once("exit", () => resolve(all(child.stdout)))) : "";
  const [messages, out, [status]] = await Promise.all([stderr === "now" ? all(child.stderr) : "", printed, exit]);
  assert.doesNotMatch(out + messages, new RegExp(KEY), "the key is not printed");
  assert.doesNotMatch(messages, /[\0-\x09\x0b-\x1f\x7f-\x9f]/, "no control characters");
  return { stdout: out, stderr: messages, status };
}

/** Runs the command to its end. @param {Parameters<typeof start>} parameters */
export const run = async (...parameters) => ended(await start(...parameters));

/** Runs a line in a shell, as if a user pasted it. @param {string} line @param {{ cwd?: string }} [options] */
export const paste = (line, { cwd } = {}) => run(["-c", line], { command: ["bash"], cwd, env: { PATH: `${shims}${delimiter}${process.env.PATH}` } });

/** The arguments of a walk. Each walk has its own path of faults. @param {string[]} args @param {string} [spec] */
export const candidates = (args = [], spec) => [
  "candidates",
  "--integration",
  "workday:sandbox",
  "--server-url",
  baseUrl(server.url, spec, `cli-${++walks}`),
  ...args,
];

/** Parses a record from each line. @param {string} stdout */
export function records(stdout) {
  assert.ok(stdout === "" || stdout.endsWith("\n"));
  return stdout
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line));
}

/** The parts of a run's last messages: the error, the number of written candidates, and the command line to continue. @param {string} stderr */
export function said(stderr) {
  const [, error] = /^kombo-edge: (.*)$/m.exec(stderr) ?? [];
  const [, written] = /^(\d+) candidates? /m.exec(stderr) ?? [];
  const [, line] = /^go on(?:, and append with >>,)? with: (.*)$/m.exec(stderr) ?? [];
  return { error, written: written === undefined ? undefined : Number(written), line };
}

/** Asserts one line, without a stack. @param {string} stderr @param {RegExp} wanted @param {number} [longest] */
export function assertOneLine(stderr, wanted, longest = 400) {
  assert.match(stderr, /^kombo-edge: [^\n]+\n$/);
  assert.match(stderr, wanted);
  assert.ok(stderr.length < longest, stderr);
}

/** Asserts a summary and nothing else. @param {string} stderr @param {number} count */
export function assertSummary(stderr, count) {
  assert.match(stderr, new RegExp(`^${count} candidates? in \\d+ pages?, \\d+\\.\\d s[^\\n]*\n$`));
}

/** Makes an empty folder in the project. */
export const folder = async () => mkdtemp(join(await realpath(await installed()), "folder-"));
