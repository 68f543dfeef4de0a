// `cargo xtask pack` puts the module beside the entries, and resolves these three ways to import it (build.mjs).

/** Compiled: Workers import a module so. */
declare module "*.wasm" {
  const module: WebAssembly.Module;
  export default module;
}

/** The same, where a bare import would be instantiated. */
declare module "*.wasm?module" {
  const module: WebAssembly.Module;
  export default module;
}

/** Its bytes in hexadecimal digits, as part of the code. */
declare module "*.wasm?hex" {
  const digits: string;
  export default digits;
}
