// All code of the documents compiles unchanged and runs to its end with a sandbox: a program in Node, a Worker in workerd,
// a page in Chromium, a test in its runner, a command in a shell.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { createSandbox } from "../sandbox/sandbox.mjs";
import { CHROMIUM, launch, openPage, serveSite } from "./browser.mjs";
import { BLOCKS, blocksOf, DOCUMENTS, ELSEWHERE, runnable, VARIABLES } from "./documents.mjs";
import { installedAnew, ROOT } from "./install.mjs";
import { dryRun, needs, run, tool } from "./projects.mjs";
import { INTEGRATION, KEY } from "./sample.mjs";
import { NEWEST_NODE } from "./setups.mjs";
import { bundleWorker, startWorker } from "./workers.mjs";

/** The other packages that the documents import. */
const TOOLS = ["@kombo-api/sdk", "jest", "typescript", "vitest"];
const OFFLINE = fileURLToPath(new URL("documents-offline.mjs", import.meta.url));
let project = "";
before(async () => {
  project = await installedAnew();
  for (const name of [...TOOLS, "@types/node"]) {
    const link = join(project, "node_modules", name);
    await mkdir(dirname(link), { recursive: true });
    await symlink(tool(name), link, "dir");
  }
  await Promise.all(BLOCKS.filter(isCode).map((block) => write(join(project, block.name, block.file), block.code)));
});

/** @param {string} path @param {string} text */
async function write(path, text) {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}

/** @typedef {import("./documents.mjs").Block} Block */
const isCode = (/** @type {Block} */ { kind, language }) => kind !== "elsewhere" && (language === "ts" || language === "js");
const isTypeScript = (/** @type {Block} */ block) => isCode(block) && block.language === "ts";
const title = (/** @type {Block} */ { document, line, kind }) => `${document}:${line} (${kind})`;
/** @param {Block["kind"]} kind */
const each = (kind) => BLOCKS.filter((block) => block.kind === kind);

/** The compiler's messages about these files. @param {string[]} files relative to the project */
async function compiled(files) {
  const compilerOptions = {
    target: "es2022",
    lib: ["es2022", "dom", "dom.iterable", "dom.asynciterable"],
    module: "esnext",
    moduleResolution: "bundler",
    strict: true,
    noUncheckedIndexedAccess: true,
    noEmit: true,
    skipLibCheck: true,
    types: ["node"],
  };
  await writeFile(join(project, "tsconfig.json"), JSON.stringify({ compilerOptions, files }));
  return run(process.execPath, [tool("typescript/bin/tsc"), "--pretty", "false"], { cwd: project }).then(
    ({ stdout }) => stdout,
    (/** @type {Error} */ error) => error.message,
  );
}

test("all TypeScript compiles unchanged", async () => {
  const files = BLOCKS.filter(isTypeScript).map(({ name, file }) => `${name}/${file}`);
  assert.ok(files.length > 25, `${files.length} blocks`);
  assert.equal(await compiled(files), "");
});

