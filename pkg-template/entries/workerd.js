// Cloudflare Workers: the engine allows no compiling at run time, so the compiled module is imported.
import module from "./kombo_edge_bg.wasm";
import { provide } from "./kombo.js";

provide(() => module);

export { CONNECTORS, KOMBO_ERROR_CODES, VERSION } from "./facts.js";
export { Kombo, KomboError, isKomboError } from "./kombo.js";
