// `kombo-edge candidates`: writes page after page to the output, until the last page, the limit, an error or a signal.

import { Command } from "commander";
import { isKomboError, Kombo } from "../entries/inline.ts";
import { masked } from "../mask/mask.ts";
import { isRefusedCursor } from "../refused-cursor.ts";
import type { KomboOptions, RequestOptions } from "../types.ts";
import { Counts } from "./counts.ts";
import { describeError, interruption, isClosed, STATUS, statusOf } from "./exit.ts";
import { FileOutput } from "./file.ts";
import { addFlags, commandLine, type Settings, settings } from "./flags.ts";
import { format } from "./format.ts";
import { HELP } from "./help.ts";
import { type Continuation, isOver, type Obstacle, type Output, StandardOutput } from "./output.ts";
import { ATTEMPTS, Progress } from "./progress.ts";
import { take } from "./take.ts";
import { printLine, red } from "./terminal.ts";

export function candidates(): Command {
  const command = new Command("candidates").summary("writes all candidates of an integration").description(HELP.before).addHelpText("after", HELP.after);
  addFlags(command);
  // A write that is blocked in a pipe would keep the process alive.
  return command.action(async () => process.exit(await run(command)));
}

async function run(command: Command): Promise<number> {
  const signal = interruption();
  let wanted: Settings;
  let output: Output;
  try {
    wanted = settings(command);
    await check(wanted);
    output = wanted.output === undefined ? new StandardOutput(wanted, signal) : await FileOutput.open(wanted.output, wanted);
  } catch (error) {
    await printFailure(error, false);
    return statusOf(error);
  }
  const counts = new Counts(output.position);
  const progress = new Progress(counts, wanted.quiet);
  const failure = await write(wanted, output, counts, progress, signal).then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
  progress.stop();
  const obstacle = failure && obstacleOf(failure.error, output);
  const status = obstacle ? STATUS.stuck : failure ? statusOf(failure.error) : STATUS.done;
  const continuation = failure && (await output.stop(obstacle));
  if (failure) await printFailure(failure.error, wanted.quiet);
  if (failure && isWithoutKey(failure.error, wanted)) await printLine("KOMBO_API_KEY is not set, so no key was sent");
  if (status === STATUS.use && output.position.pages === 0) return status;
  for (const line of wanted.quiet ? counts.found() : counts.summary(failure ? "" : output.where, output.begun)) await printLine(line);
  if (obstacle) await printLine(`${OBSTACLES[obstacle]}; ${output.anew}`);
  if (continuation) await printContinuation(command, continuation);
  return status;
}

const OBSTACLES: Readonly<Record<Obstacle, string>> = {
  refused: "the cursor is refused: it is too old, or of other filters",
  circle: "the cursors lead in a circle: to go on would write the same candidates again",
};

function obstacleOf(error: unknown, { position }: Output): Obstacle | undefined {
  if (!isKomboError(error)) return undefined;
  if (error.kind === "pagination") return "circle";
  return typeof position.cursor === "string" && isRefusedCursor(error) ? "refused" : undefined;
}

/** Whether the server asks for a key that the environment does not have. A proxy needs none, so `--server-url` is enough to begin. */
const isWithoutKey = (error: unknown, { client }: Settings): boolean => client.api_key === undefined && isKomboError(error) && error.status === 401;

/** Lets the package check all options before a file is opened. Sends nothing. @throws {KomboError} of kind `input` */
async function check({ client, request, how }: Settings): Promise<void> {
  const fetch = () => Promise.reject(new Error("nothing is sent"));
  try {
    await new Kombo({ ...client, fetch, retry: false } as KomboOptions).ats.getCandidates(request, how as RequestOptions);
  } catch (error) {
    if (isKomboError(error) && error.kind === "input") throw error;
  }
}

async function write(
  { client, request, how, limit, ...wanted }: Settings,
  output: Output,
  counts: Counts,
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  const { begin, page, end } = format(wanted.format, wanted.csv);
  if (!isOver(output.position, limit)) {
    const kombo = new Kombo({ ...client, on_event: (event) => progress.event(event), retry: { max_attempts: ATTEMPTS } } as KomboOptions);
    const { cursor, records, written } = output.position;
    const page_size = limit === undefined ? request.page_size : Math.min(Number(request.page_size), limit - records + written.length);
    const query = { ...request, cursor: cursor ?? undefined, page_size };
    const pages = kombo.ats.getCandidates(query, { ...how, signal } as RequestOptions);
    for await (const bytes of pages.ndjson({ on_issues: (issues) => counts.issues(issues) })) {
      const { pages: before, records: earlier } = output.position;
      const most = limit === undefined ? Infinity : limit - earlier;
      const { text, count, place } = take(Buffer.from(bytes).toString(), output.position, pages.cursor, most);
      const records = text === "" ? "" : page(text, earlier === 0);
      progress.clear();
      await output.write((before === 0 ? begin : "") + records, { ...place, records: earlier + count, pages: before + 1 });
      [counts.records, counts.pages] = [earlier + count, before + 1];
      progress.draw();
      if (earlier + count === limit) break;
    }
  }
  await output.finish((output.position.pages === 0 ? begin : "") + end);
}

async function printFailure(error: unknown, quiet: boolean): Promise<void> {
  await printLine(isClosed(error) ? "kombo-edge: the reader of the output has closed it" : `${red("kombo-edge:")} ${describeError(error, quiet)}`);
}

async function printContinuation(command: Command, { changes, advice, how }: Continuation): Promise<void> {
  if (advice) await printLine(advice);
  const { cursor } = changes;
  if (Object.keys(changes).length === 0) return;
  // A masked or escaped cursor would be another cursor, so a cursor that needs either is not printed.
  const isPrintable = typeof cursor !== "string" || (!/\p{Surrogate}/u.test(cursor) && masked(cursor, process.env["KOMBO_API_KEY"] ?? "") === cursor);
  await printLine(
    isPrintable
      ? `${how}: ${commandLine(command, changes)}`
      : "the cursor to go on from holds the key or half a character, and is not printed; --output keeps it in a file",
  );
}
