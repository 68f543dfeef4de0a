// All that the entries export; each adds how its runtime comes by the module.

export { provide } from "./instance.js";
export { KomboError, isKomboError } from "./error.js";
export { Kombo } from "./kombo.js";
export { CONNECTORS, KOMBO_ERROR_CODES, VERSION } from "./facts.js";
