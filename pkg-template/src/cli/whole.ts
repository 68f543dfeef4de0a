// Small private files that no process sees half written: the state of an output, and the claims on it. No link is followed.

import { constants, copyFile, link, lstat, open, rename, unlink, writeFile } from "node:fs/promises";
import { OutputFailed, WrongUse } from "./exit.ts";

export const isCode = (error: unknown, ...codes: string[]): boolean => codes.includes(String((error as NodeJS.ErrnoException).code));

/** The flags to open a file that is there. A link is refused, and a pipe without a writer does not block. Windows has neither. */
export const PLAIN = (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** The error to report when a file cannot be created or opened: the disk's fault, or a wrong path. */
export function notOpened(error: unknown): Error {
  if (error instanceof WrongUse || error instanceof OutputFailed) return error;
  if (isCode(error, "ENOSPC", "EDQUOT", "EFBIG", "EIO")) return new OutputFailed(error);
  return new WrongUse(`--output: ${(error as Error).message}`);
}

/** Creates a file by way of `temporary`. Of all processes that try it, one succeeds; the others get EEXIST. Leaves nothing when it fails. */
export async function create(path: string, temporary: string, text: string): Promise<void> {
  await write(temporary, text);
  try {
    await link(temporary, path).catch((error: unknown) => {
      if (isCode(error, "EEXIST", "ENOSPC", "EDQUOT")) throw error;
      // Some file systems, such as exFAT, have no hard links.
      return copyFile(temporary, path, constants.COPYFILE_EXCL);
    });
  } finally {
    await unlink(temporary).catch(() => {});
  }
}

/** Replaces a file by way of `temporary`. After a crash the file has the new text or the old one. */
export async function replace(path: string, temporary: string, text: string): Promise<void> {
  await write(temporary, text);
  await rename(temporary, path);
}

async function write(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text, { flag: "wx", mode: 0o600, flush: true });
  } catch (error) {
    if (!isCode(error, "EEXIST")) await unlink(path).catch(() => {});
    throw error;
  }
}

/** Reads a regular file. */
export async function read(path: string): Promise<string> {
  const handle = await open(path, constants.O_RDONLY | PLAIN);
  try {
    if (!(await handle.stat()).isFile()) throw new WrongUse(`--output: ${path} is no regular file; remove it`);
    return await handle.readFile("utf8");
  } finally {
    await handle.close();
  }
}

/** The size of a file; -1 when it is not there. */
export const sizeOf = (path: string): Promise<number> =>
  lstat(path).then(
    ({ size }) => size,
    () => -1,
  );
