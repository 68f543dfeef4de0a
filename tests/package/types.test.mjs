// The type definitions as `tsc` reads them in the installed project: strict, with and without the DOM, with both module
// resolutions; with the types of Workers, Node and the DOM, alone and together. Wrong code does not compile, no `any` and no
// wasm class appears in them, and the samples of both READMEs compile unchanged.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { copyFile, mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { isAbsolute, join } from "node:path";
import { before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import ts from "typescript";
import { installed, load, packageDirectory, ROOT } from "./install.mjs";

/** The compilers: the oldest supported 5.x, this repository's, and the newest. */
const COMPILERS = ["typescript-oldest", "typescript", "typescript-newest"];
const DOM = ["es2022", "dom"];
const LANGUAGE = ["es2022"];
/** @type {{ module: string, moduleResolution: string }[]} */
const RESOLUTIONS = [
  { module: "nodenext", moduleResolution: "nodenext" },
  { module: "esnext", moduleResolution: "bundler" },
];
let project = "";
before(async () => {
  project = await installed();
  await mkdir(join(project, "types"), { recursive: true });
  const sources = fileURLToPath(new URL("types/", import.meta.url));
  for (const name of await readdir(sources)) await copyFile(join(sources, name), join(project, "types", name));
});

/**
 * The output of `tsc`; empty when everything compiles.
 * @param {string[]} files names of files in the project's `types/`, or whole paths
 * @param {object} options
 * @param {string} [compiler] one of these packages
 * @returns {Promise<string>}
 */
async function tsc(files, options, compiler = "typescript") {
  const program = join(ROOT, "node_modules", compiler, "bin/tsc");
  const compilerOptions = { target: "es2022", strict: true, noUncheckedIndexedAccess: true, noEmit: true, types: [], skipLibCheck: false, ...options };
  const config = join(project, `tsconfig.${Math.random().toString(36).slice(2)}.json`);
  await writeFile(config, JSON.stringify({ compilerOptions, files: files.map((file) => (isAbsolute(file) ? file : `types/${file}`)) }));
  return new Promise((resolve) =>
    execFile(process.execPath, [program, "-p", config, "--pretty", "false"], (error, stdout) => resolve(stdout || (error ? String(error) : ""))),
  );
}

for (const compiler of COMPILERS) {
  const { version } = JSON.parse(await readFile(join(ROOT, "node_modules", compiler, "package.json"), "utf8"));
  for (const resolution of RESOLUTIONS) {
    const how = `TypeScript ${version}, ${resolution.moduleResolution}`;
    test(`${how}, with the DOM: the sample and all other correct code compile, and wrong code does not`, async () => {
      assert.equal(
        await tsc(["sample.ts", "accepted.ts", "refused.ts", "proxy.ts", "select.ts", "errors.ts", "stream.ts"], { ...resolution, lib: DOM }, compiler),
        "",
      );
    });

    test(`${how}, with the language alone: all correct code compiles, except the sample's console and classes`, async () => {
      assert.equal(
        await tsc(["accepted.ts", "refused.ts", "language.ts", "proxy.ts", "select.ts", "errors.ts"], { ...resolution, lib: LANGUAGE }, compiler),
        "",
      );
    });
  }

  test(`TypeScript ${version} reports a mistake, so an empty output has a meaning`, async () => {
    const name = `wrong-${compiler}.ts`;
    await writeFile(
      join(project, "types", name),
      'import { Kombo } from "kombo-edge";\nnew Kombo({ server: "mars" });\n// @ts-expect-error none\nnew Kombo({});\n',
    );
    const output = await tsc([name], { ...RESOLUTIONS[0], lib: LANGUAGE }, compiler);
    assert.match(output, /wrong-.*\.ts\(2,\d+\): error TS2322/);
    assert.match(output, /wrong-.*\.ts\(3,\d+\): error TS2578/);
  });
}

/** The files that declare the runtime's classes, as in a user's program. */
const DECLARED = {
  "@types/node": [join(ROOT, "node_modules/@types/node/index.d.ts")],
  "@cloudflare/workers-types 4": [join(ROOT, "node_modules/@cloudflare/workers-types/index.d.ts")],
  "the newest @cloudflare/workers-types": [join(ROOT, "node_modules/workers-types-newest/index.d.ts")],
  "wrangler types": ["worker-configuration.d.ts"],
};

test("wrangler writes its types", async () => {
  const directory = join(project, "worker");
  await mkdir(directory);
  await writeFile(join(directory, "index.js"), "export default {};\n");
  await writeFile(
    join(directory, "wrangler.json"),
    JSON.stringify({ name: "types", main: "index.js", compatibility_date: "2026-04-01", compatibility_flags: ["nodejs_compat"] }),
  );
  const wrangler = join(ROOT, "node_modules/wrangler/bin/wrangler.js");
  const env = { ...process.env, WRANGLER_SEND_METRICS: "false" };
  await promisify(execFile)(process.execPath, [wrangler, "types", join(project, "types/worker-configuration.d.ts")], { cwd: directory, env });
});

for (const compiler of COMPILERS) {
  for (const [what, declarations] of Object.entries(DECLARED)) {
    const rest = what === "@types/node" ? [] : DECLARED["@types/node"];
    for (const [others, lib, more] of /** @type {[string, string[], string[]][]} */ ([
      ["alone", LANGUAGE, []],
      ["with the DOM and @types/node", DOM, rest],
    ])) {
      test(`${compiler}, ${what}, ${others}: the package's types accept the program's own classes`, async () => {
        // Declarations of two origins contradict each other, and the oldest compiler does not understand the newest ones. Programs
        // with them skip the check of libraries, as `tsc --init` sets it.
        const isWorker = what !== "@types/node" && others === "alone";
        const files = ["stream.ts", ...(isWorker ? ["binding.ts"] : []), ...declarations, ...more];
        assert.equal(await tsc(files, { ...RESOLUTIONS[1], lib, skipLibCheck: true }, compiler), "");
      });
    }
  }
}

/**
 * The completions of an editor at the mark `|`.
 * @param {string} code @returns {string[]}
 */
function completions(code) {
  const file = join(project, "types/completed.ts");
  const text = code.replace("|", "");
  const host = /** @type {ts.LanguageServiceHost} */ ({
    ...ts.sys,
    useCaseSensitiveFileNames: () => true,
    getCompilationSettings: () => ({
      strict: true,
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      lib: ["lib.es2022.d.ts"],
      types: [],
    }),
    getScriptFileNames: () => [file],
    getScriptVersion: () => "1",
    getScriptSnapshot: (name) => {
      const there = name === file ? text : ts.sys.readFile(name);
      return there === undefined ? undefined : ts.ScriptSnapshot.fromString(there);
    },
    getDefaultLibFileName: ts.getDefaultLibFilePath,
  });
  const offered = ts.createLanguageService(host).getCompletionsAtPosition(file, code.indexOf("|"), {});
  return offered?.entries.map(({ name }) => name) ?? [];
}

test("an editor completes codes, connectors, kinds and fields", async () => {
  const { CONNECTORS, KOMBO_ERROR_CODES } = await load();
  const imported = 'import { Kombo, type KomboError } from "kombo-edge";\ndeclare const error: KomboError;\n';
  assert.deepEqual(completions(`${imported}error.code === "|";`).sort(), [...KOMBO_ERROR_CODES].sort());
  assert.deepEqual(
    completions(`${imported}new Kombo({ integration_id: "|" });`).sort(),
    Object.keys(CONNECTORS)
      .map((slug) => `${slug}:`)
      .sort(),
  );
  assert.deepEqual(completions(`${imported}error.kind === "|";`).sort(), [
    "api",
    "deadline",
    "decode",
    "http",
    "input",
    "internal",
    "network",
    "pagination",
    "timeout",
  ]);
  const fields = completions(`${imported}new Kombo({}).ats.getCandidates({}, { select: ["id", "|"] });`);
  for (const field of ["email_addresses", "applications", "tags"]) assert.ok(fields.includes(field), field);
});

/** The samples of a README as separate, unchanged programs, without those that need a test runner (documents.test.mjs). @param {string} markdown */
const samples = (markdown) =>
  [...markdown.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code = ""]) => code).filter((code) => !code.includes('from "vitest"'));

