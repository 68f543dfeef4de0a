// Early ends of `npx kombo-edge candidates`: the exit status, and a continued run that writes exactly the rest.

import assert from "node:assert/strict";
import { once } from "node:events";
import { open, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, test } from "node:test";
import { candidates, ended, isWindows, paste, records, run, said, sandbox, start, watch } from "./cli.mjs";
import { installed, installedAnew } from "./install.mjs";
import { assertWhole, expected } from "./truth.mjs";

const truth = expected(sandbox);
/** For tests with signals, `ulimit` and devices. */
const posix = { skip: isWindows };
afterEach(() => watch());

/** Resolves when this many requests have arrived. @param {number} count */
const requested = (count) => new Promise((resolve) => watch({ onRequest: () => void (--count === 0 && resolve(undefined)) }));

/** Resolves when a chunk of this response's body has been sent. @param {number} number */
const responding = (number) =>
  new Promise((resolve) => {
    const transform = (/** @type {Uint8Array} */ chunk, /** @type {TransformStreamDefaultController} */ controller) => {
      controller.enqueue(chunk);
      resolve(undefined);
    };
    watch({
      onResponse: (response) =>
        --number === 0 && response.body ? new Response(response.body.pipeThrough(new TransformStream({ transform })), response) : undefined,
    });
  });

/** The phase, the fault, the event that shows the phase, and the number of candidates that are written completely. */
const PHASES = [
  ["before the first response", "hang", () => requested(1), 0],
  ["in the first body", "hang-body", () => responding(1), 0],
  ["before a later response", "hang@3", () => requested(3), 200],
  ["in a later body", "hang-body@3", () => responding(3), 200],
  ["in a wait for a retry", "429-retry-after:600@3", () => responding(3), 200],
];
const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };
/** A closed terminal is tested in one phase only. */
const phasesOf = (/** @type {string} */ signal) => (signal === "SIGHUP" ? PHASES.slice(-1) : PHASES);

for (const [signal, wanted] of Object.entries(SIGNALS)) {
  describe(signal, posix, () => {
    for (const [phase, spec, reached, most] of phasesOf(signal)) {
      for (const output of [[], ["--output", "all.ndjson"]]) {
        test(`the run ends ${phase}, and a continued one writes the rest${output.length > 0 ? " into the file" : ""}`, async () => {
          const cwd = await installedAnew();
          const there = reached();
          const child = await start(candidates([...output, "--page-size", "100"], spec), { cwd });
          const end = ended(child);
          await there;
          child.kill(signal);
          const { stdout, stderr, status } = await end;
          const { error, written = NaN, line } = said(stderr);
          assert.deepEqual([status, error], [wanted, `interrupted by ${signal}`]);
          // The last page that arrived may not be written yet.
          assert.ok(written <= most && written >= most - 100 && written % 100 === 0, stderr);
          assert.equal(line !== undefined, written > 0, stderr);
          if (output.length === 0 && stdout !== lines(stdout, written)) assertPart(stderr, written);
          watch();
          if (line === undefined) return;
          const rest = await paste(line, { cwd });
          assert.equal(rest.status, 0, rest.stderr);
          const all = output.length > 0 ? await readFile(join(cwd, "all.ndjson"), "utf8") : lines(stdout, written) + rest.stdout;
          assertWhole(records(all), truth);
        });
      }
    }

    test("the run ends while the output blocks, and a continued one writes the rest", async () => {
      const child = await start(candidates(["--page-size", "250"]));
      child.stdout.setEncoding("utf8");
      // The test reads only the beginning of the second page. A page has 700 KB, more than the buffers of a pipe and a stream.
      let head = "";
      while (head.split("\n").length <= 251) {
        await once(child.stdout, "readable");
        head += child.stdout.read() ?? "";
      }
      const end = ended(child, { stdout: "late" });
      child.kill(signal);
      const { stdout, stderr, status } = await end;
      const { error, written = NaN, line } = said(stderr);
      assert.deepEqual([status, error, written], [wanted, `interrupted by ${signal}`, 250]);
      assertPart(stderr, written);
      const rest = await paste(String(line));
      assertWhole([...records(lines(head + stdout, written)), ...records(rest.stdout)], truth);
    });
  });
}

/** Asserts the message that a page may be written incompletely. @param {string} stderr @param {number} written */
const assertPart = (stderr, written) => assert.match(stderr, new RegExp(`^part of what follows candidate ${written} may be out: cut it off there$`, "m"));

/** The first `count` lines. @param {string} text @param {number} count */
const lines = (text, count) =>
  text
    .split("\n")
    .slice(0, count)
    .map((line) => `${line}\n`)
    .join("");

test("a reader that closes the pipe is not a failure, and the command prints how to continue", posix, async () => {
  const child = await start(candidates(["--page-size", "5"]));
  const end = ended(child, { stdout: "not" });
  const [chunk] = await once(child.stdout, "data");
  child.stdout.destroy();
  const { stderr, status } = await end;
  const { error, written = NaN, line } = said(stderr);
  assert.deepEqual([status, error], [0, "the reader of the output has closed it"]);
  assert.doesNotMatch(stderr, /may be out/);
  assert.equal(JSON.parse(String(chunk).split("\n")[0]).id, truth[0].id);
  const rest = await paste(String(line));
  assertWhole(records(rest.stdout), truth.slice(written));
});

