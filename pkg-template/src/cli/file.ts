// Writes a file whole or not at all: first into `<file>.part`, which is renamed at the end. `<file>.part.json` holds the number of
// complete bytes and the cursor after them, so another run can continue, also after a crash.

import { constants, type FileHandle, lstat, open, realpath, rename, stat, unlink } from "node:fs/promises";
import { OutputFailed, WrongUse } from "./exit.ts";
import type { Settings } from "./flags.ts";
import { type Continuation, isOver, type Obstacle, type Output, type Position } from "./output.ts";
import { isOwn, openState, type State, save } from "./state.ts";
import { visible } from "./terminal.ts";
import { isCode, notOpened, PLAIN, sizeOf } from "./whole.ts";

const partOf = (file: string) => `${file}.part`;
const stateOf = (file: string) => `${file}.part.json`;

const failed = (error: unknown) => {
  throw new OutputFailed(error);
};

export class FileOutput implements Output {
  readonly #file: string;
  /** Undefined when the part has already been renamed to the file. */
  readonly #part: FileHandle | undefined;
  /** The mode of the whole file. The part is private. */
  readonly #mode: number;
  #state: State;

  private constructor(file: string, part: FileHandle | undefined, mode: number, state: State) {
    this.#file = file;
    this.#part = part;
    this.#mode = mode;
    this.#state = state;
  }

  static async open(name: string, settings: Settings): Promise<FileOutput> {
    const { file, mode } = await target(name);
    const { state, isNew } = await openState(stateOf(file), partOf(file), settings);
    return new FileOutput(file, await openPart(file, isNew, state, settings.limit), mode, state);
  }

  get position(): Position {
    return this.#state;
  }

  get where(): string {
    return `, in ${visible(this.#file)}`;
  }

  get begun(): string {
    return this.#state.begun_at;
  }

  get anew(): string {
    if (this.#state.pages === 0) return "run this again without --cursor to begin anew";
    return visible(`what is written, begun at ${this.begun}, stays in ${partOf(this.#file)}; remove it and ${stateOf(this.#file)} to begin anew`);
  }

  async write(text: string, position: Position): Promise<void> {
    const state = { ...this.#state, ...position, bytes: this.#state.bytes + Buffer.byteLength(text) };
    await this.#mustOwn();
    await this.#append(text);
    // Once more: to have the bytes on the disk may have taken long.
    await this.#mustOwn();
    await save(stateOf(this.#file), state).catch(failed);
    this.#state = state;
  }

  async finish(text: string): Promise<void> {
    await this.#mustOwn();
    if (this.#part) {
      // The state does not count these bytes: after a crash at this point, `--resume` writes them again.
      await this.#append(text);
      // A file system without modes refuses this.
      await this.#part.chmod(this.#mode).catch(() => {});
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
      // In this order: a part without its state would be refused.
      await unlink(partOf(this.#file)).catch(() => {});
      await unlink(stateOf(this.#file)).catch(() => {});
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
    if (!isCode(error, "ENOENT")) throw notOpened(error);
    if ((await sizeOf(name)) >= 0) throw new WrongUse(`--output: ${name} is a link to a file that is not there; name that file`);
    return { file: name, mode: 0o666 & ~process.umask() };
  }
}

async function openPart(file: string, isNew: boolean, state: State, limit: number | undefined): Promise<FileHandle | undefined> {
  const part = partOf(file);
  try {
    const how = isNew ? constants.O_CREAT | constants.O_EXCL : state.pages > 0 ? 0 : constants.O_CREAT;
    const handle = await open(part, constants.O_RDWR | PLAIN | how, 0o600);
    if (!(await handle.stat()).isFile()) throw notOurs(part);
    if ((await handle.stat()).size < state.bytes) throw new WrongUse(`--resume: ${part} is shorter than it was: remove it and ${stateOf(file)} to begin anew`);
    await handle.truncate(state.bytes);
    return handle;
  } catch (error) {
    const isGone = isCode(error, "ENOENT") && state.pages > 0;
    // The earlier run ended after it renamed the part and before it removed the state.
    if (isGone && isOver(state, limit) && (await sizeOf(file)) >= state.bytes) return undefined;
    await (state.pages === 0 ? unlink(stateOf(file)) : save(stateOf(file), { ...state, pid: 0 })).catch(() => {});
    if (isGone) throw new WrongUse(`--resume: ${part}, which ${stateOf(file)} continues, is not there: put it back, or remove ${stateOf(file)} to begin anew`);
    throw isCode(error, "EEXIST", "ELOOP", "ENXIO") ? notOurs(part) : notOpened(error);
  }
}

const notOurs = (part: string) => new WrongUse(`--output: ${part} is in the way and not of a run that can be continued; move it away or remove it`);