/** @param {string} name @param {string[]} codes @returns {Promise<string[]>} the files' names */
async function written(name, codes) {
  const files = codes.map((_, index) => `${name}-${index + 1}.ts`);
  await Promise.all(files.map((file, index) => writeFile(join(project, "types", file), codes[index])));
  return files;
}

/** The declarations that each store needs, by a word in its code. */
const STORES = {
  "node:sqlite": [join(ROOT, "node_modules/node-types-newest/index.d.ts")],
  'from "pg"': [join(ROOT, "node_modules/@types/node/index.d.ts")],
  D1Database: [join(ROOT, "node_modules/@cloudflare/workers-types/index.d.ts")],
};
const isStore = (/** @type {string} */ code) => Object.keys(STORES).some((word) => code.includes(word));

test("the documents' stores compile unchanged, and do not with a misspelt member", async () => {
  await mkdir(join(project, "node_modules/@types"), { recursive: true });
  await symlink(join(ROOT, "node_modules/@types/pg"), join(project, "node_modules/@types/pg"));
  const [own, more] = await Promise.all(
    ["pkg-template/README.md", "docs/sync.md"].map(async (path) => samples(await readFile(join(ROOT, path), "utf8")).filter(isStore)),
  );
  assert.deepEqual([own.length, more.length], [Object.keys(STORES).length, 1]);
  for (const code of own) assert.ok(code.trim().split("\n").length <= 30, "a store is short");
  for (const compiler of ["typescript", "typescript-newest"]) {
    for (const [at, code] of [...own, ...more].entries()) {
      const [, declarations = []] = Object.entries(STORES).find(([word]) => code.includes(word)) ?? [];
      const [file] = await written(`store-${at}`, [code]);
      assert.equal(await tsc([file, ...declarations], { ...RESOLUTIONS[0], lib: LANGUAGE, skipLibCheck: true }, compiler), "");
      const [wrong] = await written(`wrong-store-${at}`, [code.replace("previous_state", "previous")]);
      assert.match(await tsc([wrong, ...declarations], { ...RESOLUTIONS[0], lib: LANGUAGE, skipLibCheck: true }, compiler), /'previous'/);
    }
  }
});

