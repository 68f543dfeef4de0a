// Cloudflare Workers and other edge runtimes: the engine allows no compiling at run time, so the compiled module is imported.
// `?module` says so to bundlers that would instantiate a bare import.
import module from "./kombo_edge_bg.wasm?module";
import "./printing.ts";
import "./workers.ts";
import { provide, provideMask } from "../index.ts";
import { masked } from "../mask/mask.ts";
import { NOT_COMPILED } from "./troubles.ts";

provideMask(masked);
provide(() => {
  // Some bundlers make an address or text of it.
  if (typeof module !== "object") throw new Error(NOT_COMPILED);
  return module;
});

export { CONNECTORS, KOMBO_ERROR_CODES, VERSION } from "../generated/facts.ts";
export { isKomboError, Kombo, KomboError } from "../index.ts";
