// Node, Deno and Bun: the module is a file beside this one, read at the first use.
import { setMaxListeners } from "node:events";
import { readFileSync } from "node:fs";
import "./causes.js";
import { attempt, io, provide } from "./kombo.js";

provide(() => new WebAssembly.Module(readFileSync(new URL("./kombo_edge_bg.wasm", import.meta.url))));

// Node 20 takes the eleventh walk on one signal for a leak and warns; its own fetch does the same against it.
const { follow } = io;
io.follow = (controller, signal) => {
  attempt(() => setMaxListeners(0, signal));
  follow(controller, signal);
};

export { CONNECTORS, KOMBO_ERROR_CODES, VERSION } from "./facts.js";
export { Kombo, KomboError, isKomboError } from "./kombo.js";