test("the samples of both READMEs compile unchanged, and a broken one does not", async () => {
  const [own, ours] = await Promise.all(
    ["pkg-template/README.md", "README.md"].map(async (path) => samples(await readFile(join(ROOT, path), "utf8")).filter((code) => !isStore(code))),
  );
  assert.ok(own.length >= 9 && ours.length >= 1, `${own.length} and ${ours.length} samples`);
  const codes = [...own, ...ours];
  const files = await written("sample", codes);
  // Samples for Node use its modules, whose declarations the oldest compiler does not understand.
  const how = { ...RESOLUTIONS[0], lib: DOM, skipLibCheck: true };
  for (const compiler of COMPILERS) assert.equal(await tsc([...files, ...DECLARED["@types/node"]], how, compiler), "", compiler);
  // Each sample with a misspelt method or function.
  const wrong = await written(
    "wrong",
    codes.map((code) => code.replaceAll(/getCandidates|createProxy|syncCandidates|confirmDeleted/g, "$&s")),
  );
  const output = await tsc([...wrong, ...DECLARED["@types/node"]], how, "typescript-newest");
  for (const file of wrong) assert.match(output, new RegExp(`${file}\\(`));
});

test("the samples compile with the strictest options, exactOptionalPropertyTypes included", async () => {
  const strictest = {
    exactOptionalPropertyTypes: true,
    noPropertyAccessFromIndexSignature: true,
    verbatimModuleSyntax: true,
    isolatedModules: true,
    erasableSyntaxOnly: true,
  };
  const output = await tsc(["sample.ts", "select.ts", "errors.ts", "stream.ts"], { ...RESOLUTIONS[0], ...strictest, lib: DOM });
  assert.equal(output, "");
});

