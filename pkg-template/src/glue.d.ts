// What `glue.js` exports: wasm-bindgen's glue as a factory, written by `cargo xtask pack` (xtask/src/glue.rs).

import type { Glue } from "./module.ts";

/** Makes glue with state of its own. */
export declare function createGlue(): Glue;
