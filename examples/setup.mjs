// Makes an example run from a clone. npm runs it after the example's `npm install` (`"postinstall": "node ../setup.mjs"`).
//
// It puts this repository's package into the example's `node_modules`, packing it first if there is no tarball, and creates
// `.dev.vars` from `.dev.vars.example`. Outside this repository, `npm install kombo-edge` replaces it.

import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const repository = fileURLToPath(new URL("..", import.meta.url));
const example = process.cwd();
const packed = join(repository, "target/npm");
const tarball = () => existsSync(packed) && readdirSync(packed).find((name) => /^kombo-edge-.*\.tgz$/.test(name));

if (!tarball()) {
  console.log("setup: packing kombo-edge with `cargo xtask pack`; it takes some minutes the first time");
  execFileSync("cargo", ["xtask", "pack"], { cwd: repository, stdio: "inherit" });
}
const from = join(packed, String(tarball()));
const to = join(example, "node_modules/kombo-edge");
rmSync(to, { recursive: true, force: true });
mkdirSync(to, { recursive: true });
execFileSync("tar", ["-xzf", relative(to, from), "--strip-components=1"], { cwd: to });
console.log(`setup: node_modules/kombo-edge is ${basename(from)}, packed here; after a change, run \`cargo xtask pack\` and this again`);

const variables = join(example, ".dev.vars");
if (existsSync(`${variables}.example`) && !existsSync(variables)) {
  copyFileSync(`${variables}.example`, variables);
  console.log("setup: .dev.vars is a copy of .dev.vars.example; put your own values in");
}
