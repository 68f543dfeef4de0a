// The three ways to import the module. build.mjs resolves them; `cargo xtask pack` puts the file beside the entries.

/** The compiled module, in Workers. */
declare module "*.wasm" {
  const module: WebAssembly.Module;
  export default module;
}

/** The compiled module, in runtimes that instantiate an import without the suffix. */
declare module "*.wasm?module" {
  const module: WebAssembly.Module;
  export default module;
}

/** The bytes as text, a character for each, inlined into the code. */
declare module "*.wasm?text" {
  const text: string;
  export default text;
}
