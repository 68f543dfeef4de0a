// Node, Deno and Bun: the module is a file beside this one, read at the first use.
import { readFileSync } from "node:fs";
import "./causes.ts";
import "./servers.ts";
import { provide, provideMask } from "../index.ts";
import { masked } from "../mask/mask.ts";

provideMask(masked);
provide(() => new WebAssembly.Module(readFileSync(new URL("./kombo_edge_bg.wasm", import.meta.url))));

export { CONNECTORS, KOMBO_ERROR_CODES, VERSION } from "../generated/facts.ts";
export { isKomboError, Kombo, KomboError } from "../index.ts";
