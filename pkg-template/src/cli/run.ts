// Which run of the command a file belongs to. Of all that want to go on with what one has left, exactly one may.

import { randomUUID } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { WrongUse } from "./exit.ts";

export interface Run {
  /** Of this run alone. */
  run: string;
  /** Its process, and its machine; 0 when it has ended. */
  pid: number;
  host: string;
}

export const thisRun = (): Run => ({ run: randomUUID(), pid: process.pid, host: hostname() });

/** In file names, a run's name has to be one. */
export const isRunOf = ({ run }: Partial<Run>): boolean => typeof run === "string" && /^[\w-]+$/.test(run);

/** Of another machine's processes nothing can be told, and a container may give its own number to the next one. */
export function isRunning({ pid, host }: Run): boolean {
  if (pid === 0 || pid === process.pid || host !== hostname()) return false;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/**
 * Claims what an ended run has left at `path`: by a file with that run's name, which only one process can create. A claim whose
 * process has died is claimed in its turn. The caller removes them when the state names its own run.
 */
export async function claim(path: string, left: Run, own: Run): Promise<string[]> {
  const name = `${path}.${left.run}`;
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
