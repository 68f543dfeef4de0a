// What is kept beside a file that is being written: how far it is, so that another run goes on exactly there.

import { createHash } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { WrongUse } from "./exit.ts";
import type { Settings } from "./flags.ts";
import type { Position } from "./output.ts";

/** Never a record, a key or a filter. */
export interface State extends Position {
  version: 1;
  /** A fingerprint of what is asked for and how it is written. */
  query: string;
  /** How much of the part is whole. */
  bytes: number;
  /** The process that writes it, and its machine; 0 when none does. */
  pid: number;
  host: string;
}

export const isCode = (error: unknown, code: string): boolean => (error as NodeJS.ErrnoException).code === code;

/** Begins a state that is there for this process alone, or goes on with the one that is. */
export async function takenUp(path: string, settings: Settings): Promise<State> {
  const own = { version: 1, query: fingerprint(settings), pid: process.pid, host: hostname() } as const;
  const fresh: State = { ...own, cursor: settings.request.cursor, records: 0, pages: 0, bytes: 0 };
  try {
    await writeFile(path, JSON.stringify(fresh), { flag: "wx" });
    return fresh;
  } catch (error) {
    if (!isCode(error, "EEXIST")) throw new WrongUse(`--output: ${(error as Error).message}`);
  }
  if (!settings.resume) throw new WrongUse(`--output: ${path} is of an earlier run that did not end: go on with --resume, or remove it to begin anew`);
  const state = await read(path);
  if (state.query !== own.query) throw new WrongUse("--resume: the earlier run had other flags; give the same, but for --page-size and --limit");
  if (isRunning(state)) throw new WrongUse(`--resume: another process (${state.pid}) is writing this file; if that is another program by now, put 0 in the place of "pid" in ${path}`);
  if (settings.limit !== undefined && state.records > settings.limit) throw new WrongUse(`--limit: the earlier run has written ${state.records} candidates`);
  const taken = { ...state, ...own };
  await save(path, taken);
  return taken;
}

/** Whole, or as it was before. */
export async function save(path: string, state: State): Promise<void> {
  await writeFile(`${path}.new`, JSON.stringify(state), { flush: true });
  await rename(`${path}.new`, path);
}

async function read(path: string): Promise<State> {
  const damaged = () => new WrongUse(`--resume: ${path} is damaged: remove it to begin anew`);
  let state: Partial<State>;
  try {
    state = JSON.parse(await readFile(path, "utf8"));
  } catch {
    throw damaged();
  }
  const { version, cursor, records, pages, bytes } = state;
  const isWhole = version === 1 && [records, pages, bytes].every(Number.isSafeInteger) && (cursor === undefined || cursor === null || typeof cursor === "string");
  if (!isWhole) throw damaged();
  return state as State;
}

/** Of another machine's processes nothing can be told, and a container may give its own number to the next one. */
function isRunning({ pid, host }: State): boolean {
  if (pid === 0 || pid === process.pid || host !== hostname()) return false;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return isCode(error, "EPERM");
  }
}

function fingerprint({ client, request, how, format, csv }: Settings): string {
  const { integration_id, server, server_url } = client;
  // A walk may go on with pages of another size.
  const { page_size: _, ...asked } = request;
  return createHash("sha256").update(JSON.stringify([integration_id, server, server_url, asked, how, format, csv])).digest("hex");
}
