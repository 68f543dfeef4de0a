// The state of a file that is being written: the position up to which it is complete, from which another run can continue.

import { createHash } from "node:crypto";
import { readFile, rename, unlink, writeFile } from "node:fs/promises";
import { WrongUse } from "./exit.ts";
import type { Settings } from "./flags.ts";
import type { Position } from "./output.ts";
import { claim, isRunning, isRunOf, type Run, thisRun } from "./run.ts";

/** The state. It never holds a record, a key or a filter. */
export interface State extends Position, Run {
  version: 1;
  /** A hash of the options, the filters and the format. */
  query: string;
  /** The number of complete bytes in the part. */
  bytes: number;
}

export const isCode = (error: unknown, code: string): boolean => (error as NodeJS.ErrnoException).code === code;

/** Creates the state, or takes over the state of an ended run. No other process has the state then. */
export async function openState(path: string, settings: Settings): Promise<State> {
  const own = { version: 1, query: fingerprint(settings), ...thisRun() } as const;
  const fresh: State = { ...own, cursor: settings.request.cursor, records: 0, pages: 0, bytes: 0 };
  try {
    await writeFile(path, JSON.stringify(fresh), { flag: "wx" });
    return fresh;
  } catch (error) {
    if (!isCode(error, "EEXIST")) throw new WrongUse(`--output: ${(error as Error).message}`);
  }
  const state = await read(path);
  if (isRunning(state))
    throw new WrongUse(
      `--output: another process (${state.pid}) is writing this file; if that is another program by now, put 0 in the place of "pid" in ${path}`,
    );
  if (!settings.resume) throw new WrongUse(`--output: ${path} is of an earlier run that did not end: go on with --resume, or remove it to begin anew`);
  if (state.query !== own.query)
    throw new WrongUse(`--resume: the earlier run had other flags; give the same, but for --page-size and --limit, or remove ${path} to begin anew`);
  if (settings.limit !== undefined && state.records > settings.limit) throw new WrongUse(`--limit: the earlier run has written ${state.records} candidates`);
  const claims = await claim(path, state, own);
  try {
    // Another process may have taken over since the state was read, and may even have ended.
    const { run } = await read(path);
    if (run !== state.run) throw new WrongUse("--resume: another process has gone on with this file");
    const taken = { ...state, ...own };
    await save(path, taken);
    return taken;
  } finally {
    for (const name of claims) await unlink(name).catch(() => {});
  }
}

/** Replaces the state. After a crash the file has the new state or the old one, never a part. */
export async function save(path: string, state: State): Promise<void> {
  await writeFile(`${path}.new`, JSON.stringify(state), { flush: true });
  await rename(`${path}.new`, path);
}

async function read(path: string): Promise<State> {
  let state: Partial<State>;
  try {
    const text = await readFile(path, "utf8");
    // Another process creates the file first and writes it afterwards.
    if (text === "") throw new WrongUse(`--output: another process is about to write this file; if there is none, remove ${path}`);
    state = JSON.parse(text);
  } catch (error) {
    throw error instanceof WrongUse ? error : new WrongUse(`--resume: ${path} is damaged: remove it to begin anew`);
  }
  const { version, cursor, records, pages, bytes } = state;
  const isWhole =
    version === 1 && [records, pages, bytes].every(Number.isSafeInteger) && (cursor === undefined || cursor === null || typeof cursor === "string");
  if (!isWhole || !isRunOf(state)) throw new WrongUse(`--resume: ${path} is damaged: remove it to begin anew`);
  return state as State;
}

function fingerprint({ client, request, how, format, csv }: Settings): string {
  const { integration_id, server, server_url } = client;
  // A walk may continue with another page size.
  const { page_size: _, ...filters } = request;
  return createHash("sha256")
    .update(JSON.stringify([integration_id, server, server_url, filters, how, format, csv]))
    .digest("hex");
}
