// The flags of `candidates`: those of parameters and options, from their generated table, and the command's own flags.

import { type Command, Option } from "commander";
import { FLAGS, type Flag } from "../generated/flags.ts";
import { PARAMETERS } from "../generated/parameters.ts";
import { parameter } from "../parameter.ts";
import type { GetCandidatesRequest, KomboOptions, RequestOptions } from "../types.ts";
import { WrongUse } from "./exit.ts";
import { type CsvOptions, FORMATS } from "./format.ts";
import { FIELDS, invalidValue } from "./messages.ts";
import { quoted } from "./terminal.ts";
import { whole } from "./values.ts";

/** Options before the client has checked their values. */
type Unchecked<Options> = { [Name in keyof Options]: unknown };

/** The values of all flags and of the environment. */
export interface Settings {
  client: Unchecked<KomboOptions>;
  request: GetCandidatesRequest;
  how: Unchecked<RequestOptions>;
  format: (typeof FORMATS)[number];
  csv: CsvOptions;
  limit: number | undefined;
  /** The file's path; undefined for standard output. */
  output: string | undefined;
  resume: boolean;
  quiet: boolean;
}

const GROUPS: Readonly<Record<string, string>> = {
  KomboOptions: "Whom to ask:",
  GetCandidatesRequest: "What to ask for:",
  RequestOptions: "What to write, and how:",
};
const CSV_ONLY = ["bom", "header", "keepFormulas"];

const OWN: readonly Option[] = [
  new Option("--select <a,b>", `Only these fields of each candidate, of: ${FIELDS.join(", ")}`),
  new Option("--limit <n>", "The most candidates to write").argParser(whole(1, 999_999_999)),
  new Option("--format <word>", "One JSON object a line, one JSON array, or a table").choices(FORMATS).default("ndjson", "ndjson"),
  new Option("--output <file>", "Writes this file whole or not at all, instead of standard output: into <file>.part first"),
  new Option("--resume", "Goes on where an earlier run with this --output and these flags ended; begins anew where there was none"),
  new Option("--quiet", "On standard error only errors, without the server's text, and issues of records"),
  new Option("--bom", "CSV: begins with a byte order mark, by which Excel knows UTF-8"),
  new Option("--no-header", "CSV: without the line of the columns' names"),
  new Option("--keep-formulas", "CSV: without an apostrophe before what a spreadsheet takes for a formula"),
];

export function addFlags(command: Command): void {
  for (const flag of FLAGS) command.addOption(optionOf(flag).helpGroup(GROUPS[flag.of] ?? ""));
  for (const option of OWN) command.addOption(option.helpGroup(GROUPS["RequestOptions"] ?? ""));
}

function optionOf({ parameter: name, usage, about, choices, default: value }: Flag): Option {
  const option = new Option(usage, about);
  if (choices) option.choices(choices);
  if (value !== undefined) option.default(value, value);
  // A list flag that is given twice adds to its list.
  if (kindOf(name) === "list") option.argParser((text, before: unknown) => (before === undefined ? text : `${before},${text}`));
  return option;
}

const kindOf = (name: string): string | undefined => (Object.hasOwn(PARAMETERS, name) ? PARAMETERS[name as keyof typeof PARAMETERS] : undefined);

export function settings(command: Command): Settings {
  const values: Readonly<Record<string, unknown>> = command.opts();
  const given = (of: string) => {
    const flags = FLAGS.filter((flag) => flag.of === of).map((flag) => [flag.parameter, values[optionOf(flag).attributeName()]] as const);
    return Object.fromEntries(flags.filter(([, value]) => value !== undefined).map(([name, value]) => [name, parameter(name, String(value))]));
  };
  const format = values["format"] as Settings["format"];
  const select = typeof values["select"] === "string" ? values["select"].split(",") : undefined;
  const output = values["output"] === "-" ? undefined : (values["output"] as string | undefined);
  if (output === "") throw new WrongUse("--output is empty: name a file, or leave it out for standard output");
  if (values["resume"] && output === undefined) throw new WrongUse("--resume goes on with a file: name it with --output");
  const misplaced = OWN.find((option) => CSV_ONLY.includes(option.attributeName()) && command.getOptionValueSource(option.attributeName()) === "cli");
  if (misplaced && format !== "csv") throw new WrongUse(`${misplaced.long} is for --format csv`);
  const api_key = process.env["KOMBO_API_KEY"];
  if (!api_key && values["serverUrl"] === undefined) throw new WrongUse("KOMBO_API_KEY is not set: put Kombo's API key into the environment");
  const { integration } = values;
  // The client accepts any text, because a proxy may have its own ids. Kombo's ids all begin with their connector.
  if (integration !== undefined && !/^[^:]+:./.test(String(integration))) throw new WrongUse(invalidValue("integration_id"));
  return {
    client: { ...given("KomboOptions"), api_key: api_key || undefined },
    request: given("GetCandidatesRequest"),
    how: { ...given("RequestOptions"), select },
    format,
    csv: { select, bom: values["bom"] === true, header: values["header"] === true, keep_formulas: values["keepFormulas"] === true },
    limit: values["limit"] as number | undefined,
    output,
    resume: values["resume"] === true,
    quiet: values["quiet"] === true,
  };
}

/** The command line of this run with changes. `changes` has values by flag name; undefined removes the flag. */
export function commandLine(command: Command, changes: Readonly<Record<string, string | boolean | undefined>>): string {
  const words = command.options.map((option) => {
    const name = option.attributeName();
    const given = command.getOptionValueSource(name) === "cli" ? (command.getOptionValue(name) as string | number | boolean) : undefined;
    const value = Object.hasOwn(changes, name) ? changes[name] : given;
    if (value === undefined || value === option.negate) return "";
    return typeof value === "boolean" ? `${option.long}` : `${option.long}=${quoted(String(value))}`;
  });
  return ["npx kombo-edge", command.name(), ...words].filter(Boolean).join(" ");
}