test("a block with a misspelt name does not compile", async () => {
  const misspelt = BLOCKS.filter(isTypeScript).map(({ code, ...block }) => ({
    ...block,
    code: code.replaceAll(/getCandidates|createProxy|syncCandidates|createSandbox|confirmDeleted|signups\.js"/g, "x$&"),
  }));
  const files = misspelt.map(({ name, file }) => `misspelt/${name}/${file}`);
  await Promise.all(misspelt.map(({ code }, n) => write(join(project, files[n] ?? ""), code)));
  const messages = await compiled(files);
  for (const file of files) assert.ok(messages.includes(`${file}(`), file);
  await rm(join(project, "misspelt"), { recursive: true });
});

let programs = 0;
/**
 * Runs a program. Returns its output and the number of its requests.
 * @param {string} name a directory in the project @param {string} file @param {string} code @param {string} [faults]
 */
async function ran(name, file, code, faults = "") {
  const cwd = join(project, name);
  const log = join(project, `requests-${++programs}`);
  // The official SDK refuses fields and values that are newer than itself.
  const plain = code.includes('"@kombo-api/sdk"') ? "1" : "";
  const env = { ...VARIABLES, DOCUMENTS_PROJECT: project, DOCUMENTS_REQUESTS: log, DOCUMENTS_PLAIN: plain, DOCUMENTS_FAULTS: faults };
  await write(log, "");
  await write(join(cwd, file), code);
  const output = await run(process.execPath, ["--import", OFFLINE, file], { cwd, env }).catch((/** @type {Error} */ error) => {
    if (faults === "") throw error;
    return { stdout: "", error };
  });
  return { ...output, requests: (await readFile(log, "utf8")).split("\n").length - 1 };
}

for (const block of each("program")) {
  test(title(block), async () => {
    const { requests } = await ran(block.name, block.file.replace("mts", "mjs"), await runnable(block));
    assert.ok(requests > 0 || /createSandbox|require\(/.test(block.code), "it sent no request");
  });
}

/** What goes wrong, and the requests of the program that resumes: three pages, four attempts for each failure, five failures at most. */
for (const [faults, wanted, isOver] of /** @type {[string, number, boolean][]} */ ([
  ["429-retry-after-ms:1@3x4", 7, true],
  ["429-retry-after-ms:1@3+", 22, false],
])) {
  test(`the program of the README that resumes repeats no page: ${faults}`, async () => {
    const [block] = each("program").filter(({ document, code }) => document === "pkg-template/README.md" && /failures === 5/.test(code));
    const output = await ran("resuming", "a.mjs", await runnable(block), faults);
    assert.deepEqual([output.requests, "error" in output], [wanted, !isOver]);
  });
}

test("the program of docs/walk.md that renews its key goes on from the failed page, and ends when the new key is refused too", async () => {
  const [block] = each("program").filter(({ document, code }) => document === "docs/walk.md" && /isRenewed/.test(code));
  const code = await runnable(block);
  const renewed = await ran("renewing", "a.mjs", code, "code:PLATFORM.AUTHENTICATION_INVALID@3x1");
  assert.deepEqual([renewed.requests, "error" in renewed], [4, false]);
  const refused = await ran("renewing", "b.mjs", code, "code:PLATFORM.AUTHENTICATION_INVALID@3+");
  assert.deepEqual([refused.requests, "error" in refused], [4, true]);
});

test("a program that fails, or sends a request to another host, fails its test", async () => {
  const [program] = each("program");
  const code = await runnable(program);
  await assert.rejects(ran("broken", "a.mjs", code.replace("getCandidates({", "getCandidates({ page_size: 0,")), /page_size/);
  await assert.rejects(ran("broken", "b.mjs", code.replace("new Kombo({", 'new Kombo({ retry: false, server: "us",')), /api\.us\.kombo\.dev|network/);
  assert.throws(() => blocksOf("a.md", "```python\nprint()\n```\n"), /a\.md:2/);
});

/** The request for a Worker, by a mark in its code. @type {[RegExp, string, Record<string, string>][]} */
const REQUESTS = [
  [/createProxy/, "https://app.example.com/kombo/ats/candidates", { origin: "https://app.example.com", cookie: "session=1" }],
  [/createSandbox/, "https://kombo.internal/v1/ats/candidates", { authorization: `Bearer ${KEY}`, "x-integration-id": "workday:sandbox" }],
  [/./, "https://changed.example.com/", {}],
];
for (const block of each("worker")) {
  test(title(block), async (t) => {
    const sandbox = createSandbox({ candidates: 250, integrations: [INTEGRATION], now: new Date() });
    const standIn = `globalThis.integrationOf = async () => ${JSON.stringify(INTEGRATION)};\n`;
    const { miniflare, stop } = await startWorker(await bundleWorker(standIn + (await runnable(block))), {
      bindings: VARIABLES,
      outboundService: (/** @type {Request} */ request) => sandbox.fetch(new Request(request.url, { headers: [...request.headers] })),
    });
    t.after(stop);
    const [, url = "", headers = {}] = REQUESTS.find(([mark]) => mark.test(block.code)) ?? [];
    const response = await miniflare.dispatchFetch(url, { headers });
    assert.equal(response.status, 200, await response.clone().text());
    // One value of JSON, or one in each line.
    const lines = (await response.text()).trim().split("\n");
    for (const line of lines) assert.notDeepEqual(JSON.parse(line), {});
    assert.ok(sandbox.requests.length > 0 || /createSandbox/.test(block.code));
  });
}

test("the Worker of docs/walk.md responds with a stream to its end, and with a status if the walk cannot begin", async (t) => {
  const [block] = each("worker").filter(({ document }) => document === "docs/walk.md");
  const sandbox = createSandbox({ candidates: 250, integrations: [INTEGRATION] });
  const { miniflare, stop } = await startWorker(await bundleWorker(await runnable(block)), {
    bindings: VARIABLES,
    outboundService: (/** @type {Request} */ request) => sandbox.fetch(new Request(request.url, { headers: [...request.headers] })),
  });
  t.after(stop);
  const ask = () => miniflare.dispatchFetch("https://changed.example.com/");
  const lines = (await (await ask()).text()).trim().split("\n");
  assert.deepEqual([lines.length - 1, JSON.parse(lines.at(-1) ?? "")], [sandbox.candidates().length, { $end: { stopped: "end", cursor: null } }]);
  sandbox.faults.push("code:INTEGRATION.INACTIVE");
  const refused = await ask();
  assert.deepEqual([refused.status, await refused.json()], [502, { error: "INTEGRATION.INACTIVE" }]);
  sandbox.faults.clear();
  sandbox.faults.push("code:INTEGRATION.INACTIVE@3");
  const cut = (await (await ask()).text()).trim().split("\n");
  assert.equal(JSON.parse(cut.at(-1) ?? "").$end.error.code, "INTEGRATION.INACTIVE");
});

for (const block of each("page")) {
  test(title(block), { skip: CHROMIUM ? false : "there is no Chromium" }, async (t) => {
    const [browser, site] = await Promise.all([launch(), serveSite()]);
    t.after(() => Promise.all([browser.close(), site.close()]));
    const sandbox = createSandbox({ candidates: 250 });
    site.kombo = (request) => sandbox.fetch(request);
    site.files.set("/page.js", await runnable(block));
    const { page, failures } = await openPage(browser, site);
    await page.evaluate(() => import("/page.js"));
    assert.deepEqual(failures, []);
    assert.equal(sandbox.requests.length, 3);
  });
}

/** The runner of each kind of test, with its defaults. @type {Record<string, { node: string, parameters: string[], manifest: string }>} */
const RUNNERS = {
  vitest: { node: NEWEST_NODE, parameters: [tool("vitest/vitest.mjs"), "run"], manifest: '{ "private": true, "type": "module" }\n' },
  jest: { node: process.execPath, parameters: [tool("jest/bin/jest.js"), "--no-watchman", "--no-cache"], manifest: '{ "private": true }\n' },
  "node:test": { node: process.execPath, parameters: ["--test"], manifest: '{ "private": true }\n' },
};
for (const [kind, { node, parameters, manifest }] of Object.entries(RUNNERS)) {
  for (const block of each(/** @type {Block["kind"]} */ (kind))) {
    test(`${title(block)}, in a project with only the test and the tested code`, needs(node, "newest Node"), async () => {
      const cwd = await installedAnew();
      if (kind === "vitest") await symlink(tool("vitest"), join(cwd, "node_modules/vitest"), "dir");
      await write(join(cwd, "package.json"), manifest);
      const tested = BLOCKS.filter(({ document, kind }) => document === block.document && kind === "module");
      for (const { file, code } of [...tested, block]) await write(join(cwd, file), code);
      const only = kind === "node:test" ? [block.file] : [];
      const ends = () => run(node, [...parameters, ...only], { cwd, env: { CI: "1", NO_COLOR: "1", NODE_TEST_CONTEXT: undefined } });
      await ends();
      // With a sandbox that refuses every key, the test must fail.
      await write(join(cwd, block.file), block.code.replaceAll("createSandbox(", '((options) => createSandbox({ ...options, faults: "401" }))('));
      await assert.rejects(ends());
    });
  }
}

/** Commands that are not run here: those of xtask, npm and Cloudflare. `wrangler deploy` has a dry run below. */
const NOT_RUN = [/^cargo xtask (demo|test)\b/, /^npm install (--save-dev )?[\w-]+$/, /^npx wrangler (secret put KOMBO_API_KEY|deploy)$/];
for (const block of each("shell")) {
  test(title(block), async () => {
    const lines = block.code
      .trim()
      .split("\n")
      .filter((line) => !NOT_RUN.some((pattern) => pattern.test(line.replace(/ +#.*/, ""))));
    for (const line of lines) {
      assert.match(line, /\bnpx kombo-edge\b/, `no test runs ${line}`);
      await shell(line);
    }
  });
}

/** @param {string} line */
async function shell(line) {
  const cwd = join(project, "shell");
  await mkdir(cwd, { recursive: true });
  await write(join(project, "requests-shell"), "");
  const { KOMBO_API_KEY, ...given } = VARIABLES;
  // The installed command is run directly, because `--import` must apply to its process only, not to npx.
  const command = line
    .replaceAll("…", KEY)
    .replace("npx kombo-edge", 'node --import "$OFFLINE" ../node_modules/kombo-edge/bin/cli.js')
    .replace(/--port \d+/, "--port 0");
  const env = { ...process.env, ...given, OFFLINE, DOCUMENTS_PROJECT: project, DOCUMENTS_REQUESTS: join(project, "requests-shell") };
  const child = spawn("bash", ["-c", `exec ${command.replace(/^(\w+=\S+ )/, "env $1")}`], { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  const exit = once(child, "exit");
  if (/kombo-edge sandbox/.test(line)) {
    const [url] = await Promise.race([once(createInterface(child.stdout), "line"), exit]);
    assert.match(String(url), /http:\/\/127\.0\.0\.1:\d+/);
    child.kill("SIGTERM");
    await exit;
    return;
  }
  child.stdout.resume();
  const [status] = await exit;
  assert.equal(status, 0, String(await child.stderr.read()));
}

for (const block of each("script")) {
  test(title(block), async () => {
    const cwd = await installedAnew();
    const [, name = ""] = /^# (\S+\.sh)$/m.exec(block.code) ?? [];
    await write(join(cwd, name), block.code);
    await write(join(cwd, "requests"), "");
    const env = { ...process.env, ...VARIABLES, DOCUMENTS_PROJECT: cwd, DOCUMENTS_REQUESTS: join(cwd, "requests") };
    const started = (/** @type {object} */ more = {}) => run("sh", [name], { cwd, env: { ...env, NODE_OPTIONS: `--import ${OFFLINE}`, ...more } });
    const whole = () => readFile(join(cwd, "candidates.ndjson"), "utf8");
    // A day whose run cannot be continued, and the day after it.
    await write(join(cwd, "bin/date"), "#!/bin/sh\necho 2026-01-01\n");
    await chmod(join(cwd, "bin/date"), 0o755);
    const PATH = `${join(cwd, "bin")}${delimiter}${process.env.PATH}`;
    for (const faults of ["cycle", ""]) await assert.rejects(started({ PATH, DOCUMENTS_FAULTS: faults }), /in a circle/);
    await assert.rejects(whole(), /ENOENT/);
    await started();
    assert.ok((await readdir(cwd)).includes("candidates-2026-01-01.ndjson.part"), "nothing is deleted");
    assert.ok((await whole()).split("\n").length > 200);
    await started({ KOMBO_API_KEY: "wrong" });
    assert.ok((await whole()).split("\n").length > 200, "a run after the whole one of the day does nothing");
  });
}

for (const block of each("settings")) {
  test(`${title(block)}: a dry run of wrangler deploy accepts it`, async () => {
    const cwd = await installedAnew();
    for (const { file, code } of BLOCKS.filter(({ document, isNamed }) => document === block.document && isNamed)) await write(join(cwd, file), code);
    await dryRun(cwd);
  });
}

test("docs/reference/ matches the published definitions", async () => {
  const out = join(project, "reference");
  await run(process.execPath, [tool("typedoc/bin/typedoc"), "--options", join(ROOT, "pkg-template/typedoc.json"), "--out", out], { cwd: ROOT });
  for (const name of ["README.md", "index.md", "proxy.md", "testing.md"]) {
    const committed = await readFile(join(ROOT, "docs/reference", name), "utf8");
    assert.equal(await readFile(join(out, name), "utf8"), committed, `docs/reference/${name} is stale: run \`cargo xtask generate\``);
  }
});

test("blocks that need more than Kombo have tests that read them from the document", async () => {
  assert.equal(each("elsewhere").length > 0, true);
  for (const [mark, names] of ELSEWHERE) {
    assert.ok(
      each("elsewhere").some(({ code }) => mark.test(code)),
      String(mark),
    );
    for (const name of names) assert.match(await readFile(new URL(name, import.meta.url), "utf8"), /README|stores?\.mjs|store-tests|BLOCKS/, name);
  }
});

test("each document of docs/ begins with code, except the list of documents", () => {
  for (const document of DOCUMENTS.filter((name) => name.startsWith("docs/") && name !== "docs/README.md")) {
    const [first] = BLOCKS.filter((block) => block.document === document);
    assert.ok(first && first.line <= 8, document);
  }
});
