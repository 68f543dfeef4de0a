// The state of a file that is being written: the position up to which it is complete, from which another run can continue.

import { createHash } from "node:crypto";
import { unlink } from "node:fs/promises";
import { VERSION } from "../entries/inline.ts";
import { COLUMNS } from "../generated/columns.ts";
import { Stuck, WrongUse } from "./exit.ts";
import type { Settings } from "./flags.ts";
import { instant, type Position } from "./output.ts";
import { claim, isRunning, newOf, parsed, type Run, type Say, thisRun } from "./run.ts";
import { printLine, visible } from "./terminal.ts";
import { create, isCode, notOpened, read, replace, sizeOf } from "./whole.ts";

/** The state. It never holds a record, a key or a filter. */
export interface State extends Position, Run {
  /** The package's version. Another version may write other bytes. */
  version: string;
  /** When the first run began, in UTC: what is written may be this old. */
  begun_at: string;
  /** A hash of the options, the filters, the format and its columns. */
  query: string;
  /** The number of complete bytes in the part. */
  bytes: number;
  /** Whether the cursor leads in a circle, so that no run can continue from it. */
  is_circle: boolean;
}

/** Creates the state, or takes over the state of an ended run, which may have written `part`. No other process has the state then. */
export async function openState(path: string, part: string, settings: Settings): Promise<{ state: State; isNew: boolean }> {
  const own = { version: VERSION, query: fingerprint(settings), ...thisRun() };
  const say: Say = async (line) => void (settings.quiet || (await printLine(line)));
  const fresh: State = { ...own, begun_at: instant(), cursor: settings.request.cursor, written: [], records: 0, pages: 0, bytes: 0, is_circle: false };
  try {
    await create(path, newOf(path, fresh), JSON.stringify(fresh));
    return { state: fresh, isNew: true };
  } catch (error) {
    if (!isCode(error, "EEXIST")) throw notOpened(error);
  }
  const earlier = await stateIn(path);
  if (!earlier) {
    if ((await sizeOf(part)) > 0) throw damaged(path);
    const state = await takeOver(path, NONE, fresh, say);
    await say(`${visible(path)} was not whole, and nothing was written: this run begins anew`);
    return { state, isNew: false };
  }
  if (isRunning(earlier))
    throw new WrongUse(
      `--output: another process (${earlier.pid}) is writing this file; if that is another program by now, put 0 in the place of "pid" in ${path}`,
    );
  if (!settings.resume) throw new WrongUse(`--output: ${path} is of an earlier run that did not end: go on with --resume, or remove it to begin anew`);
  const state = whole(earlier, path);
  if (state.query !== own.query)
    throw new WrongUse(
      `--resume: the earlier run had other flags or CSV columns; give the same, but for --page-size and --limit, or remove ${path} to begin anew`,
    );
  if (state.is_circle)
    throw new Stuck(
      `--resume: the earlier run, begun at ${state.begun_at}, ended because the cursors led in a circle; remove ${part} and ${path} to begin anew`,
    );
  if (settings.limit !== undefined && state.records > settings.limit) throw new WrongUse(`--limit: the earlier run has written ${state.records} candidates`);
  return { state: await takeOver(path, state, { ...state, ...own }, say), isNew: false };
}

/** Puts a state in the place of the one that an ended run has left. */
async function takeOver(path: string, ended: Run, state: State, say: Say): Promise<State> {
  const claims = await claim(path, ended, state, say);
  try {
    // Another process may have taken over since the state was read, and may even have ended.
    const { run } = (await stateIn(path)) ?? NONE;
    if (run !== ended.run) throw new WrongUse("--resume: another process has gone on with this file");
    await save(path, state);
    return state;
  } catch (error) {
    throw notOpened(error);
  } finally {
    // What these runs may have left: the claim, and a state that was not renamed.
    for (const name of claims.flatMap((claim) => [claim, `${claim}.new`])) await unlink(name).catch(() => {});
  }
}

/** Replaces the state. */
export const save = (path: string, state: State): Promise<void> => replace(path, newOf(path, state), JSON.stringify(state));

/** Whether the state is still that of this run. */
export async function isOwn(path: string, { run }: Run): Promise<boolean> {
  return stateIn(path).then(
    (state) => state?.run === run,
    () => false,
  );
}

/** The state in a file. Undefined when it is not whole: a state is created whole, so this is what a full disk or a crash has left. */
async function stateIn(path: string): Promise<(Partial<State> & Run) | undefined> {
  const text = await read(path).catch((error: unknown) => {
    throw isCode(error, "ENOENT") ? new WrongUse(`--output: another process has just removed ${path}; run this again`) : notOpened(error);
  });
  return parsed(text) as (Partial<State> & Run) | undefined;
}

/** The run of a state that is not whole. */
const NONE: Run = { run: "none", pid: 0, host: "" };

const damaged = (path: string) => new WrongUse(`--resume: ${path} is damaged: remove it to begin anew`);

/** The state, when this version has written it and it has all members. */
function whole(state: Partial<State>, path: string): State {
  const { version, begun_at, cursor, written, records, pages, bytes, is_circle } = state;
  if (version !== VERSION && typeof version === "string" && /^[\w.+-]{1,99}$/.test(version))
    throw new WrongUse(
      `--resume: the earlier run was of kombo-edge ${version}, and this is ${VERSION}: go on with npx kombo-edge@${version}, or remove ${path} to begin anew`,
    );
  const isCursor = cursor === undefined || cursor === null || typeof cursor === "string";
  const isPlace = isCursor && Array.isArray(written) && written.every((key) => typeof key === "string");
  const isTime = typeof begun_at === "string" && /^[\dTZ:-]{1,30}$/.test(begun_at);
  const isWhole = version === VERSION && isTime && isPlace && [records, pages, bytes].every(Number.isSafeInteger) && typeof is_circle === "boolean";
  if (!isWhole) throw damaged(path);
  return state as State;
}

function fingerprint({ client, request, how, format, csv }: Settings): string {
  const { integration_id, server, server_url } = client;
  // A walk may continue with another page size.
  const { page_size: _, ...filters } = request;
  return createHash("sha256")
    .update(JSON.stringify([integration_id, server, server_url, filters, how, format, csv, format === "csv" && COLUMNS]))
    .digest("hex");
}
