#!/usr/bin/env node
// `npx kombo-edge candidates …`: every candidate as one line of JSON on standard output.
//
// The key comes from KOMBO_API_KEY only: arguments can be seen by every user of a machine.
import { once } from "node:events";
import { parseArgs } from "node:util";
import { Kombo, VERSION, isKomboError } from "../node.js";

const HELP = `kombo-edge ${VERSION}

  npx kombo-edge candidates --integration <id> [options]

Prints one candidate a line (NDJSON) on standard output, progress on standard error.
The API key is read from the environment: KOMBO_API_KEY.

  --integration <id>            the integration, such as workday:HWUTwvyx2wLoSUHphiWVrp28
  --cursor <cursor>             go on where an earlier run stopped (give the same filters)
  --page-size <n>               records a request, 1 to 250 (default: 250)
  --updated-after <date>        only what has changed since, such as 2026-01-31T00:00:00.000Z
  --include-deleted             deleted candidates too
  --ignore-unsupported-filters  rather than finding nothing
  --ids, --remote-ids, --job-ids <a,b>    only these; comma-separated
  --email, --first-name, --last-name <text>
  --server eu|us                Kombo's region (default: eu)
  --server-url <url>            another server, such as a proxy or a test server
  --on-invalid report|skip|throw          records that break the contract (default: report)
  --help, --version

Exit status: 0 when all was printed; 1 after an error, with the cursor to go on from.
`;

const TEXTS = ["cursor", "updated-after", "ids", "remote-ids", "job-ids", "email", "first-name", "last-name"];
const SWITCHES = ["include-deleted", "ignore-unsupported-filters"];
const REST = ["integration", "page-size", "server", "server-url", "on-invalid"];

function parse() {
  const text = { type: "string" };
  const flag = { type: "boolean" };
  return parseArgs({
    allowPositionals: true,
    options: Object.fromEntries([
      ...[...TEXTS, ...REST].map((name) => [name, text]),
      ...[...SWITCHES, "help", "version"].map((name) => [name, flag]),
    ]),
  });
}

function request(values) {
  const given = [...TEXTS, ...SWITCHES].filter((name) => values[name] !== undefined);
  const filters = Object.fromEntries(given.map((name) => [name.replaceAll("-", "_"), values[name]]));
  return { page_size: values["page-size"] === undefined ? 250 : Number(values["page-size"]), ...filters };
}

async function candidates(values) {
  const progress = process.stderr.isTTY ? (text) => process.stderr.write(`\r\x1b[K${text}`) : () => {};
  let records = 0;
  let issues = 0;
  const kombo = new Kombo({
    api_key: process.env.KOMBO_API_KEY,
    integration_id: values.integration,
    server: values.server,
    server_url: values["server-url"],
    on_event(event) {
      if (event.type !== "page") return;
      records += event.records;
      issues += event.issues;
      progress(`${records} candidates`);
    },
  });
  const pages = kombo.ats.getCandidates(request(values), { on_invalid: values["on-invalid"] });
  // A page counts once all of it is out: going on from here then loses nothing.
  let cursor = values.cursor;
  try {
    for await (const lines of pages.ndjson()) {
      if (!process.stdout.write(lines)) await once(process.stdout, "drain");
      cursor = pages.cursor;
    }
  } catch (error) {
    progress("");
    // Going on from a cursor that leads in a circle would print what has been printed.
    return failed(error, isKomboError(error) && error.kind === "pagination" ? undefined : cursor);
  }
  progress("");
  if (issues > 0) process.stderr.write(`${issues} places in the records are not as the contract says\n`);
  return 0;
}

function failed(error, cursor) {
  // One line, whatever the server's message holds.
  const text = isKomboError(error) ? [error.kind, error.code, error.message].filter(Boolean).join(": ") : `${error}`;
  process.stderr.write(`kombo-edge: ${text.replaceAll(/\s+/g, " ")}\n`);
  if (typeof cursor === "string") process.stderr.write(`go on with: --cursor=${quoted(cursor)}\n`);
  return 1;
}

/** As a shell takes it, whatever it holds. */
const quoted = (text) => (/^[\w.=+/-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

async function main() {
  let parsed;
  try {
    parsed = parse();
  } catch (error) {
    return failed(error.message);
  }
  const { values, positionals } = parsed;
  if (values.version) return void process.stdout.write(`${VERSION}\n`);
  if (values.help) return void process.stdout.write(HELP);
  if (positionals.length !== 1 || positionals[0] !== "candidates") return failed("say what to print: kombo-edge candidates (see --help)");
  return candidates(values).catch((error) => failed(error));
}

// A reader that has seen enough (`| head`) closes the pipe; that is no failure.
process.stdout.on("error", (error) => process.exit(error.code === "EPIPE" ? 0 : 1));
process.exitCode = (await main()) ?? 0;
