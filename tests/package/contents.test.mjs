// The contents of the tarball: each file has a purpose, every export leads to a file, and nothing of the machine that
// built it is in it.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { homedir, hostname, userInfo } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { gunzipSync } from "node:zlib";
import { build } from "esbuild";
import { installed, load, packageDirectory, ROOT, tarball } from "./install.mjs";

const ENTRIES = ["browser.js", "edge.js", "inline.js", "kombo.cjs", "workerd.js"];
const FILES = [
  "LICENSE",
  "README.md",
  "THIRD_PARTY.md",
  "bin/cli.js",
  "facts.js",
  "index.d.ts",
  "inline.d.ts",
  "kombo.d.cts",
  "kombo.js",
  "kombo_edge_bg.wasm",
  "lines.js",
  "loading.js",
  "mask.js",
  "package.json",
  "proxy.d.cts",
  "proxy.d.ts",
  "proxy.js",
  "sync.js",
  "testing-kit.cjs",
  "testing.cjs",
  "testing.d.cts",
  "testing.d.ts",
  "testing.js",
  ...ENTRIES,
].sort();

/** The tarball's files: name, mode and bytes. */
async function unpacked() {
  const tar = gunzipSync(await readFile(await tarball()));
  /** @type {Map<string, { mode: number, type: string, bytes: Buffer }>} */
  const files = new Map();
  const text = (/** @type {number} */ at, /** @type {number} */ length) => String(tar.subarray(at, at + length)).split("\0")[0];
  for (let at = 0; at < tar.length && tar[at] !== 0; ) {
    const size = Number.parseInt(text(at + 124, 12), 8);
    files.set(text(at, 100), { mode: Number.parseInt(text(at + 100, 8), 8), type: text(at + 156, 1), bytes: tar.subarray(at + 512, at + 512 + size) });
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return files;
}

const files = await unpacked();
const manifest = JSON.parse(String(files.get("package/package.json")?.bytes));

test("the tarball contains exactly these files", () => {
  assert.deepEqual(
    [...files.keys()].sort(),
    FILES.map((name) => `package/${name}`),
  );
  for (const [name, { type, mode, bytes }] of files) {
    assert.ok(type === "0" || type === "", `${name} is a plain file`);
    assert.equal((mode & 0o111) !== 0, name === "package/bin/cli.js", `${name} may be run: ${mode.toString(8)}`);
    assert.ok(bytes.length > 0, name);
  }
});

/** The module as the inline entry contains it: a character for each byte, in a string. @param {Buffer} bytes */
const characters = (bytes) => JSON.stringify(Array.from(bytes, (byte) => String.fromCharCode(byte + (byte < 92 ? 35 : 68))).join("")).slice(1, -1);

test("the tarball contains nothing twice", () => {
  // Files below 1,000 bytes are left out: the declarations of two entries are the same line.
  const contents = [...files.values()].filter(({ bytes }) => bytes.length > 1_000).map(({ bytes }) => bytes.toString("base64"));
  assert.equal(new Set(contents).size, contents.length, "no two files are alike");
  // The module is there as a file, and once more as text in the inline entry, which all servers share.
  const module = files.get("package/kombo_edge_bg.wasm")?.bytes ?? Buffer.alloc(0);
  const holders = [...files].filter(([, { bytes }]) => {
    const text = String(bytes);
    return text.includes(characters(module)) || text.includes(module.toString("base64")) || text.includes(module.toString("hex"));
  });
  assert.deepEqual(
    holders.map(([name]) => name),
    ["package/inline.js"],
  );
  // The error class is in one ES module and in the one file for `require()`. The command and the testing kit have their own errors.
  const classes = [...files].filter(
    ([name, { bytes }]) =>
      /\.c?js$/.test(name) && !["package/bin/cli.js", "package/testing-kit.cjs"].includes(name) && /class(?: \w+)? extends Error\b/.test(String(bytes)),
  );
  assert.deepEqual(classes.map(([name]) => name).sort(), ["package/kombo.cjs", "package/kombo.js"]);
});

test("the installed package equals the tarball", async () => {
  for (const [name, { bytes }] of files) {
    const file = await readFile(join(await packageDirectory(), name.replace("package/", "")));
    assert.ok(file.equals(bytes), name);
  }
});

test("the manifest has no dependencies and no scripts", () => {
  const { name, type, license, engines, main, types, bin } = manifest;
  assert.deepEqual(
    { name, type, license, engines, main, types, bin },
    {
      name: "kombo-edge",
      type: "module",
      license: "MIT",
      engines: { node: ">=20" },
      main: "./kombo.cjs",
      types: "./index.d.ts",
      bin: { "kombo-edge": "./bin/cli.js" },
    },
  );
  for (const field of ["dependencies", "devDependencies", "peerDependencies", "optionalDependencies", "bundleDependencies", "scripts", "private", "workspaces"])
    assert.ok(!Object.hasOwn(manifest, field), field);
});

test("every export leads to a file under every condition", async () => {
  const targets = (/** @type {any} */ value) => (typeof value === "string" ? [value] : Object.values(value).flatMap(targets));
  const reached = targets(manifest.exports);
  assert.ok(reached.length >= 9);
  for (const target of reached) assert.ok((await stat(join(await packageDirectory(), target))).isFile(), target);
  // TypeScript needs `types` first. wrangler sets both workerd and browser. A runtime or bundler that loads ES modules gets
  // them for `require` too: Node by `module-sync`, bundlers by `module`.
  for (const path of [".", "./inline", "./proxy", "./testing"]) {
    assert.deepEqual(Object.keys(manifest.exports[path]), ["import", "module-sync", "module", "require", "default"]);
    for (const kind of ["import", "require"]) assert.equal(Object.keys(manifest.exports[path][kind])[0], "types");
  }
  assert.deepEqual(Object.keys(manifest.exports["."].import), ["types", "workerd", "edge-light", "node", "deno", "bun", "browser", "default"]);
  const { types, ...runtimes } = manifest.exports["."].import;
  assert.deepEqual(manifest.exports["."].module, runtimes);
});

test("an importer gets the entry of its runtime", async () => {
  const require = createRequire(join(await installed(), "index.js"));
  const directory = await packageDirectory();
  for (const [specifier, file] of [
    ["kombo-edge", "inline.js"],
    ["kombo-edge/inline", "inline.js"],
    ["kombo-edge/proxy", "proxy.js"],
    ["kombo-edge/testing", "testing.js"],
    ["kombo-edge/kombo_edge_bg.wasm", "kombo_edge_bg.wasm"],
    ["kombo-edge/package.json", "package.json"],
  ]) {
    assert.equal(require.resolve(specifier), join(directory, file));
  }
  for (const specifier of ["kombo-edge/kombo.js", "kombo-edge/bin/cli.js", "kombo-edge/inline.js", "kombo-edge/nope"])
    assert.throws(() => require.resolve(specifier), { code: "ERR_PACKAGE_PATH_NOT_EXPORTED" });
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [
      "--input-type=module",
      "--eval",
      'import * as one from "kombo-edge"; import * as two from "kombo-edge/inline"; console.log(JSON.stringify([Object.keys(one), Object.keys(two)]))',
    ],
    { cwd: await installed() },
  );
  const [one, two] = JSON.parse(stdout);
  assert.deepEqual(one, ["CONNECTORS", "KOMBO_ERROR_CODES", "Kombo", "KomboError", "VERSION", "isKomboError"]);
  assert.deepEqual(two, one);
});

