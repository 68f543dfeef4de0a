// Whatever ends `npx kombo-edge candidates` early: its exit status, and that going on writes exactly the rest.

import assert from "node:assert/strict";
import { once } from "node:events";
import { open, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, test } from "node:test";
import { candidates, ended, isWindows, paste, records, run, said, sandbox, start, watch } from "./cli.mjs";
import { installed, installedAnew } from "./install.mjs";
import { assertWhole, expected } from "./truth.mjs";

const truth = expected(sandbox);
/** Signals, `ulimit` and devices. */
const posix = { skip: isWindows };
afterEach(() => watch());

/** Resolves when this many requests have come. @param {number} count */
const asked = (count) => new Promise((resolve) => watch({ asked: () => void (--count === 0 && resolve(undefined)) }));

/** Resolves when a piece of this answer's body is on its way. @param {number} number */
const answering = (number) =>
  new Promise((resolve) => {
    const transform = (/** @type {Uint8Array} */ piece, /** @type {TransformStreamDefaultController} */ controller) => {
      controller.enqueue(piece);
      resolve(undefined);
    };
    watch({
      answered: (answer) => (--number === 0 && answer.body ? new Response(answer.body.pipeThrough(new TransformStream({ transform })), answer) : undefined),
    });
  });

/** The phase that it is in, the faults, how the test knows, and how many candidates are out whole. */
const PHASES = [
  ["before the first answer", "hang", () => asked(1), 0],
  ["in the first body", "hang-body", () => answering(1), 0],
  ["before a later answer", "hang@3", () => asked(3), 200],
  ["in a later body", "hang-body@3", () => answering(3), 200],
  ["in back-off", "429-retry-after:600@3", () => answering(3), 200],
];
const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };
/** Of a closed terminal, what is told apart. */
const phasesOf = (/** @type {string} */ signal) => (signal === "SIGHUP" ? PHASES.slice(-1) : PHASES);

for (const [signal, wanted] of Object.entries(SIGNALS)) {
  describe(signal, posix, () => {
    for (const [phase, spec, reached, most] of phasesOf(signal)) {
      for (const output of [[], ["--output", "all.ndjson"]]) {
        test(`${phase}${output.length > 0 ? ", into a file" : ""}`, async () => {
          const cwd = await installedAnew();
          const there = reached();
          const child = await start(candidates([...output, "--page-size", "100"], spec), { cwd });
          const end = ended(child);
          await there;
          child.kill(signal);
          const { stdout, stderr, status } = await end;
          const { error, written = NaN, line } = said(stderr);
          assert.deepEqual([status, error], [wanted, `interrupted by ${signal}`]);
          // The last page that came may not be out yet.
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

    test("while the output blocks", async () => {
      const child = await start(candidates(["--page-size", "250"]));
      child.stdout.setEncoding("utf8");
      // Of its second page the beginning is read, then nothing more: a page is 700 KB, and more than a pipe and a stream hold.
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

/** It says that a page is not out whole. @param {string} stderr @param {number} written */
const assertPart = (stderr, written) => assert.match(stderr, new RegExp(`^part of what follows candidate ${written} may be out: cut it off there$`, "m"));

/** The first of them. @param {string} text @param {number} count */
const lines = (text, count) =>
  text
    .split("\n")
    .slice(0, count)
    .map((line) => `${line}\n`)
    .join("");

test("a reader that has seen enough is no failure, and is told how to go on", posix, async () => {
  const child = await start(candidates(["--page-size", "5"]));
  const end = ended(child, { stdout: "not" });
  const [piece] = await once(child.stdout, "data");
  child.stdout.destroy();
  const { stderr, status } = await end;
  const { error, written = NaN, line } = said(stderr);
  assert.deepEqual([status, error], [0, "the reader of the output has closed it"]);
  assert.equal(JSON.parse(String(piece).split("\n")[0]).id, truth[0].id);
  const rest = await paste(String(line));
  assertWhole(records(rest.stdout), truth.slice(written));
});

test("a full disk is a failure of the output", posix, async () => {
  const full = await open("/dev/full", "w");
  const { stderr, status } = await run(candidates(["--cursor", sandboxCursor()]), { stdio: ["ignore", full.fd, "pipe"] }).finally(() => full.close());
  assert.equal(status, 1);
  assert.equal(said(stderr).error, "the disk is full");
  assert.match(String(said(stderr).line), /--cursor=/);
});

/** One that the sandbox takes. */
function sandboxCursor() {
  const { cursor } = sandbox.requests.map(({ query }) => query).findLast(({ cursor }) => cursor) ?? assert.fail();
  return cursor;
}

for (const isFile of [false, true]) {
  test(`a disk that fills up under ${isFile ? "a file" : "standard output"}`, posix, async () => {
    const cwd = await installedAnew();
    const program = join(await installed(), "node_modules/.bin/kombo-edge");
    // As a disk that takes 900 KiB and no more.
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

test("nobody who reads what it says changes nothing", posix, async () => {
  const child = await start(candidates(["--page-size", "100"], "missing-next@3"));
  child.stderr.destroy();
  const { stdout, status } = await ended(child, { stderr: "not" });
  assert.equal(status, 5);
  assertWhole(records(stdout), truth.slice(0, 200));
});

test("what goes on has the flags of the first, less what is done", posix, async () => {
  const args = ["--page-size", "100", "--limit", "350", "--format", "csv", "--select", "id", "--include-deleted"];
  const broken = await run(candidates(args, "missing-next@3"));
  const rest = await paste(String(said(broken.stderr).line));
  const whole = await run(candidates(args));
  assert.equal(broken.stdout + rest.stdout, whole.stdout);
});

for (const odd of ["a/b+c==", `it's $HOME \`id\` "\\ *`, `it's \u001b[31m \n ü \u009b2J \\x41`]) {
  test(`the cursor ${JSON.stringify(odd)} goes through a shell as it is, and through a terminal unseen`, posix, async () => {
    watch({ answered: (answer) => changed(answer, ({ data }) => data?.next && (data.next = odd)) });
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

test("a cursor that holds the key is not printed", async () => {
  watch({ answered: (answer) => changed(answer, ({ data }) => data?.next && (data.next = "sandbox-key/2")) });
  const { stderr, status } = await run(candidates(["--page-size", "100"], "code:INTEGRATION.INACTIVE@2"));
  assert.equal(status, 3);
  assert.match(stderr, /the cursor to go on from holds the key/);
});

test("what a server says is shown in one line, and obeyed by no terminal", async () => {
  const message = "\u001b]0;owned\u0007 \u009b2J\r\nkombo-edge: all is well \u202e.txt";
  watch({ answered: (answer) => changed(answer, (body) => (body.error.message = message)) });
  const { stderr } = await run(candidates([], "code:INTEGRATION.INACTIVE"));
  assert.match(
    stderr,
    /^kombo-edge: api: INTEGRATION\.INACTIVE: The integration is switched off: \\u001b\]0;owned\\u0007 \\u009b2J kombo-edge: all is well \\u202e\.txt\n0 candidates/,
  );
});

/** @param {Response} answer @param {(body: any) => void} change */
const changed = (answer, change) =>
  new Response(
    new ReadableStream({
      async start(controller) {
        const body = await answer.json();
        if (body) change(body);
        controller.enqueue(new TextEncoder().encode(JSON.stringify(body)));
        controller.close();
      },
    }),
    { status: answer.status, headers: { "content-type": "application/json" } },
  );
