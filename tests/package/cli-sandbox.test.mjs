// `npx kombo-edge sandbox`, started as a process.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { test } from "node:test";
import { load, packageDirectory } from "./install.mjs";
import { all, Kombo, rejection } from "./kit.mjs";
import { source } from "./sources.mjs";

const { baseUrl, createSandbox } = await load("testing.js");
const { evolution } = await source("cli/evolve.ts");

/** @param {string[]} flags */
async function start(...flags) {
  return spawn(process.execPath, [join(await packageDirectory(), "bin/cli.js"), "sandbox", ...flags], { stdio: ["ignore", "pipe", "pipe"] });
}

/** @param {import("node:test").TestContext} t @param {string[]} flags */
async function served(t, ...flags) {
  const child = await start(...flags);
  t.after(() => child.kill());
  const printed = createInterface(child.stdout);
  const lines = [];
  for await (const line of printed) {
    lines.push(line);
    if (line === "Ctrl-C stops it.") break;
  }
  const [, url] = /^(http:\/\/127\.0\.0\.1:\d+)\/v1$/.exec(lines[0] ?? "") ?? [];
  assert.ok(url, lines.join("\n"));
  return { child, url, printed: lines.join("\n") };
}

/** @param {string} server_url @param {object} [options] */
const client = (server_url, options) => new Kombo({ server_url, api_key: "sandbox-key", integration_id: "workday:sandbox", retry: { base_ms: 0 }, ...options });

test("the server uses all flags and stops on a signal", async (t) => {
  const flags = ["--candidates", "120", "--seed", "7", "--keys", "one,two", "--integrations", "lever:a,join:b", "--now", "2025-03-01", "--plain"];
  const { child, url } = await served(t, ...flags);
  const pages = await all(client(baseUrl(url), { api_key: "two", integration_id: "join:b" }).ats.getCandidates({ page_size: 50 }));
  const same = createSandbox({ candidates: 120, seed: 7, integrations: ["lever:a", "join:b"], now: "2025-03-01", plain: true });
  assert.deepEqual(
    pages.flatMap(({ results }) => results),
    same.candidates({}, "join:b"),
  );
  assert.equal((await rejection(client(baseUrl(url)).ats.getCandidates({}))).code, "PLATFORM.AUTHENTICATION_INVALID");
  const exit = once(child, "exit");
  child.kill("SIGTERM");
  assert.deepEqual(await exit, [0, null]);
});

test("faults apply to all requests or to one path, and --cors allows pages of other origins", async (t) => {
  const { url } = await served(t, "--candidates", "10", "--faults", "503x1", "--cors");
  assert.equal((await client(baseUrl(url)).ats.getCandidates({})).meta.attempts, 2);
  assert.equal(
    await client(baseUrl(url, "drop", "one"), { retry: false })
      .ats.getCandidates({})
      .then(
        () => "",
        ({ kind }) => kind,
      ),
    "network",
  );
  assert.equal((await client(baseUrl(url, "cut@1", "two")).ats.getCandidates({})).meta.attempts, 2);
  const preflight = await fetch(`${baseUrl(url)}/ats/candidates`, { method: "OPTIONS", headers: { "access-control-request-headers": "authorization" } });
  assert.deepEqual([preflight.status, preflight.headers.get("access-control-allow-origin")], [204, "*"]);
});

test("the printed client and the printed command work when they are pasted", async (t) => {
  const { printed } = await served(t, "--keys", "one key,two", "--integrations", "lever:it's,join:b", "--candidates", "20");
  const [, options = ""] = /^In a program: +new Kombo\((\{.*\})\)$/m.exec(printed) ?? [];
  const given = new Function(`return ${options}`)();
  assert.deepEqual({ ...given, server_url: "" }, { server_url: "", api_key: "one key", integration_id: "lever:it's" });
  const { printed: usual, url } = await served(t, "--candidates", "20");
  const [, line = ""] = /^In a shell: +(.*)$/m.exec(usual) ?? [];
  const command = line.replace("npx kombo-edge", `"${process.execPath}" "${join(await packageDirectory(), "bin/cli.js")}"`);
  const shell = spawn("bash", ["-c", command], { stdio: ["ignore", "pipe", "inherit"] });
  assert.equal((await text(shell.stdout)).trim().split("\n").length, 3);
  const [, program = ""] = /new Kombo\((\{.*\})\)/.exec(usual) ?? [];
  const pasted = new Function(`return ${program}`)();
  assert.equal(pasted.server_url, baseUrl(url));
  assert.ok((await new Kombo(pasted).ats.getCandidates({})).results.length > 0);
});

