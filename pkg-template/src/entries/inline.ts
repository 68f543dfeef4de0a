// Anywhere: the module is part of the code, for bundlers and runtimes that cannot load files.
import "./causes.ts";
import "./servers.ts";
import "./workers.ts";
import base64 from "./kombo_edge_bg.wasm?base64";
import { provide, provideMask } from "../index.ts";
import { masked } from "../mask/mask.ts";

provideMask(masked);
provide(() => new WebAssembly.Module(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))));

export { CONNECTORS, KOMBO_ERROR_CODES, VERSION } from "../generated/facts.ts";
export { isKomboError, Kombo, KomboError } from "../index.ts";
