// Cloudflare Workers: the engine allows no compiling at run time, so the compiled module is imported.
import module from "./kombo_edge_bg.wasm";
import "./printing.ts";
import "./workers.ts";
import { provide, runtime } from "../index.ts";
import { lineReader } from "../lines/lines.ts";
import * as mask from "../mask/mask.ts";
import { NOT_COMPILED } from "./troubles.ts";

provide(() => {
  // Nitro, Nuxt's server, instantiates what is imported: a function that returns the exports, which serve too (instance.ts).
  const given: unknown = typeof module === "function" ? (module as () => unknown)() : module;
  // Some bundlers make an address or text of it.
  if (typeof given !== "object") throw new Error(NOT_COMPILED);
  return given as WebAssembly.Module;
});

runtime.sync = () => import("../sync/sync.ts");
runtime.mask = () => mask;
runtime.lines = () => ({ lineReader });

export { CONNECTORS, KOMBO_ERROR_CODES, VERSION } from "../generated/facts.ts";
export { isKomboError, Kombo, KomboError } from "../index.ts";