test("with --evolve a sync finds candidates that are new, changed, deleted, and at last gone without a trace", async () => {
  const sandbox = createSandbox({ candidates: 20, integrations: ["workday:a", "lever:b"], plain: true, now: new Date() });
  const step = evolution(sandbox, 600_000);
  for (const of of sandbox.integrations) assert.equal(sandbox.truth({ include_deleted: true }, of).length, 20);
  const ends = (/** @type {string} */ line) => line.replace(/^\S+: /, "");
  assert.equal(ends(step()), "2 created, 0 changed, 0 deleted, 0 forgotten");
  const { ats } = new Kombo(sandbox.options);
  let state = null;
  const seen = new Map();
  /** @param {object} [options] */
  const sync = async (options) => {
    const counts = { upserts: 0, deletions: 0 };
    for await (const { upserts, deletions, state: next } of ats.syncCandidates({}, { state, ...options })) {
      for (const { id, title } of upserts) seen.set(id, title);
      for (const { id } of deletions) seen.delete(id);
      counts.upserts += upserts.length;
      counts.deletions += deletions.length;
      state = next;
    }
    return counts;
  };
  await sync();
  const lines = [1, 2, 3, 4, 5].map(() => ends(step()));
  assert.deepEqual(lines, [
    "2 created, 2 changed, 0 deleted, 0 forgotten",
    "2 created, 2 changed, 0 deleted, 0 forgotten",
    ...Array(3).fill("2 created, 2 changed, 2 deleted, 0 forgotten"),
  ]);
  const { upserts, deletions } = await sync();
  assert.ok(upserts >= 2 && deletions === 3, JSON.stringify({ upserts, deletions }));
  assert.equal([...seen.values()].filter((title) => /^Changed at /.test(title)).length, 2);
  assert.equal(ends(step()), "2 created, 2 changed, 2 deleted, 2 forgotten");
  for (const of of sandbox.integrations) assert.equal(sandbox.truth({ include_deleted: true }, of).length, 26);
});

test("a server with --evolve changes its data by itself, prints a line about it, and stops on a signal", async (t) => {
  const { child, url } = await served(t, "--candidates", "0", "--integrations", "workday:sandbox", "--evolve", "1");
  const [line] = await once(createInterface(child.stdout), "line");
  assert.match(line, /^\d{4}-\S+Z: 1 created, \d changed, \d deleted, \d forgotten$/);
  assert.ok((await client(baseUrl(url)).ats.getCandidates({})).results.length > 0);
  const exit = once(child, "exit");
  child.kill("SIGTERM");
  assert.deepEqual(await exit, [0, null]);
});

test("a port that is in use gives a clear message", async (t) => {
  const { url } = await served(t);
  const child = await start("--port", new URL(url).port);
  const [stderr, [status]] = await Promise.all([text(child.stderr), once(child, "exit")]);
  assert.match(stderr, /the port \d+ is taken/);
  assert.equal(status, 2);
});

test("--help lists the flags", async () => {
  const child = await start("--help");
  const [stdout, [status]] = await Promise.all([text(child.stdout), once(child, "exit")]);
  assert.equal(status, 0);
  for (const flag of ["--port", "--candidates", "--seed", "--keys", "--integrations", "--faults", "--now", "--evolve", "--latency", "--cors", "--plain"])
    assert.match(stdout, new RegExp(`^  ${flag}\\b`, "m"));
});
