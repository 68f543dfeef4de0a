// Loads the module, holds its one instance, and replaces the instance when it has grown or should ever trap.
//
// A trap leaves Rust's state as it was in the middle of a call, so nothing of that instance runs again: the call that
// trapped rejects, walks that are under way begin their page anew in another instance of the same compiled module. Only a
// throw out of an export is a trap; the module imports nothing that could throw into it.

import { KomboError } from "./error.ts";
import { ignoreErrors } from "./ignore.ts";
import type { Exports, Walk } from "./module.ts";

/**
 * A module's memory never shrinks. Past this much, in bytes, an instance serves on only while pages as large keep coming:
 * so many times the body's length a page has at the most, in the memory of the module.
 */
const MUCH = 32 * 2 ** 20;
const TIMES = 4;

/** The number of no walk. */
const CLOSED = -1;

type Loader = () => WebAssembly.Module | Promise<WebAssembly.Module>;

let load: Loader;
let compiled: WebAssembly.Module | undefined;
let loading: Promise<void> | undefined;
/** A large one is held weakly: between two walks, the garbage collector gives its memory back. */
let current: { deref(): Instance | undefined } | undefined;

/** Each entry says how its runtime gets the module: at once, or with a promise. Asked at the first use. */
export function provide(loader: Loader): void {
  load = loader;
}

/** The instance, where it can be had at once; else undefined. */
export function instanceNow(): Instance | undefined {
  if (!compiled && !loading) {
    try {
      const loaded = load();
      if (loaded instanceof Promise) {
        loading = loaded.then((module) => void (compiled = module), fail).finally(() => (loading = undefined));
        // Whoever needs it awaits it below; a page that never does must not see an unhandled rejection.
        ignoreErrors(() => loading);
      } else compiled = loaded;
    } catch (error) {
      fail(error);
    }
  }
  if (!compiled) return undefined;
  const ready = current?.deref();
  if (ready) return ready;
  return (current = new Instance(compiled));
}

/** The instance, however long it takes. */
export async function instance(): Promise<Instance> {
  for (;;) {
    const ready = instanceNow();
    if (ready) return ready;
    await loading;
  }
}

/** The entries throw errors that say why. */
function fail(cause: unknown): never {
  throw new KomboError({ kind: "internal", message: `kombo_edge_bg.wasm could not be loaded: ${(cause as Error | undefined)?.message}` }, cause);
}

/** Frees what a walk held that never came to its end: a Worker's request may be over before, and no code runs any more. */
const left =
  typeof FinalizationRegistry === "function" ? new FinalizationRegistry<() => void>((close) => ignoreErrors(close)) : undefined;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** A fresh state of the module's own: no two of them share anything but the code. */
export class Instance {
  /** Whether it has trapped. */
  dead = false;
  readonly #exports: Exports;
  /** The length of the largest text or body of late, in bytes; each walk that ends halves it. */
  #late = 0;

  constructor(module: WebAssembly.Module) {
    // Some bundlers for Workers have instantiated what they were to import: what imports nothing needs no more.
    const { memory } = module as Partial<Exports>;
    this.#exports = (memory ? module : new WebAssembly.Instance(module).exports) as unknown as Exports;
  }

  deref(): this {
    return this;
  }

  /** Whoever opens a walk closes it; when nobody has it any more, the garbage collector does. */
  open(): Walk {
    const id = this.call(() => this.#exports.open());
    const walk = { id };
    left?.register(walk, () => this.#close(id), walk);
    return walk;
  }

  /** Calls into the module. @throws {KomboError} of kind `internal` when it traps */
  call<T>(run: () => T): T {
    try {
      return run();
    } catch (cause) {
      this.dead = true;
      this.#replace(undefined);
      throw new KomboError({ kind: "internal", message: "the WebAssembly module failed; this call is lost, the next one works" }, cause);
    }
  }

  /** Room in the module for what goes in next; undefined when there is not so much. */
  room(walk: Walk, length: number): Uint8Array | undefined {
    this.#late = Math.max(this.#late, length);
    const at = this.call(() => this.#exports.reserve(walk.id, length));
    return at === 0 ? undefined : this.bytes(at >>> 0, length);
  }

  /** Hands a text in, calls what takes it, and returns the output. */
  ask(walk: Walk, text: string, take: (exports: Exports, id: number) => number): string {
    const input = encoder.encode(text);
    const room = this.room(walk, input.length);
    if (!room) throw new KomboError({ kind: "decode", message: "the module has no memory left: ask for smaller pages with `page_size`" });
    room.set(input);
    // First the call: it may move the memory.
    const place = this.call(() => take(this.#exports, walk.id)) >>> 0;
    const [at, length] = new Uint32Array(this.#exports.memory.buffer, place, 2) as unknown as [number, number];
    return decoder.decode(this.bytes(at, length));
  }

  /** A part of the module's memory, where it is now: the next call may move it. */
  bytes(at: number, length: number): Uint8Array {
    return new Uint8Array(this.#exports.memory.buffer, at, length);
  }

  /** Gives a walk's memory back. Its number may go to another walk, so it is forgotten. */
  close(walk: Walk): void {
    left?.unregister(walk);
    this.#close(walk.id);
    walk.id = CLOSED;
  }

  #close(id: number): void {
    if (!this.dead) this.call(() => this.#exports.close(id));
    const more = this.#exports.memory.buffer.byteLength - MUCH;
    if (more > 0) this.#replace(more < TIMES * this.#late && globalThis.WeakRef ? new WeakRef(this) : undefined);
    this.#late /= 2;
  }

  #replace(by: typeof current): void {
    if (current?.deref() === this) current = by;
  }
}
