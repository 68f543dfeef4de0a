// The published `index.d.ts` is rolled up from here. The declarations are those of types.ts; that the classes agree with
// them is said there, by `implements`.

export { CONNECTORS, KOMBO_ERROR_CODES, VERSION } from "./generated/facts.ts";
export { isKomboError, Kombo, KomboError } from "./types.ts";
export type * from "./types.ts";
