// `require()`, for loaders without ES modules, such as Jest's: the whole package in one file, with the wasm file beside it.
// Bundlers use the ES modules for `require()` too, so this file is never moved away from the wasm file.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import "./causes.ts";
import "./servers.ts";
import { provide, runtime } from "../index.ts";
import { lineReader } from "../lines/lines.ts";
import * as mask from "../mask/mask.ts";
import * as sync from "../sync/sync.ts";
import { notLoaded } from "./loading.ts";

provide(() => {
  try {
    return new WebAssembly.Module(readFileSync(join(__dirname, "kombo_edge_bg.wasm")));
  } catch (cause) {
    throw notLoaded(cause);
  }
});

runtime.sync = () => sync;
runtime.mask = () => mask;
runtime.lines = () => ({ lineReader });

export { CONNECTORS, KOMBO_ERROR_CODES, VERSION } from "../generated/facts.ts";
export { isKomboError, Kombo, KomboError } from "../index.ts";
export { createProxy } from "../proxy/proxy.ts";