/** @param {string} source @param {string[]} conditions @param {import("esbuild").BuildOptions} [options] */
async function bundle(source, conditions, options) {
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: await installed() },
    bundle: true,
    write: false,
    format: "esm",
    minify: true,
    conditions,
    external: ["*.wasm", "*.wasm?module", "node:*"],
    logLevel: "silent",
    ...options,
  });
  return outputFiles[0].text;
}

test("bundlers keep the code that loads the module in every entry, and drop unused code", async () => {
  assert.deepEqual([...manifest.sideEffects].sort(), [...ENTRIES, "testing-kit.cjs"].map((name) => `./${name}`).sort());
  const use = 'import { Kombo } from "kombo-edge"; globalThis.use = Kombo;';
  for (const [condition, marks] of [
    ["workerd", /kombo_edge_bg\.wasm/],
    ["browser", /new URL\("\.\/kombo_edge_bg\.wasm"/],
    ["node", /"#(?:¥·±|\\xA5\\xB7\\xB1)/],
  ]) {
    assert.match(await bundle(use, [condition]), marks);
  }
  assert.match(await bundle(use.replace("kombo-edge", "kombo-edge/inline"), []), /"#(?:¥·±|\\xA5\\xB7\\xB1)/);
  // The proxy imports the entry of its runtime.
  const proxy = await bundle('import { createProxy } from "kombo-edge/proxy"; globalThis.use = createProxy;', ["workerd"]);
  assert.match(proxy, /kombo_edge_bg\.wasm/);
  assert.ok(!(await bundle(use, ["browser"])).includes("PROXY."), "a page without a proxy carries none");
});

test("the entries for pages, Workers and servers contain nothing of the sandbox", async () => {
  const uses = ['import { Kombo } from "kombo-edge"; globalThis.use = Kombo;', 'import { createProxy } from "kombo-edge/proxy"; globalThis.use = createProxy;'];
  // The text that is searched for is in the sandbox itself.
  assert.match(String(files.get("package/testing-kit.cjs")?.bytes), /sandbox-key/);
  for (const condition of ["workerd", "edge-light", "browser", "node"]) {
    for (const use of uses) assert.doesNotMatch(await bundle(use, [condition]), /sandbox-key/, condition);
  }
  for (const name of [...ENTRIES, "kombo.js", "proxy.js", "sync.js", "mask.js", "loading.js"])
    assert.doesNotMatch(String(files.get(`package/${name}`)?.bytes), /testing(-kit)?\.c?js/, name);
  // The kit shares no code with the client: it imports nothing, and its two wrappers import only the kit.
  const imported = (name) =>
    [...String(files.get(`package/${name}`)?.bytes).matchAll(/\bfrom\s*"|\bimport\s*["(]([^"]*)|\brequire\("?([^"]*)/g)].map(([, ...of]) => of.join(""));
  for (const [name, kit] of [
    ["testing-kit.cjs", []],
    ["testing.js", ["./testing-kit.cjs"]],
    ["testing.cjs", ["./testing-kit.cjs"]],
  ])
    assert.deepEqual(imported(name), kit, name);
});

test("the tarball is small", { skip: process.env.KOMBO_EDGE_QUICK && "a quick build" }, async () => {
  const { size } = await stat(await tarball());
  assert.ok(size <= 200_000, `${size} bytes`);
});

/** Programs that misuse the package. Node prints the line of the package's code that threw, then the error. */
const UNCAUGHT = {
  "a wrong state of a sync": [
    'import { Kombo } from "kombo-edge"',
    'for await (const _ of new Kombo(O).ats.syncCandidates({}, { state: "x" }));',
    /KomboError: `state`/,
  ],
  "a wrong option of a proxy": ['import { createProxy } from "kombo-edge/proxy"', "createProxy({});", /KomboError: `api_key`/],
  "an unknown fault of the sandbox": [
    'import { createSandbox } from "kombo-edge/testing"',
    'createSandbox({ faults: "nope" });',
    /BadSpec.*unknown fault "nope"/,
  ],
};
for (const [what, [head, body, message]] of Object.entries(UNCAUGHT)) {
  test(`an uncaught error prints at most some hundred characters of the package's code: ${what}`, async () => {
    const options = 'const O = { api_key: "a-key", integration_id: "a:b" };';
    const run = promisify(execFile)(process.execPath, ["--input-type=module", "--eval", `${head}; ${options} ${body}`], { cwd: await installed() });
    const { stderr } = await run.then(
      () => assert.fail("it did not throw"),
      (error) => error,
    );
    assert.match(stderr, message);
    const code = stderr.slice(0, stderr.search(/^\w*Error|^BadSpec/m));
    assert.ok(code.length < 1_000, `${code.length} characters of code`);
  });
}

test("no entry uses top-level await, which old bundlers and classic scripts cannot load", async () => {
  for (const condition of ["browser", "default"]) {
    await bundle('import { Kombo } from "kombo-edge"; globalThis.use = Kombo;', [condition], {
      format: "iife",
      target: "es2020",
      supported: { "import-meta": true },
      logOverride: { "empty-import-meta": "silent" },
    });
  }
  await assert.rejects(bundle("await 1", [], { format: "iife" }), /Top-level await/);
});

test("no file contains a trace of the machine that built it", () => {
  const { username } = userInfo();
  const sources = ["/rustc/", ".cargo/registry", "crates.io", "github.com-"];
  const traces = [
    ROOT.replace(/\/$/, ""),
    ...sources,
    "/.cargo/",
    ".rustup",
    "npmjs.org",
    "/usr/lib",
    "/usr/local",
    "/usr/src",
    "/tmp/",
    ...["root", "home", "Users"].map((folder) => `/${folder}/`),
    "C:\\",
    "file://",
    "target/wasm32",
    "wasm32-unknown-unknown",
    "node_modules",
    homedir(),
    ...(hostname().length > 5 ? [hostname()] : []),
    ...(username.length > 5 ? [username] : []),
  ];
  for (const [name, { bytes }] of files) {
    for (const trace of traces) assert.ok(!bytes.includes(trace), `${name} holds ${trace}`);
    // The source location of a panic helps no user and shows the layout of the sources.
    if (/\.(wasm|js)$/.test(name)) assert.doesNotMatch(String(bytes), /[\w-]+\/[\w-]+\.rs\b|\/(?:library|src)\/\w+/, name);
  }
  // The wasm of the inline entry equals the file, so the checks above hold for it too.
  assert.ok(String(files.get("package/inline.js")?.bytes).includes(characters(files.get("package/kombo_edge_bg.wasm")?.bytes ?? Buffer.alloc(0))));
});

test("the wasm is stripped, and no script points to a source map", () => {
  const sections = WebAssembly.Module.customSections;
  const module = new WebAssembly.Module(files.get("package/kombo_edge_bg.wasm")?.bytes ?? Buffer.alloc(0));
  for (const section of ["name", "producers", "sourceMappingURL", ".debug_info"]) assert.equal(sections(module, section).length, 0, section);
  for (const [name, { bytes }] of files) assert.doesNotMatch(String(bytes), /sourceMappingURL/, name);
  // A module without imports cannot call out, and needs no glue.
  assert.deepEqual(WebAssembly.Module.imports(module), []);
});

test("the package never logs, evaluates or stores anything", () => {
  const code = ENTRIES.concat("kombo.js", "facts.js", "proxy.js", "sync.js", "mask.js", "lines.js")
    .map((name) => String(files.get(`package/${name}`)?.bytes))
    .join("\n");
  assert.doesNotMatch(code, /\bconsole\.|\beval\(|new Function|localStorage|document\.cookie/);
});

test("the version is the same everywhere", async () => {
  const { VERSION } = await load();
  const cargo = await readFile(join(ROOT, "Cargo.toml"), "utf8");
  const [, version] = /^version = "([^"]+)"$/m.exec(cargo) ?? [];
  assert.deepEqual([VERSION, manifest.version], [version, version]);
  assert.match(await tarball(), process.env.KOMBO_EDGE_TARBALL ? /\.tgz$/ : new RegExp(`kombo-edge-${version}\\.tgz$`));
  assert.match(await readFile(join(ROOT, "CHANGELOG.md"), "utf8"), new RegExp(`^## .*\\b${version.replaceAll(".", "\\.")}\\b`, "m"));
});

test("the licence notices are those of the crates in Cargo.lock that are compiled in", async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [join(ROOT, "pkg-template/third-party.mjs")]);
  assert.equal(String(files.get("package/THIRD_PARTY.md")?.bytes), stdout, "pkg-template/THIRD_PARTY.md is stale: run `cargo xtask generate`");
  for (const what of ["rlsf", "Rust's standard library", "Permission is hereby granted"]) assert.ok(stdout.includes(what), what);
  assert.ok(!/\b(syn|quote|proc-macro2)\b/.test(stdout), "crates that only run in the compiler");
});

test("the manifest has the repository, the homepage and the address for bugs", () => {
  const { repository, bugs, homepage, keywords } = manifest;
  const url = "https://github.com/kombo-edge/kombo-edge";
  assert.deepEqual(
    { repository, bugs, homepage },
    { repository: { type: "git", url: `git+${url}.git` }, bugs: { url: `${url}/issues` }, homepage: `${url}#readme` },
  );
  assert.ok(keywords.length > 5);
});

test("the README begins with an example whose import works", () => {
  const readme = String(files.get("package/README.md")?.bytes);
  const [, example] = /```(?:ts|js)\n([\s\S]*?)```/.exec(readme) ?? [];
  assert.ok(example, "an example");
  assert.match(example, /import \{[^}]*\bKombo\b[^}]*\} from "kombo-edge"/);
  assert.ok(example.trim().split("\n").length <= 12, "ten lines that work");
});
