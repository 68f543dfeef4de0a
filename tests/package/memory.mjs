// Measures the memory of the package's module and counts its calls to JavaScript, from outside. Must be imported before
// the package, so that it sees the first instance.

/** @type {{ deref: () => WebAssembly.Memory | undefined }[]} */
const memories = [];

function note(instance) {
  const memory = Object.values(instance.exports).find((value) => value instanceof WebAssembly.Memory);
  // A collected instance no longer counts. Without WeakRef, all instances count.
  if (memory) memories.push(globalThis.WeakRef ? new WeakRef(memory) : { deref: () => memory });
  return instance;
}

let calls = 0;
const counted = (value) => (typeof value === "function" ? (...parameters) => ((calls += 1), value(...parameters)) : value);
const each = (object, change) => Object.fromEntries(Object.entries(object).map(([name, value]) => [name, change(value)]));
/** The same imports, with counted calls. */
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

/** The bytes of all live instances. */
export const moduleBytes = () => memories.reduce((sum, memory) => sum + (memory.deref()?.buffer.byteLength ?? 0), 0);

/** The number of calls from the module to JavaScript so far. */
export const moduleCalls = () => calls;
