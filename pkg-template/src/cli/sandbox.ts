// `kombo-edge sandbox`: the Kombo of `kombo-edge/testing` as a server on this machine, until it is stopped.

import { Command, Option } from "commander";
import { createSandbox } from "../testing/module.ts";
import type { SandboxOptions } from "../testing/types.ts";
import { serve } from "./serve.ts";

/** The flags, by the options of `createSandbox` that they stand for; `port` is the server's. */
const OPTIONS: Readonly<Record<string, Option>> = {
  port: new Option("--port <n>", "The port; 0 for any that is free").default("0"),
  candidates: new Option("--candidates <n>", "Candidates of each integration, deleted ones included").default("1000"),
  seed: new Option("--seed <n>", "Another seed, other candidates").default("1"),
  keys: new Option("--keys <a,b>", "The API keys that are let in; they are no secrets").default("sandbox-key"),
  integrations: new Option("--integrations <a,b>", "The ids of the integrations that answer; without it, one for each connector: workday:sandbox, lever:sandbox …"),
  faults: new Option("--faults <list>", "What goes wrong, such as 503x2,cut@3: the first two requests, and the third"),
  now: new Option("--now <date>", "Its time, which stands still; without it, that of its start"),
  latency_ms: new Option("--latency <ms>", "Before each answer").default("0"),
  cors: new Option("--cors", "Answers pages of every origin"),
  plain: new Option("--plain", "Only what the published contract promises: nothing newer, nothing left out"),
};

export function sandbox(): Command {
  const command = new Command("sandbox")
    .summary("serves a Kombo to test against")
    .description("Serves a Kombo to test against, on this machine only. Prints its address as one line; a client's `server_url` is that with /v1 behind it.");
  for (const option of Object.values(OPTIONS)) command.addOption(option);
  return command.action(() => run(command));
}

async function run(command: Command): Promise<void> {
  const given = (name: string): unknown => command.getOptionValue(OPTIONS[name]?.attributeName() ?? "");
  const list = (name: string) => given(name) === undefined ? undefined : String(given(name)).split(",");
  const options = {
    candidates: Number(given("candidates")),
    seed: Number(given("seed")),
    latency_ms: Number(given("latency_ms")),
    keys: list("keys"),
    integrations: list("integrations"),
    faults: given("faults"),
    now: given("now") ?? new Date(),
    cors: given("cors") === true,
    plain: given("plain") === true,
  } as SandboxOptions;
  const port = Number(given("port"));
  if (!Number.isInteger(port) || port < 0 || port > 65_535) command.error("error: --port has to be a whole number from 0 to 65535", { exitCode: 2 });
  const server = await (async () => serve(createSandbox(options), { port }))().catch((error: NodeJS.ErrnoException) => {
    const taken = error.code === "EADDRINUSE" ? `the port ${port} is taken: give another one, or 0 for any` : undefined;
    return command.error(`error: ${taken ?? error.message.replace("createSandbox: ", "")}`, { exitCode: 2 });
  });
  process.stdout.write(`${server.url}\n`);
  await new Promise<void>((stop) => ["SIGINT", "SIGTERM"].forEach((signal) => process.once(signal, () => stop())));
  await server.close();
}
