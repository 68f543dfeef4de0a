// The commands that CONTRIBUTING.md names, from the document: each exists. What follows `cargo xtask` is parsed by `cargo xtask lint`.

import assert from "node:assert/strict";
import { access, readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { ROOT } from "./install.mjs";
import { run } from "./projects.mjs";

const DOCUMENT = await readFile(join(ROOT, "CONTRIBUTING.md"), "utf8");

/** All code of a document that begins as a command does, without its variables. @param {string} markdown */
function commandsOf(markdown) {
  const fence = /^ *```sh\n([\s\S]*?)^ *```$/gm;
  const blocks = [...markdown.matchAll(fence)].flatMap(([, code = ""]) => code.split("\n"));
  const spans = [...markdown.replaceAll(fence, "").matchAll(/`([^`]+)`/g)].map(([, code = ""]) => code.replaceAll(/\s+/g, " "));
  const commands = [...blocks, ...spans].map((line) =>
    line
      .trim()
      .replace(/^(?:[A-Z_]+=\S+ )+/, "")
      .replace(/ #.*/, ""),
  );
  return [...new Set(commands.filter((line) => /^(?:cargo|node|npm|rustup) |^\.ci\/run$/.test(line)))];
}

/** @param {string} program @param {...string} parameters */
const runs = (program, ...parameters) => run(program, parameters, { cwd: ROOT });

/** Fails when there is no such command. @param {string} command @param {string} markdown says what is to be installed */
async function resolve(command, markdown) {
  const [program = "", ...words] = command.split(" ");
  const files = words.filter((word) => /^[\w./-]+\.m?js$/.test(word));
  for (const file of [program, ...files].filter((name) => name.includes("/") || files.includes(name))) await access(join(ROOT, file));
  if (program === "node") return assert.ok(files.length > 0, `${command} names no file`);
  if (program === "npm" || program === "rustup") return runs(program, ...words.slice(0, program === "npm" ? 1 : 2), "--help");
  if (program !== "cargo") return;
  const [word = "", next = ""] = words;
  const [, named] = / (?:-p|--package)[ =](\S+)/.exec(command) ?? [];
  if (named) await runs("cargo", "pkgid", named);
  if (word === "xtask") return runs("cargo", "xtask", next, "--help");
  // A subcommand that is a tool of its own is one that the document says how to install.
  if (!markdown.includes(`cargo install cargo-${word} --locked`)) await runs("cargo", word, "--help");
}

for (const command of commandsOf(DOCUMENT)) {
  test(command, () => resolve(command, DOCUMENT));
}

test("commands are found in spans and in blocks, and those that do not exist are seen", async () => {
  const markdown =
    "`cargo xtask\n  fly`, `SEED=7 node --test tests/gone.test.mjs`\n\n```sh\nexport A=1\ncargo test -p kombo-gone # all\n```\n`cargo fly --up`, `npm fly`, `rustup fly high`";
  const commands = commandsOf(markdown);
  assert.deepEqual(commands, [
    "cargo test -p kombo-gone",
    "cargo xtask fly",
    "node --test tests/gone.test.mjs",
    "cargo fly --up",
    "npm fly",
    "rustup fly high",
  ]);
  for (const command of commands) await assert.rejects(resolve(command, markdown), command);
});
