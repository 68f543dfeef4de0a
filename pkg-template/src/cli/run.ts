// The run of the command that owns a file. Of all processes that try to continue an ended run, exactly one may.

import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import { WrongUse } from "./exit.ts";
import { visible } from "./terminal.ts";
import { create, isCode, notOpened, read } from "./whole.ts";

export interface Run {
  /** A random id of this run. */
  run: string;
  /** The process id; 0 when the run has ended. */
  pid: number;
  /** The machine's name. */
  host: string;
}

/** Prints a message that is no error. */
export type Say = (line: string) => Promise<void>;

export const thisRun = (): Run => ({ run: randomUUID(), pid: process.pid, host: hostname() });

/** The members of a state or a claim, when it has a valid id of a run, which becomes part of a file name. */
export function parsed(text: string): Record<string, unknown> | undefined {
  try {
    const members = JSON.parse(text);
    return typeof members?.run === "string" && /^[\w-]+$/.test(members.run) ? members : undefined;
  } catch {
    return undefined;
  }
}

/** Where a run writes what is to become a state or a claim. Each run has its own, so that two never write into one. */
export const newOf = (path: string, { run }: Run): string => `${path}.${run}.new`;

/**
 * Whether the run's process is alive. False for a run on another machine, whose processes cannot be seen, and for this process's
 * own id, which a container may have given to an earlier run.
 */
export function isRunning({ pid, host }: Run): boolean {
  if (pid === 0 || pid === process.pid || host !== hostname()) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (!isCode(error, "EPERM")) return false;
  }
  return !isZombie(pid);
}

/** Whether the process has ended and its parent has not yet asked for its status. Only Linux tells. */
function isZombie(pid: number): boolean {
  try {
    // The state follows the program's name, which may contain parentheses.
    return /^\) [ZXx]/.test(readFileSync(`/proc/${pid}/stat`, "latin1").replace(/^.*(?=\) )/s, ""));
  } catch {
    return false;
  }
}

/**
 * Claims the state that an ended run left at `path`: creates a file with that run's id, which only one process can do. A claim of
 * a dead process, or one that cannot be read, is claimed the same way. Returns the files; the caller removes them when the state has
 * its own run's id.
 */
export async function claim(path: string, ended: Run, own: Run, say: Say): Promise<string[]> {
  const name = `${path}.${ended.run}`;
  try {
    await create(name, newOf(path, own), JSON.stringify(own));
    return [name];
  } catch (error) {
    if (!isCode(error, "EEXIST")) throw notOpened(error);
  }
  const other = await runIn(name, ended, say);
  if (isRunning(other)) throw new WrongUse(`--resume: another process goes on with this file; if there is none, remove ${name}`);
  return [...(await claim(path, other, own, say)), name];
}

/** The run in a claim. A claim is created whole, so one that cannot be read is what a full disk or a crash has left. */
async function runIn(name: string, ended: Run, say: Say): Promise<Run> {
  const text = await read(name).catch((error: unknown) => {
    throw isCode(error, "ENOENT") ? new WrongUse("--resume: another process has gone on with this file") : notOpened(error);
  });
  const run = parsed(text);
  if (run) return { run: String(run["run"]), pid: Number(run["pid"]), host: String(run["host"]) };
  await say(`${visible(name)} is not whole: the run that wrote it ended meanwhile; this run goes on`);
  return { run: `${ended.run}-`, pid: 0, host: "" };
}
