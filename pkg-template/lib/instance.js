// Loads the module, holds its one instance, and replaces the instance should it ever trap.
//
// A trap leaves Rust's state as it was in the middle of a call, so nothing of that instance may run again: not
// the timers, not the answers still on their way. Every export is therefore wrapped; after a trap the wrappers do
// nothing, all that was pending rejects, and the next call gets a new instance of the same compiled module.

import { KomboError } from "./error.js";
import { createGlue } from "./glue.js";

// What a call that came to nothing returns. The glue takes results apart (`[value, failed]`), also in timers and
// microtasks, where nobody could catch what it throws; of zeros it makes nothing at all.
const NOTHING = Object.freeze([0, 0, 0, 0]);

let load;
let module;
let loading;
let current;

/** Each entry says how its runtime comes by the module: at once, or with a promise. Asked at the first use. */
export function provide(loader) {
  load = loader;
}

/** The instance, where it can be had at once; else undefined. */
export function instanceNow() {
  if (!module && !loading) {
    const loaded = attempt(load);
    if (!(loaded instanceof Promise)) module = loaded;
    else loading = loaded.then((value) => void (module = value), fail).finally(() => (loading = undefined));
    // Whoever needs it awaits it below; a page that never does must not see an unhandled rejection.
    loading?.catch(() => {});
  }
  return module ? (current ??= instantiate(module)) : undefined;
}

/** The instance, however long it takes. */
export async function instance() {
  for (;;) {
    const ready = instanceNow();
    if (ready) return ready;
    await loading;
  }
}

function attempt(loader) {
  try {
    return loader();
  } catch (error) {
    return fail(error);
  }
}

function fail(cause) {
  throw new KomboError(
    {
      kind: "internal",
      message:
        "kombo_edge_bg.wasm could not be loaded: see `cause`. When a bundler leaves the file behind, import " +
        '"kombo-edge/inline", which carries it inside',
    },
    cause,
  );
}

function instantiate(module) {
  const self = { dead: undefined, pending: new Set(), glue: undefined, call, alive };
  const trapped = (cause) => {
    self.dead = new KomboError(
      { kind: "internal", message: "the WebAssembly module failed; this call is lost, the next one works" },
      cause,
    );
    if (current === self) current = undefined;
    for (const reject of self.pending) reject(self.dead);
    self.pending.clear();
  };
  const guarded = (run) => (...parameters) => {
    if (self.dead) return NOTHING;
    try {
      return run(...parameters);
    } catch (error) {
      trapped(error);
      return NOTHING;
    }
  };
  class GuardedInstance {
    constructor(module, imports) {
      const { exports } = new WebAssembly.Instance(module, imports);
      this.exports = Object.fromEntries(
        Object.entries(exports).map(([name, value]) => [name, typeof value === "function" ? guarded(value) : value]),
      );
    }
  }

  /** Calls into the module; what it throws is the details of an error. */
  function call(run) {
    if (self.dead) throw self.dead;
    try {
      return run(self.glue);
    } catch (details) {
      throw self.dead ?? new KomboError(details);
    } finally {
      // A trap is swallowed on its way out, and what came back is then nothing.
      if (self.dead) throw self.dead;
    }
  }

  /** What the promise gives, unless the module fails before. */
  function alive(promise) {
    return new Promise((resolve, reject) => {
      self.pending.add(reject);
      promise.then(resolve, reject).finally(() => self.pending.delete(reject));
    });
  }

  self.glue = createGlue(GuardedInstance);
  self.glue.initSync({ module });
  return self;
}
