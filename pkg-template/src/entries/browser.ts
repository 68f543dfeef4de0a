// Pages: the module is fetched and compiled at the first use. Bundlers know this form of URL and emit the file.
import { provide } from "../index.ts";

provide(async () => {
  const response = await fetch(new URL("./kombo_edge_bg.wasm", import.meta.url));
  if (!response.ok) throw new Error(`HTTP ${response.status} for kombo_edge_bg.wasm`);
  // Compiling while it arrives needs exactly this content type, without parameters, which not every server sends.
  const type = response.headers.get("content-type") ?? "";
  return type.trim().toLowerCase() === "application/wasm"
    ? WebAssembly.compileStreaming(response)
    : WebAssembly.compile(await response.arrayBuffer());
});

export { CONNECTORS, KOMBO_ERROR_CODES, VERSION } from "../generated/facts.ts";
export { isKomboError, Kombo, KomboError } from "../index.ts";
