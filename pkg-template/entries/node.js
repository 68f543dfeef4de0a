// Node, Deno and Bun: the module is a file beside this one, read at the first use.
import { readFileSync } from "node:fs";
import "./causes.js";
import { provide } from "./kombo.js";

provide(() => new WebAssembly.Module(readFileSync(new URL("./kombo_edge_bg.wasm", import.meta.url))));

export { CONNECTORS, KOMBO_ERROR_CODES, VERSION } from "./facts.js";
export { Kombo, KomboError, isKomboError } from "./kombo.js";
