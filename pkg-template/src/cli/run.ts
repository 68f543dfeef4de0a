// The run of the command that owns a file. Of all processes that try to continue an ended run, exactly one may.

import { randomUUID } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { WrongUse } from "./exit.ts";

export interface Run {
  /** A random id of this run. */
  run: string;
  /** The process id; 0 when the run has ended. */
  pid: number;
  /** The machine's name. */
  host: string;
}

export const thisRun = (): Run => ({ run: randomUUID(), pid: process.pid, host: hostname() });

/** Whether the run's id is valid. It becomes part of a file name. */
export const isRunOf = ({ run }: Partial<Run>): boolean => typeof run === "string" && /^[\w-]+$/.test(run);

/**
 * Whether the run's process is alive. False for a run on another machine, whose processes cannot be seen, and for this process's
 * own id, which a container may have given to an earlier run.
 */
export function isRunning({ pid, host }: Run): boolean {
  if (pid === 0 || pid === process.pid || host !== hostname()) return false;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/**
 * Claims the state that an ended run left at `path`: creates a file with that run's id, which only one process can do. A claim of
 * a dead process is claimed the same way. Returns the files; the caller removes them when the state has its own run's id.
 */
export async function claim(path: string, ended: Run, own: Run): Promise<string[]> {
  const name = `${path}.${ended.run}`;
  try {
    await writeFile(name, JSON.stringify(own), { flag: "wx" });
    return [name];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw new WrongUse(`--output: ${(error as Error).message}`);
  }
  const other: Run | undefined = await readFile(name, "utf8")
    .then(JSON.parse)
    .catch(() => undefined);
  if (!other || !isRunOf(other) || isRunning(other)) throw new WrongUse(`--resume: another process goes on with this file; if there is none, remove ${name}`);
  return [...(await claim(path, other, own)), name];
}
