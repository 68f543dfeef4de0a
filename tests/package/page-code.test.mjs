// Copy as code: the code of the page compiles unchanged and prints the records that the view shows.

import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { transform } from "esbuild";
import { createSandbox } from "../sandbox/sandbox.mjs";
import { packageDirectory } from "./install.mjs";
import { model } from "./page-model.mjs";
import { run, tool } from "./projects.mjs";

const sandbox = createSandbox({ candidates: 300, faults: "odd-record:wrong-type@2" });
const all = createSandbox({ candidates: 300 }).truth({ include_deleted: "true" });
const lacks = (field) => ({ sort: "lacks", field });

const VIEWS = {
  everything: [],
  "a list": [lacks("phone_numbers")],
  "a text": [{ sort: "has", field: "company" }],
  "an object": [lacks("location")],
  "a nested text": [lacks("location.street_2")],
  "in a list": [lacks("applications[].current_stage.name")],
  "a free name": [lacks('custom_fields["toString"]')],
  "a field of the connected system": [lacks("integration_fields.field_1")],
  "an outcome": [{ sort: "value", kind: "outcome", value: "HIRED" }],
  "no stage": [{ sort: "value", kind: "stage", value: null }],
  "a source": [{ sort: "value", kind: "source", value: "Careers page" }],
  "a tag": [{ sort: "value", kind: "tag", value: "Alumni" }],
  "deleted records": [{ sort: "only", what: "deleted" }],
  "confidential records that lack a title": [{ sort: "only", what: "confidential" }, lacks("title")],
  // The name is not an identifier, so the code has to quote it.
  'a name "in quotes"': [lacks('custom_fields["say \\"x\\""]')],
};

const viewed = (filters, entered = {}) => ({
  integration: "workday:sandbox",
  entered: { include_deleted: "true", page_size: "100", ...entered },
  filters,
  query: "",
  now: Date.UTC(2025, 5, 1),
  last: null,
});
const shown = (filters) => all.filter((record) => model.testAll(filters)({ record, issues: [] })).map(({ id }) => id);

/** The lines that the code prints, with the sandbox as Kombo. */
async function printed(code) {
  const inline = pathToFileURL(join(await packageDirectory(), "inline.js")).href;
  const { code: script } = await transform(code.replace('"kombo-edge"', JSON.stringify(inline)), { loader: "ts", format: "esm" });
  const [log, { fetch }] = [console.log, globalThis];
  const lines = [];
  console.log = (...parts) => lines.push(parts.map(String).join(" "));
  globalThis.fetch = (url, init) => sandbox.fetch(String(url).replace(/^https:\/\/[^/]+/, "http://sandbox.test"), init);
  process.env.KOMBO_API_KEY = "sandbox-key";
  try {
    // An engine runs a module once per address, so each gets its own.
    await import(`data:text/javascript,${encodeURIComponent(`${script}// ${Math.random()}`)}`);
  } finally {
    Object.assign(globalThis, { fetch });
    console.log = log;
  }
  return lines;
}

for (const [name, filters] of Object.entries(VIEWS)) {
  test(`the TypeScript of a view prints the shown records: ${name}`, async () => {
    const found = await printed(model.typescript(viewed(filters)));
    // The sandbox has made one record odd, in a field that these views do not use.
    assert.deepEqual(found, shown(filters));
  });
}

test("the TypeScript of a view of issues prints the issues", async () => {
  sandbox.faults.push("odd-record:wrong-type@1");
  const found = await printed(model.typescript(viewed([{ sort: "issue", key: "first_name~string or null~number" }])));
  assert.equal(found.length, 1);
  assert.match(found[0], /\$\.first_name string or null number$/);
});

test("the TypeScript of every view compiles in strict mode", async (t) => {
  const directory = await mkdtemp(join(tmpdir(), "kombo-edge-code-"));
  t.after(() => rm(directory, { recursive: true, force: true }));
  await mkdir(join(directory, "node_modules/@types"), { recursive: true });
  await symlink(await packageDirectory(), join(directory, "node_modules/kombo-edge"));
  await symlink(tool("@types/node"), join(directory, "node_modules/@types/node"));
  await symlink(tool("undici-types"), join(directory, "node_modules/undici-types"));
  const views = [...Object.values(VIEWS), [{ sort: "issue", key: "tags[].name~string or null~array" }], [{ sort: "only", what: "issues" }, lacks("tags")]];
  await Promise.all(
    views.map((filters, n) =>
      writeFile(
        join(directory, `view${n}.ts`),
        model.typescript({
          ...viewed(filters, { updated_after: "-7d", ids: "a,b", email: "jane@example.com", on_invalid: "skip", max_pages: "2" }),
          query: n % 2 === 0 ? 'say "x"' : "",
        }),
      ),
    ),
  );
  await writeFile(
    join(directory, "tsconfig.json"),
    JSON.stringify({
      compilerOptions: {
        strict: true,
        noEmit: true,
        target: "ES2022",
        module: "ESNext",
        moduleResolution: "Bundler",
        lib: ["ES2022"],
        types: ["node"],
        skipLibCheck: true,
      },
      include: ["*.ts"],
    }),
  );
  await run(process.execPath, [tool("typescript/bin/tsc"), "--project", directory], { cwd: directory });
});

test("the code contains no key, and an entered text stays one word in the shell", async () => {
  const odd = { ...viewed([{ sort: "value", kind: "tag", value: "it's `$(x)`" }], { first_name: "O'Brien $(touch x)", ids: "a,b" }), query: "x'y" };
  const command = model.command(odd);
  const { stdout } = await run("/bin/sh", ["-c", `npx() { printf '%s\\n' "$@"; }; jq() { cat; printf '%s\\n' "$@"; }; ${command}`], { cwd: tmpdir() });
  const words = stdout.split("\n");
  assert.deepEqual(words.slice(0, 11), [
    "kombo-edge",
    "candidates",
    "--integration",
    "workday:sandbox",
    "--page-size",
    "100",
    "--include-deleted",
    "--ids",
    "a,b",
    "--first-name",
    "O'Brien $(touch x)",
  ]);
  assert.match(words.at(-2), /any\(\.tags\[\]\?; \.name == "it's `\$\(x\)`"\)/);
  for (const text of [command, model.typescript(odd)]) assert.doesNotMatch(text, /sandbox-key/);
});
