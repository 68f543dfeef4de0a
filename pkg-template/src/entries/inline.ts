// Servers, and wherever a file beside this one may be left behind: the module is inside, in base64.
import "./causes.ts";
import "./servers.ts";
import "./workers.ts";
import base64 from "./kombo_edge_bg.wasm?base64";
import { provide, runtime } from "../index.ts";
import { lineReader } from "../lines/lines.ts";
import * as mask from "../mask/mask.ts";
import * as sync from "../sync/sync.ts";
import { notLoaded } from "./loading.ts";

provide(() => {
  try {
    return new WebAssembly.Module(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)));
  } catch (cause) {
    throw notLoaded(cause);
  }
});

runtime.sync = () => sync;
runtime.mask = () => mask;
runtime.lines = () => ({ lineReader });

export { CONNECTORS, KOMBO_ERROR_CODES, VERSION } from "../generated/facts.ts";
export { isKomboError, Kombo, KomboError } from "../index.ts";
