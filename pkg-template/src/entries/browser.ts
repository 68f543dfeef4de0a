// Browser pages: the module is fetched and compiled at its first use. Bundlers recognise this form of URL and emit the file.
import { provide, runtime } from "../index.ts";

provide(async () => {
  let response: Response | undefined;
  let thrown: unknown;
  try {
    response = await fetch(new URL("./kombo_edge_bg.wasm", import.meta.url));
    // `compileStreaming` requires exactly this content type, without parameters. Not every server sends it.
    const type = response.headers.get("content-type") ?? "";
    if (response.ok)
      return await (type.trim().toLowerCase() === "application/wasm"
        ? WebAssembly.compileStreaming(response)
        : WebAssembly.compile(await response.arrayBuffer()));
  } catch (cause) {
    thrown = cause;
  }
  throw (await import("./loading.ts")).notLoaded(thrown, response);
});

runtime.sync = () => import("../sync/sync.ts");
runtime.mask = () => import("../mask/mask.ts");
runtime.lines = () => import("../lines/lines.ts");

export { CONNECTORS, KOMBO_ERROR_CODES, VERSION } from "../generated/facts.ts";
export { isKomboError, Kombo, KomboError } from "../index.ts";
