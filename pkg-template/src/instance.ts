// Loads the WebAssembly module and holds its one instance. Replaces the instance when its memory is large or after a trap.
//
// A trap leaves Rust's state as it was in the middle of a call, so a trapped instance is never called again. The call that
// trapped rejects. Other walks restart their page in a new instance of the same compiled module. The module has no imports, so
// an exception from an export is always a trap.

import { KomboError } from "./error.ts";
import { ignoreErrors } from "./ignore.ts";
import type { Exports, Walk } from "./module.ts";

/**
 * In bytes. The memory of an instance never shrinks. An instance above this size is kept only while recent bodies are large
 * enough to need it.
 */
const LARGE = 32 * 2 ** 20;
/** A page takes at most this multiple of its body's length in the module's memory. */
const MEMORY_PER_BODY = 4;

/** The id of a closed walk. */
const CLOSED = -1;

type Loader = () => WebAssembly.Module | Promise<WebAssembly.Module>;

let load: Loader;
let compiled: WebAssembly.Module | undefined;
let loading: Promise<void> | undefined;
/** A large instance is held by a `WeakRef`, so the garbage collector can free its memory between two walks. */
let current: { deref(): Instance | undefined } | undefined;

/** Sets the loader, which returns the module or a promise of it. Each entry calls this; the loader runs at the first use. */
export function provide(loader: Loader): void {
  load = loader;
}

/** The instance; undefined if the module is still loading. */
export function instanceNow(): Instance | undefined {
  if (!compiled && !loading) {
    try {
      const loaded = load();
      if (loaded instanceof Promise) {
        loading = loaded.then((module) => void (compiled = module), fail).finally(() => (loading = undefined));
        // `instance()` awaits the same promise. If it is never called, there must be no unhandled rejection.
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

/** The instance. Waits until the module is loaded. */
export async function instance(): Promise<Instance> {
  for (;;) {
    const ready = instanceNow();
    if (ready) return ready;
    await loading;
  }
}

/** Wraps a loader's error, whose message says why loading failed. */
function fail(cause: unknown): never {
  throw new KomboError({ kind: "internal", message: `kombo_edge_bg.wasm could not be loaded: ${(cause as Error | undefined)?.message}` }, cause);
}

/** Frees the memory of a walk that was never closed: when a Worker's request is over, none of its code runs any more. */
const unclosed = typeof FinalizationRegistry === "function" ? new FinalizationRegistry<() => void>((close) => ignoreErrors(close)) : undefined;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** An instance of the module. Instances share the compiled code and no state. */
export class Instance {
  /** Whether it has trapped. */
  dead = false;
  readonly #exports: Exports;
  /** The length of the largest recent text or body, in bytes. Each closed walk halves it. */
  #recentLength = 0;

  constructor(module: WebAssembly.Module) {
    // Some bundlers for Workers import an instantiated module. Its exports can be used, since the module has no imports.
    const { memory } = module as Partial<Exports>;
    this.#exports = (memory ? module : new WebAssembly.Instance(module).exports) as unknown as Exports;
  }

  deref(): this {
    return this;
  }

  /** Opens a walk. The caller must close it; an unreachable walk is closed after garbage collection. */
  open(): Walk {
    const id = this.call(() => this.#exports.open());
    const walk = { id };
    unclosed?.register(walk, () => this.#close(id), walk);
    return walk;
  }

  /** Calls into the module. @throws {KomboError} of kind `internal` when it traps */
  call<T>(run: () => T): T {
    try {
      return run();
    } catch (cause) {
      this.dead = true;
      this.#replace(undefined);
      throw new KomboError({ kind: "internal", message: "the WebAssembly module failed; the next call works" }, cause);
    }
  }

  /** A buffer in the module's memory for the next input; undefined if there is not enough memory. */
  room(walk: Walk, length: number): Uint8Array | undefined {
    this.#recentLength = Math.max(this.#recentLength, length);
    const at = this.call(() => this.#exports.reserve(walk.id, length));
    return at === 0 ? undefined : this.bytes(at >>> 0, length);
  }

  /** Writes a text into the module, calls an export on it, and returns its output. */
  callText(walk: Walk, text: string, run: (exports: Exports, id: number) => number): string {
    const input = encoder.encode(text);
    const room = this.room(walk, input.length);
    if (!room) throw new KomboError({ kind: "decode", message: "the module has no memory left: ask for smaller pages with `page_size`" });
    room.set(input);
    // The call comes first, because it may move the memory.
    const place = this.call(() => run(this.#exports, walk.id)) >>> 0;
    const [at, length] = new Uint32Array(this.#exports.memory.buffer, place, 2) as unknown as [number, number];
    return decoder.decode(this.bytes(at, length));
  }

  /** A view of the module's memory. It is valid until the next call, which may move the memory. */
  bytes(at: number, length: number): Uint8Array {
    return new Uint8Array(this.#exports.memory.buffer, at, length);
  }

  /** Frees a walk's memory and resets its id: the module may reuse the id for another walk. */
  close(walk: Walk): void {
    unclosed?.unregister(walk);
    this.#close(walk.id);
    walk.id = CLOSED;
  }

  #close(id: number): void {
    if (!this.dead) this.call(() => this.#exports.close(id));
    const excess = this.#exports.memory.buffer.byteLength - LARGE;
    if (excess > 0) this.#replace(excess < MEMORY_PER_BODY * this.#recentLength && globalThis.WeakRef ? new WeakRef(this) : undefined);
    this.#recentLength /= 2;
  }

  #replace(replacement: typeof current): void {
    if (current?.deref() === this) current = replacement;
  }
}
