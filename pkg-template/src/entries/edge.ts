// Other edge runtimes, such as Vercel's: like Workers, but the suffix `?module` requests the compiled module.
import module from "./kombo_edge_bg.wasm?module";
import "./printing.ts";
import { provide, runtime } from "../index.ts";
import { lineReader } from "../lines/lines.ts";
import * as mask from "../mask/mask.ts";
import * as sync from "../sync/sync.ts";
import { NOT_COMPILED } from "./troubles.ts";

provide(() => {
  if (typeof module !== "object") throw new Error(NOT_COMPILED);
  return module;
});

runtime.sync = () => sync;
runtime.mask = () => mask;
runtime.lines = () => ({ lineReader });

export { CONNECTORS, KOMBO_ERROR_CODES, VERSION } from "../generated/facts.ts";
export { isKomboError, Kombo, KomboError } from "../index.ts";
