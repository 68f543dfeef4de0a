#!/usr/bin/env node
// `npx kombo-edge candidates …`: every candidate as one line of JSON on standard output.
//
// The key comes from KOMBO_API_KEY only: arguments can be seen by every user of a machine.
import { once } from "node:events";
import { parseArgs } from "node:util";
import { isKomboError, Kombo, VERSION } from "../entries/inline.ts";
import type { GetCandidatesRequest, KomboOptions, RequestOptions } from "../types.ts";
import { FLAGS, FLAGS_HELP } from "../generated/flags.ts";
import { PARAMETERS } from "../generated/parameters.ts";
import { parameter } from "../parameter.ts";
import { sandbox } from "./sandbox.ts";

const HELP = `kombo-edge ${VERSION}

  npx kombo-edge candidates --integration <id> [options]
  npx kombo-edge sandbox [options]      a Kombo to test against; see its --help

Prints one candidate a line (NDJSON) on standard output, progress on standard error.
The API key is read from the environment: KOMBO_API_KEY.

${FLAGS_HELP}  --help, --version

Exit status: 0 when all was printed; 1 after an error, with the cursor to go on from.
`;

/** The most requests for one page. */
const ATTEMPTS = 4;

/** What was given: texts and flags by their names. */
type Values = { readonly [name: string]: string | boolean | undefined };

/** The client checks the values, so they are passed on as they were given. */
type AsGiven<Options> = { [Name in keyof Options]: unknown };

function parse(): { values: Values; positionals: string[] } {
  const flag = { type: "boolean" } as const;
  return parseArgs({ allowPositionals: true, options: { ...FLAGS, help: flag, version: flag } }) as { values: Values; positionals: string[] };
}

/** The flags that were given, as the parameters that they stand for. */
function request(values: Values): GetCandidatesRequest {
  const given = Object.keys(PARAMETERS).map((name) => [name, values[name.replaceAll("_", "-")]] as const);
  return Object.fromEntries(given.filter(([, value]) => value !== undefined).map(([name, value]) => [name, parameter(name, String(value))]));
}

async function candidates(values: Values): Promise<number> {
  const isTerminal = process.stderr.isTTY;
  const progress = (text: string) => void (isTerminal && process.stderr.write(`\r\x1b[K${text}`));
  let records = 0;
  let issues = 0;
  const on_event: KomboOptions["on_event"] = (event) => {
    if (event.type === "retry") {
      progress("");
      const why = event.code ?? (event.status === undefined ? event.kind : `HTTP ${event.status}`);
      process.stderr.write(`attempt ${event.attempt} of ${ATTEMPTS}: ${why}; waiting ${event.wait_ms / 1000} s\n`);
    }
    if (event.type !== "page") return;
    records += event.records;
    issues += event.issues;
    progress(`${records} candidates`);
  };
  const { integration: integration_id, server, "server-url": server_url, "on-invalid": on_invalid } = values;
  const api_key = process.env["KOMBO_API_KEY"];
  if (!api_key && server_url === undefined) return failed("KOMBO_API_KEY is not set: put Kombo's API key into the environment");
  if (values["cursor"] === "") return failed("--cursor is empty: leave it out to begin at the first page");
  const own: AsGiven<KomboOptions> = { api_key, integration_id, server, server_url, on_event, retry: { max_attempts: ATTEMPTS } };
  const how: AsGiven<RequestOptions> = { on_invalid };
  const pages = new Kombo(own as KomboOptions).ats.getCandidates(request(values), how as RequestOptions);
  // A page counts once all of it is out: going on from here then loses nothing.
  let cursor: unknown = values["cursor"];
  try {
    for await (const lines of pages.ndjson()) {
      if (!process.stdout.write(lines)) await once(process.stdout, "drain");
      cursor = pages.cursor;
    }
  } catch (error) {
    progress("");
    // Going on from a cursor that leads in a circle would print what has been printed; wrong input stays wrong.
    return failed(error, isKomboError(error) && ["pagination", "input"].includes(error.kind) ? undefined : cursor);
  }
  progress("");
  if (issues > 0) process.stderr.write(`${issues} places in the records are not as the contract says\n`);
  return 0;
}

function failed(error: unknown, cursor?: unknown): number {
  // One line, whatever the server's message holds.
  const text = isKomboError(error) ? [error.kind, error.code, named(error)].filter(Boolean).join(": ") : `${error}`;
  process.stderr.write(`kombo-edge: ${text.replaceAll(/\s+/g, " ")}\n`);
  if (typeof cursor === "string") process.stderr.write(`go on, and append with >>, with: --cursor=${quoted(cursor)}\n`);
  return 1;
}

/** What is wrong with options, by the names that they have here. */
function named({ kind, message }: { kind: string; message: string }): string {
  if (kind !== "input") return message;
  return message.replaceAll(/`(\w+)`/g, (whole, name: string) => {
    const flag = name === "integration_id" ? "integration" : name.replaceAll("_", "-");
    if (name === "api_key") return "KOMBO_API_KEY";
    return Object.hasOwn(FLAGS, flag) ? `--${flag}` : whole;
  });
}

/** As a shell takes it, whatever it holds. */
const quoted = (text: string) => (/^[\w.=+/-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

async function main(): Promise<number> {
  if (process.argv[2] === "sandbox") {
    await sandbox().parseAsync(process.argv.slice(3), { from: "user" });
    return 0;
  }
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse();
  } catch (error) {
    return failed((error as Error).message);
  }
  const { values, positionals } = parsed;
  if (values["version"] || values["help"]) {
    process.stdout.write(values["version"] ? `${VERSION}\n` : HELP);
    return 0;
  }
  if (positionals.length !== 1 || positionals[0] !== "candidates") return failed("say what to print: kombo-edge candidates (see --help)");
  return candidates(values).catch((error) => failed(error));
}

// A reader that has seen enough (`| head`) closes the pipe; that is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));
process.exitCode = await main();
