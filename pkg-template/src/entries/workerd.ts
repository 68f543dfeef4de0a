// Cloudflare Workers: compiling at run time is not allowed, so the compiled module is imported.
import module from "./kombo_edge_bg.wasm";
import "./printing.ts";
import "./workers.ts";
import { provide, runtime } from "../index.ts";
import { lineReader } from "../lines/lines.ts";
import * as mask from "../mask/mask.ts";
import { NOT_COMPILED } from "./troubles.ts";

provide(() => {
  // Nitro, Nuxt's server, replaces the import with a function that returns the exports of an instance. instance.ts accepts those.
  const imported: unknown = typeof module === "function" ? (module as () => unknown)() : module;
  // Some bundlers import a URL or a text instead.
  if (typeof imported !== "object") throw new Error(NOT_COMPILED);
  return imported as WebAssembly.Module;
});

runtime.sync = () => import("../sync/sync.ts");
runtime.mask = () => mask;
runtime.lines = () => ({ lineReader });

export { CONNECTORS, KOMBO_ERROR_CODES, VERSION } from "../generated/facts.ts";
export { isKomboError, Kombo, KomboError } from "../index.ts";
