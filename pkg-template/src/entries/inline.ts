// Servers, and any setup that may not deliver a second file: this file contains the module, in hexadecimal digits. Base64 would be
// shorter, but 6 KB longer after gzip, which finds no repetition in it.
import "./causes.ts";
import "./servers.ts";
import "./workers.ts";
import { provide, runtime } from "../index.ts";
import { lineReader } from "../lines/lines.ts";
import * as mask from "../mask/mask.ts";
import * as sync from "../sync/sync.ts";
import digits from "./kombo_edge_bg.wasm?hex";
import { notLoaded } from "./loading.ts";

provide(() => {
  try {
    return new WebAssembly.Module(bytesOf(digits));
  } catch (cause) {
    throw notLoaded(cause);
  }
});

runtime.sync = () => sync;
runtime.mask = () => mask;
runtime.lines = () => ({ lineReader });

export { CONNECTORS, KOMBO_ERROR_CODES, VERSION } from "../generated/facts.ts";
export { isKomboError, Kombo, KomboError } from "../index.ts";

function bytesOf(digits: string): Uint8Array<ArrayBuffer> {
  // The last four bits of `0` to `9` are the value; those of `a` to `f` are the value minus nine.
  const value = (at: number) => (digits.charCodeAt(at) & 15) + 9 * (digits.charCodeAt(at) >> 6);
  return Uint8Array.from({ length: digits.length / 2 }, (_, index) => value(2 * index) * 16 + value(2 * index + 1));
}
