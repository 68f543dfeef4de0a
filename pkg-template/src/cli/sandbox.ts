// `kombo-edge sandbox`: serves the sandbox of `kombo-edge/testing` on this machine until a signal stops it.

import { Command, Option } from "commander";
import { createSandbox } from "../testing/module.ts";
import type { SandboxOptions } from "../testing/types.ts";
import { evolution } from "./evolve.ts";
import { serve } from "./serve.ts";
import { quoted } from "./terminal.ts";
import { list, time, whole } from "./values.ts";

/** The flags, by option of `createSandbox`; `port` and `evolve` are options of the server. */
const OPTIONS: Readonly<Record<string, Option>> = {
  port: new Option("--port <n>", "The port; 0 for any that is free").argParser(whole(0, 65_535)).default(0),
  candidates: new Option("--candidates <n>", "Candidates of each integration, deleted ones included").argParser(whole(0, 4_000_000)).default(1_000),
  seed: new Option("--seed <n>", "Another seed, other candidates").argParser(whole(-(2 ** 31), 2 ** 32)).default(1),
  keys: new Option("--keys <a,b>", "The API keys that are let in; they are no secrets").argParser(list("keys")).default(["sandbox-key"], "sandbox-key"),
  integrations: new Option(
    "--integrations <a,b>",
    "The ids of the integrations that answer; without it, one for each connector: workday:sandbox, lever:sandbox …",
  ).argParser(list("ids")),
  faults: new Option("--faults <list>", "What goes wrong, such as 503x2,cut@3: the first two requests, and the third").argParser((text) =>
    list("faults")(text).join(),
  ),
  now: new Option("--now <date>", "Its time, which stands still but for --evolve; without it, that of its start").argParser(time),
  evolve: new Option(
    "--evolve <seconds>",
    "Changes the data this often: one candidate more in each integration; earlier ones of these are changed, deleted and at last gone without a trace",
  ).argParser(whole(1, 86_400)),
  latency_ms: new Option("--latency <ms>", "Before each answer").argParser(whole(0, 2 ** 31 - 1)).default(0),
  cors: new Option("--cors", "Answers pages of every origin"),
  plain: new Option("--plain", "Only what the published contract promises: nothing newer, nothing left out"),
};

/** The options of the server. */
interface Own {
  port: number;
  evolve?: number;
}

export function sandbox(): Command {
  const command = new Command("sandbox")
    .summary("serves a Kombo to test against")
    .description("Serves a Kombo to test against, on this machine only. Its first line is the address that a client has as `server_url`, or --server-url.");
  for (const option of Object.values(OPTIONS)) command.addOption(option);
  return command.action(() => run(command));
}

async function run(command: Command): Promise<void> {
  const values = Object.entries(OPTIONS).map(([name, option]) => [name, command.getOptionValue(option.attributeName())] as const);
  const { port, evolve, ...given } = Object.fromEntries(values.filter(([, value]) => value !== undefined)) as SandboxOptions & Own;
  const fail = (message: string) => command.error(`error: ${message}`, { exitCode: 2 });
  const kombo = (() => {
    try {
      return createSandbox({ now: new Date(), ...given });
    } catch (error) {
      return fail(`--faults: ${(error as Error).message}`);
    }
  })();
  const server = await serve(kombo, { port }).catch((error: NodeJS.ErrnoException) =>
    fail(error.code === "EADDRINUSE" ? `the port ${port} is taken: give another one, or 0 for any` : error.message),
  );
  process.stdout.write(greeting(`${server.url}/v1`, kombo.options));
  const step = evolve === undefined ? undefined : evolution(kombo, evolve * 1_000);
  const timer = step && setInterval(() => process.stdout.write(`${step()}\n`), Number(evolve) * 1_000);
  await new Promise<void>((stop) => ["SIGINT", "SIGTERM"].forEach((signal) => process.once(signal, () => stop())));
  clearInterval(timer);
  await server.close();
}

/** The first line is the address, for programs. The others are examples to paste. */
function greeting(server_url: string, { api_key, integration_id }: { api_key: string; integration_id: string }): string {
  const options = Object.entries({ server_url, api_key, integration_id }).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
  const flags = `--server-url ${server_url} --integration ${quoted(integration_id)} --limit 3`;
  return `${server_url}

In a program:  new Kombo({ ${options.join(", ")} })
In a shell:    KOMBO_API_KEY=${quoted(api_key)} npx kombo-edge candidates ${flags}

Ctrl-C stops it.
`;
}
