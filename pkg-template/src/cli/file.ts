// Writes a file whole or not at all: first into `<file>.part`, which is renamed at the end. `<file>.part.json` holds the number of
// complete bytes and the cursor after them, so another run can continue, also after a crash.

import { type FileHandle, lstat, open, realpath, rename, stat, unlink } from "node:fs/promises";
import { OutputFailed, WrongUse } from "./exit.ts";
import type { Settings } from "./flags.ts";
import { type Continuation, isOver, type Obstacle, type Output, type Position } from "./output.ts";
import { isCode, isOwn, openState, type State, save } from "./state.ts";

const partOf = (file: string) => `${file}.part`;
const stateOf = (file: string) => `${file}.part.json`;

const failed = (error: unknown) => {
  throw new OutputFailed(error);
};

export class FileOutput implements Output {
  readonly #file: string;
  /** Undefined when the part has already been renamed to the file. */
  readonly #part: FileHandle | undefined;
  #state: State;

  private constructor(file: string, part: FileHandle | undefined, state: State) {
    this.#file = file;
    this.#part = part;
    this.#state = state;
  }

  static async open(name: string, settings: Settings): Promise<FileOutput> {
    const { file, mode } = await target(name);
    const state = await openState(stateOf(file), settings);
    return new FileOutput(file, await openPart(file, mode, state, settings.limit), state);
  }

  get position(): Position {
    return this.#state;
  }

  get where(): string {
    return `, in ${this.#file}`;
  }

  get anew(): string {
    if (this.#state.pages === 0) return "run this again without --cursor to begin anew";
    return `what is written stays in ${partOf(this.#file)}; remove it and ${stateOf(this.#file)} to begin anew`;
  }

  async write(text: string, position: Position): Promise<void> {
    const state = { ...this.#state, ...position, bytes: this.#state.bytes + Buffer.byteLength(text) };
    await this.#mustOwn();
    await this.#append(text);
    await save(stateOf(this.#file), state).catch(failed);
    this.#state = state;
  }

  async finish(text: string): Promise<void> {
    await this.#mustOwn();
    if (this.#part) {
      // The state does not count these bytes: after a crash at this point, `--resume` writes them again.
      await this.#append(text);
      await this.#part.close();
      await this.#mustOwn();
      await rename(partOf(this.#file), this.#file).catch(failed);
    }
    await unlink(stateOf(this.#file)).catch(failed);
  }

  async stop(obstacle: Obstacle | undefined): Promise<Continuation | undefined> {
    await this.#part?.close().catch(() => {});
    if (!(await isOwn(stateOf(this.#file), this.#state))) return undefined;
    if (this.#state.pages === 0) {
      await Promise.allSettled([unlink(partOf(this.#file)), unlink(stateOf(this.#file))]);
      return undefined;
    }
    await save(stateOf(this.#file), { ...this.#state, pid: 0, is_circle: obstacle === "circle" }).catch(() => {});
    return obstacle ? undefined : { changes: { resume: true }, advice: undefined, how: "go on with" };
  }

  /** A process on another machine may have taken over the file, because it cannot see this one. */
  async #mustOwn(): Promise<void> {
    if (await isOwn(stateOf(this.#file), this.#state)) return;
    throw new OutputFailed(new Error(`another process has taken over ${partOf(this.#file)}, or ${stateOf(this.#file)} was removed`));
  }

  /** Writes after the complete bytes, over the bytes of a failed write. */
  async #append(text: string): Promise<void> {
    const bytes = Buffer.from(text);
    let written = 0;
    try {
      while (this.#part && written < bytes.length) {
        written += (await this.#part.write(bytes, written, bytes.length - written, this.#state.bytes + written)).bytesWritten;
      }
      // The state counts these bytes, so they must be on the disk before it is.
      await this.#part?.datasync();
    } catch (error) {
      failed(error);
    }
  }
}

/** The path to replace and its mode. A link is resolved, so that it stays a link; the mode is kept, so that a private file stays private. */
async function target(name: string): Promise<{ file: string; mode: number }> {
  try {
    const there = await stat(name);
    if (!there.isFile()) throw new WrongUse(`--output: ${name} is no file that could be replaced; use > ${name}`);
    const isLink = (await lstat(name)).isSymbolicLink();
    return { file: isLink ? await realpath(name) : name, mode: there.mode & 0o777 };
  } catch (error) {
    if (isCode(error, "ENOENT")) return { file: name, mode: 0o666 };
    throw error instanceof WrongUse ? error : new WrongUse(`--output: ${(error as Error).message}`);
  }
}

async function openPart(file: string, mode: number, state: State, limit: number | undefined): Promise<FileHandle | undefined> {
  const part = partOf(file);
  try {
    const handle = await open(part, state.pages > 0 ? "r+" : "w", mode);
    if ((await handle.stat()).size < state.bytes) throw new WrongUse(`--resume: ${part} is shorter than it was: remove it and ${stateOf(file)} to begin anew`);
    await handle.truncate(state.bytes);
    return handle;
  } catch (error) {
    const isGone = isCode(error, "ENOENT") && state.pages > 0;
    // The earlier run ended after it renamed the part and before it removed the state.
    if (isGone && isOver(state, limit) && (await sizeOf(file)) >= state.bytes) return undefined;
    await (state.pages === 0 ? unlink(stateOf(file)) : save(stateOf(file), { ...state, pid: 0 })).catch(() => {});
    if (isGone) throw new WrongUse(`--resume: ${part}, which ${stateOf(file)} continues, is not there: put it back, or remove ${stateOf(file)} to begin anew`);
    throw error instanceof WrongUse ? error : new WrongUse(`--output: ${(error as Error).message}`);
  }
}

const sizeOf = (file: string) =>
  stat(file).then(
    ({ size }) => size,
    () => -1,
  );
