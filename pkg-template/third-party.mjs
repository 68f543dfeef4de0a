// Lists the third-party code in the package, with its notices: node third-party.mjs, to standard output.
//
// This is the code compiled into the module (the dependencies from `cargo metadata`, without those that run only at compile time, and
// Rust's standard library, which is in no manifest) and the code bundled into the command.

import { execFileSync } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const TARGET = "wasm32-unknown-unknown";

const metadata = JSON.parse(
  execFileSync("cargo", ["metadata", "--format-version=1", "--locked", `--filter-platform=${TARGET}`], {
    cwd: ROOT,
    maxBuffer: 2 ** 28,
    stdio: ["ignore", "pipe", "ignore"],
  }),
);
const packages = new Map(metadata.packages.map((one) => [one.id, one]));
const nodes = new Map(metadata.resolve.nodes.map((node) => [node.id, node]));
/** The packages that are bundled into the command. */
const BUNDLED = ["commander"];
/** Dependencies without code in the module: only wasm-bindgen's tool uses them. */
const UNUSED = ["unicode-ident"];
const isMacro = ({ targets }) => targets.some(({ kind }) => kind.includes("proc-macro"));

/** The ids of all packages that are linked into a package, including itself. */
function linked(id, found = new Set()) {
  if (found.has(id) || isMacro(packages.get(id))) return found;
  found.add(id);
  for (const { pkg, dep_kinds } of nodes.get(id).deps) if (dep_kinds.some(({ kind }) => kind === null)) linked(pkg, found);
  return found;
}

/** The copyright line of a package's licence, or one with its authors' names if it has no licence file. */
async function copyright({ manifest_path, authors, name }) {
  const line = await noticeIn(dirname(manifest_path));
  return line || `Copyright (c) ${authors.map((author) => author.replace(/\s*<.*>/, "")).join(", ") || `the authors of ${name}`}`;
}

/** The copyright line of a licence file in a directory, if there is one. */
async function noticeIn(directory) {
  const files = (await readdir(directory)).filter((file) => /^(LICEN[CS]E|COPYRIGHT)/i.test(file));
  const first = files.find((file) => /MIT/i.test(file)) ?? files[0];
  return first && /^\s*(Copyright .*\S)/im.exec(await readFile(join(directory, first), "utf8"))?.[1];
}

const own = metadata.packages.find(({ name, source }) => name === "kombo-edge" && source === null);
const theirs = [...linked(own.id)].map((id) => packages.get(id)).filter(({ name, source }) => source !== null && !UNUSED.includes(name));
const rows = await Promise.all(
  theirs
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(async (one) => `| [${one.name}](${one.repository}) ${one.version} | ${one.license.replace("/", " OR ")} | ${await copyright(one)} |`),
);
for (const name of BUNDLED) {
  const directory = join(ROOT, "node_modules", name);
  const { version, license, repository } = JSON.parse(await readFile(join(directory, "package.json"), "utf8"));
  const url = repository.url.replace(/^git\+|\.git$/g, "");
  rows.push(`| [${name}](${url}) ${version}, in \`bin/cli.js\` | ${license} | ${await noticeIn(directory)} |`);
}
const compiler = /^channel = "(.*)"$/m.exec(await readFile(join(ROOT, "rust-toolchain.toml"), "utf8"))?.[1];
rows.push(`| [Rust's standard library](https://github.com/rust-lang/rust) ${compiler} | MIT OR Apache-2.0 | Copyright (c) The Rust Project Contributors |`);

// The permission notice is the same for all of them and for this package.
const licence = await readFile(join(ROOT, "LICENSE"), "utf8");
process.stdout.write(`# Third-party notices

The third-party code that is compiled into \`kombo_edge_bg.wasm\` and into the files that contain it, or bundled into another file, which
is named. All of it is used under the MIT licence, whose text follows. Written by \`cargo xtask generate\` from \`cargo metadata\`
and npm's manifests.

| what | licence | copyright |
|---|---|---|
${rows.join("\n")}

${licence.slice(licence.indexOf("Permission is hereby granted")).trim()}
`);
