// Servers, and any setup that may not deliver a second file: this file contains the module, a character for each byte. Base64 would be
// 7 KB longer after gzip, which finds no repetition in it.
import "./causes.ts";
import "./servers.ts";
import "./workers.ts";
import { provide, runtime } from "../index.ts";
import { lineReader } from "../lines/lines.ts";
import * as mask from "../mask/mask.ts";
import * as sync from "../sync/sync.ts";
import text from "./kombo_edge_bg.wasm?text";
import { notLoaded } from "./loading.ts";

provide(() => {
  try {
    return new WebAssembly.Module(Uint8Array.from(text, (character) => character.charCodeAt(0) - (character < "\x7f" ? 35 : 68)));
  } catch (cause) {
    throw notLoaded(cause);
  }
});

runtime.sync = () => sync;
runtime.mask = () => mask;
runtime.lines = () => ({ lineReader });

export { CONNECTORS, KOMBO_ERROR_CODES, VERSION } from "../generated/facts.ts";
export { isKomboError, Kombo, KomboError } from "../index.ts";
