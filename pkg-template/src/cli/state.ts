// The state of a file that is being written: the position up to which it is complete, from which another run can continue.

import { createHash } from "node:crypto";
import { readFile, rename, unlink, writeFile } from "node:fs/promises";
import { VERSION } from "../entries/inline.ts";
import { COLUMNS } from "../generated/columns.ts";
import { WrongUse } from "./exit.ts";
import type { Settings } from "./flags.ts";
import type { Position } from "./output.ts";
import { claim, isRunning, isRunOf, type Run, thisRun } from "./run.ts";

/** The state. It never holds a record, a key or a filter. */
export interface State extends Position, Run {
  /** The package's version. Another version may write other bytes. */
  version: string;
  /** A hash of the options, the filters, the format and its columns. */
  query: string;
  /** The number of complete bytes in the part. */
  bytes: number;
  /** Whether the cursor leads in a circle, so that no run can continue from it. */
  is_circle: boolean;
}

export const isCode = (error: unknown, code: string): boolean => (error as NodeJS.ErrnoException).code === code;

/** Creates the state, or takes over the state of an ended run. No other process has the state then. */
export async function openState(path: string, settings: Settings): Promise<State> {
  const own = { version: VERSION, query: fingerprint(settings), ...thisRun() };
  const fresh: State = { ...own, cursor: settings.request.cursor, written: [], records: 0, pages: 0, bytes: 0, is_circle: false };
  try {
    await writeFile(path, JSON.stringify(fresh), { flag: "wx" });
    return fresh;
  } catch (error) {
    if (!isCode(error, "EEXIST")) throw new WrongUse(`--output: ${(error as Error).message}`);
  }
  const earlier = await read(path);
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
  if (state.is_circle) throw new WrongUse(`--resume: the earlier run ended because the cursors led in a circle; remove ${path} to begin anew`);
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
    // What these runs may have left: the claim, and a state that was not renamed.
    for (const name of claims.flatMap((claim) => [claim, `${claim}.new`])) await unlink(name).catch(() => {});
  }
}

/** Replaces the state. After a crash the file has the new state or the old one, never a part. */
export async function save(path: string, state: State): Promise<void> {
  await writeFile(newOf(path, state), JSON.stringify(state), { flush: true });
  await rename(newOf(path, state), path);
}

/** Each run has its own, so that two never write into one. */
const newOf = (path: string, { run }: Run): string => `${path}.${run}.new`;

/** Whether the state is still that of this run. */
export async function isOwn(path: string, { run }: Run): Promise<boolean> {
  return read(path).then(
    (state) => state.run === run,
    () => false,
  );
}

async function read(path: string): Promise<Partial<State> & Run> {
  let state: Partial<State>;
  try {
    const text = await readFile(path, "utf8");
    // Another process creates the file first and writes it afterwards.
    if (text === "") throw new WrongUse(`--output: another process is about to write this file; if there is none, remove ${path}`);
    state = JSON.parse(text);
  } catch (error) {
    throw error instanceof WrongUse ? error : damaged(path);
  }
  if (!isRunOf(state)) throw damaged(path);
  return state as Partial<State> & Run;
}

const damaged = (path: string) => new WrongUse(`--resume: ${path} is damaged: remove it to begin anew`);

/** The state, when this version has written it and it has all members. */
function whole(state: Partial<State>, path: string): State {
  const { version, cursor, written, records, pages, bytes, is_circle } = state;
  if (version !== VERSION && typeof version === "string" && /^[\w.+-]{1,99}$/.test(version))
    throw new WrongUse(
      `--resume: the earlier run was of kombo-edge ${version}, and this is ${VERSION}: go on with npx kombo-edge@${version}, or remove ${path} to begin anew`,
    );
  const isCursor = cursor === undefined || cursor === null || typeof cursor === "string";
  const isPlace = isCursor && Array.isArray(written) && written.every((key) => typeof key === "string");
  const isWhole = version === VERSION && isPlace && [records, pages, bytes].every(Number.isSafeInteger) && typeof is_circle === "boolean";
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