test("a full disk ends the command with status 1", posix, async () => {
  const full = await open("/dev/full", "w");
  const { stderr, status } = await run(candidates(["--cursor", sandboxCursor()]), { stdio: ["ignore", full.fd, "pipe"] }).finally(() => full.close());
  assert.equal(status, 1);
  assert.equal(said(stderr).error, "the disk is full");
  assert.match(String(said(stderr).line), /--cursor=/);
});

/** A cursor that is valid in the sandbox. */
function sandboxCursor() {
  const { cursor } = sandbox.requests.map(({ query }) => query).findLast(({ cursor }) => cursor) ?? assert.fail();
  return cursor;
}

for (const isFile of [false, true]) {
  test(`after a disk has become full under ${isFile ? "a file" : "standard output"}, a continued run writes the rest`, posix, async () => {
    const cwd = await installedAnew();
    const program = join(await installed(), "node_modules/.bin/kombo-edge");
    // The limit acts like a disk with room for 900 KiB.
    const script = `trap "" XFSZ; ulimit -f 900; exec "${program}" "$@" ${isFile ? "" : "> all.ndjson"}`;
    const options = isFile ? ["--output", "all.ndjson"] : [];
    const { stderr, status } = await run(candidates([...options, "--page-size", "100"]), { cwd, command: ["bash", "-c", script, "bash"] });
    const { written = NaN, line } = said(stderr);
    assert.equal(status, 1, stderr);
    assert.ok(written > 0 && written < truth.length, stderr);
    const before = isFile ? "" : lines(await readFile(join(cwd, "all.ndjson"), "utf8"), written);
    const rest = await paste(String(line), { cwd });
    assert.equal(rest.status, 0, rest.stderr);
    assertWhole(records(isFile ? await readFile(join(cwd, "all.ndjson"), "utf8") : before + rest.stdout), truth);
  });
}

test("a closed standard error changes neither the output nor the status", posix, async () => {
  const child = await start(candidates(["--page-size", "100"], "missing-next@3"));
  child.stderr.destroy();
  const { stdout, status } = await ended(child, { stderr: "not" });
  assert.equal(status, 5);
  assertWhole(records(stdout), truth.slice(0, 200));
});

test("the printed command line has the flags of the first run, with the limit reduced", posix, async () => {
  const args = ["--page-size", "100", "--limit", "350", "--format", "csv", "--select", "id", "--include-deleted"];
  const broken = await run(candidates(args, "missing-next@3"));
  const rest = await paste(String(said(broken.stderr).line));
  const whole = await run(candidates(args));
  assert.equal(broken.stdout + rest.stdout, whole.stdout);
});

for (const odd of ["a/b+c==", `it's $HOME \`id\` "\\ *`, `it's \u001b[31m \n ü \u009b2J \\x41`]) {
  test(`the cursor ${JSON.stringify(odd)} is printed without control characters, and the shell passes it on unchanged`, posix, async () => {
    watch({ onResponse: (response) => changed(response, ({ data }) => data?.next && (data.next = odd)) });
    const broken = await run(candidates(["--page-size", "100"], "code:INTEGRATION.INACTIVE@2"));
    watch();
    assert.equal(broken.status, 3);
    const since = sandbox.requests.length;
    await paste(String(said(broken.stderr).line));
    assert.deepEqual(
      sandbox.requests.slice(since).map(({ query }) => query.cursor),
      [odd],
    );
  });
}

test("a cursor that contains the key is not printed", async () => {
  watch({ onResponse: (response) => changed(response, ({ data }) => data?.next && (data.next = "sandbox-key/2")) });
  const { stderr, status } = await run(candidates(["--page-size", "100"], "code:INTEGRATION.INACTIVE@2"));
  assert.equal(status, 3);
  assert.match(stderr, /the cursor to go on from holds the key/);
});

test("a server's message is printed in one line with its control characters escaped", async () => {
  const message = "\u001b]0;owned\u0007 \u009b2J\r\nkombo-edge: all is well \u202e.txt";
  watch({ onResponse: (response) => changed(response, (body) => (body.error.message = message)) });
  const { stderr } = await run(candidates([], "code:INTEGRATION.INACTIVE"));
  assert.match(
    stderr,
    /^kombo-edge: api: INTEGRATION\.INACTIVE: The integration is switched off: \\u001b\]0;owned\\u0007 \\u009b2J kombo-edge: all is well \\u202e\.txt\n0 candidates/,
  );
});

/** A response with a changed body. @param {Response} response @param {(body: any) => void} change */
const changed = (response, change) =>
  new Response(
    new ReadableStream({
      async start(controller) {
        const body = await response.json();
        if (body) change(body);
        controller.enqueue(new TextEncoder().encode(JSON.stringify(body)));
        controller.close();
      },
    }),
    { status: response.status, headers: { "content-type": "application/json" } },
  );
