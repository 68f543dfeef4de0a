// Anywhere: the module is part of the code, for bundlers and runtimes that have no way with files.
import base64 from "./kombo_edge_bg.wasm";
import "./causes.js";
import { provide } from "./kombo.js";

provide(() => new WebAssembly.Module(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))));

export { CONNECTORS, KOMBO_ERROR_CODES, VERSION } from "./facts.js";
export { Kombo, KomboError, isKomboError } from "./kombo.js";
