#!/usr/bin/env node
// `npx kombo-edge …`: reads the arguments and runs a command. Each command has its own file.

import { Command, CommanderError } from "commander";
import { VERSION } from "../entries/inline.ts";
import { candidates } from "./candidates.ts";
import { STATUS } from "./exit.ts";
import { sandbox } from "./sandbox.ts";
import { printLine, visible } from "./terminal.ts";

/** Each function creates one command with its help and its action. The action sets `process.exitCode` or ends the process. */
const COMMANDS: readonly (() => Command)[] = [candidates, sandbox];

const program = new Command("kombo-edge")
  .description("Reads the candidates of an applicant tracking system through Kombo.")
  .version(VERSION, "--version", "print the version")
  .helpOption("--help", "print this")
  .helpCommand(false)
  .addHelpText("after", "\nkombo-edge <command> --help describes a command.");

for (const make of COMMANDS) {
  const command = make().helpOption("--help", "print this");
  program.addCommand(command);
}
for (const command of [program, ...program.commands]) {
  command
    .exitOverride()
    .configureHelp({ helpWidth: 100 })
    .configureOutput({ writeErr: () => {} });
}

/** The flags of all commands. They print and take no value. */
const FOR_ALL = ["--help", "--version"];

/** Runs the command. Returns the error when the command line is wrong. */
async function parse(words: readonly string[]): Promise<CommanderError | undefined> {
  try {
    await program.parseAsync(words, { from: "user" });
    return undefined;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? undefined : error;
  }
}

/** What the user did wrong, without the value of an unknown flag: it may be a key. */
async function wrongUse({ code, message }: CommanderError, [command = "-"]: readonly string[]): Promise<string> {
  if (code === "commander.help") return `name a command: ${program.commands.map((one) => `kombo-edge ${one.name()}`).join(", ")}`;
  const [, flag = "", value] = /^error: unknown option '(-[^-]|--[^=]*)(.+?)?'/s.exec(message) ?? [];
  if (/^--?(api[-_]?)?key$/i.test(flag)) return "the key is never an argument, which others on this machine can see: set KOMBO_API_KEY instead of --api-key";
  if (!value) return message.replace(/^error: /, "");
  if (FOR_ALL.includes(flag) || program.commands.some((one) => one.name() === command && one.options.some(({ long }) => long === flag)))
    return `${flag} takes no value`;
  // Parses again without the value, because commander then suggests a similar flag.
  const again = await parse([...(command.startsWith("-") ? [] : [command]), flag]);
  return again ? wrongUse(again, []) : `unknown option ${flag}`;
}

async function main(): Promise<void> {
  const words = process.argv.slice(2);
  const error = await parse(words);
  if (!error) return;
  const isCommand = program.commands.some((command) => command.name() === words[0]);
  await printLine(`kombo-edge: ${visible(await wrongUse(error, words))} (see kombo-edge ${isCommand ? `${words[0]} ` : ""}--help)`);
  process.exitCode = STATUS.use;
}

// The callback of each write gets its error, too. Without a listener, the error would end the process with a stack trace.
process.stdout.on("error", () => {});
process.stderr.on("error", () => {});
await main();