test("with classes declared as in Workers types, a service binding is accepted as fetch", async () => {
  assert.equal(await tsc(["worker.ts", "workers.d.ts"], { ...RESOLUTIONS[1], lib: LANGUAGE }), "");
});

/** @param {ts.Node} node @returns {ts.Node[]} */
function all(node) {
  const nodes = [node];
  node.forEachChild((child) => void nodes.push(...all(child)));
  return nodes;
}

test("the definitions equal the files under version control, so that a change is visible", async () => {
  for (const [name, common] of [
    ["index.d.ts", "kombo.d.cts"],
    ["proxy.d.ts", "proxy.d.cts"],
    ["testing.d.ts", "testing.d.cts"],
  ]) {
    const packed = await readFile(join(await packageDirectory(), common), "utf8");
    const kept = await readFile(join(ROOT, "pkg-template", name), "utf8");
    assert.equal(packed, kept.replaceAll("./index.js", "./kombo.cjs"), `pkg-template/${name} is stale: run \`cargo xtask generate\``);
  }
});

test("the definitions contain no any, no wasm class and no free(), and document every member", async () => {
  const text = await readFile(join(await packageDirectory(), "kombo.d.cts"), "utf8");
  const source = ts.createSourceFile("index.d.ts", text, ts.ScriptTarget.ES2022, true);
  const nodes = all(source);
  assert.ok(nodes.length > 500);
  assert.deepEqual(
    nodes.filter((node) => node.kind === ts.SyntaxKind.AnyKeyword).map((node) => node.parent.getText()),
    [],
  );
  // Parameters are left out, since `fetch(url, init)` is a common name.
  const names = nodes.filter((node) => ts.isIdentifier(node) && !ts.isParameter(node.parent)).map((node) => node.text);
  for (const name of ["free", "Walk", "initSync", "init", "InitInput", "InitOutput", "wasm", "memory", "ptr", "dispose"])
    assert.ok(!names.includes(name), name);
  assert.ok(!nodes.some((node) => ts.isImportDeclaration(node) || ts.isTypeReferenceDirective?.(node)), "needs nothing else");
  assert.equal(source.typeReferenceDirectives.length + source.libReferenceDirectives.length, 0);

  const documented = (/** @type {ts.Node} */ node) => ts.getJSDocCommentsAndTags(node).length > 0;
  const exported = source.statements.filter(
    (node) => ts.canHaveModifiers(node) && ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword),
  );
  assert.ok(exported.length > 25);
  assert.deepEqual(
    exported.filter((node) => !documented(node)).map((node) => node.getText().slice(0, 60)),
    [],
  );
  const members = nodes.filter((node) => (ts.isPropertySignature(node) || ts.isMethodSignature(node)) && ts.isInterfaceDeclaration(node.parent));
  assert.ok(members.length > 90);
  assert.deepEqual(
    members.filter((node) => !documented(node)).map((node) => `${node.parent.name.text}: ${node.getText()}`),
    [],
  );
});

test("the definitions name exactly the module's exports", async () => {
  const declared = async (/** @type {string} */ name) => {
    const text = await readFile(join(await packageDirectory(), name), "utf8");
    return [...text.matchAll(/^export declare (?:const|class|function) (\w+)/gm)].map(([, name]) => name).sort();
  };
  assert.deepEqual(Object.keys(await load("proxy.js")), await declared("proxy.d.cts"));
  assert.deepEqual(Object.keys(await load("testing.js")).sort(), await declared("testing.d.cts"));
  assert.deepEqual(Object.keys(await load("inline.js")).sort(), await declared("kombo.d.cts"));
});

test("types that are not exported cannot be imported", async () => {
  await writeFile(join(project, "types/helper.ts"), 'import type { Signal } from "kombo-edge";\nexport type S = Signal;\n');
  assert.match(await tsc(["helper.ts"], { ...RESOLUTIONS[0], lib: LANGUAGE }), /helper\.ts\(1,\d+\): error TS(2305|2459)/);
});
