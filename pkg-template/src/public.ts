// The entry of the published `index.d.ts`. The declarations are those of types.ts; the classes implement them.

export { CONNECTORS, KOMBO_ERROR_CODES, VERSION } from "./generated/facts.ts";
export type * from "./types.ts";
export { isKomboError, Kombo, KomboError } from "./types.ts";
