// How much memory the package's module has, and how often it calls JavaScript, seen from outside. Has to be imported
// before the package, whose first instance is noted when it is made.

/** @type {{ deref: () => WebAssembly.Memory | undefined }[]} */
const memories = [];

function note(instance) {
  const memory = Object.values(instance.exports).find((value) => value instanceof WebAssembly.Memory);
  // Of an instance that is no longer in use, none is left; where that cannot be seen, all count.
  if (memory) memories.push(globalThis.WeakRef ? new WeakRef(memory) : { deref: () => memory });
  return instance;
}

let calls = 0;
const counted = (value) => (typeof value === "function" ? (...parameters) => ((calls += 1), value(...parameters)) : value);
const each = (object, change) => Object.fromEntries(Object.entries(object).map(([name, value]) => [name, change(value)]));
/** The same imports, whose calls are counted. */
const watched = (imports) => imports && each(imports, (from) => each(from, counted));

const { Instance, instantiate } = WebAssembly;
WebAssembly.Instance = new Proxy(Instance, {
  construct: (target, [module, imports], newTarget) => note(Reflect.construct(target, [module, watched(imports)], newTarget)),
});
WebAssembly.instantiate = async (source, imports) => {
  const made = await instantiate(source, watched(imports));
  note(made.instance ?? made);
  return made;
};

/** Bytes of all instances that there are. */
export const moduleBytes = () => memories.reduce((sum, memory) => sum + (memory.deref()?.buffer.byteLength ?? 0), 0);

/** How often the module has called JavaScript so far. */
export const moduleCalls = () => calls;
