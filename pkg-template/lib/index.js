// What the entries export; each adds how its runtime comes by the module, and the tables of facts.js, which stay a file
// of their own so that bundlers leave out what nobody asks for.

import { KomboError } from "./error.js";
import { Kombo } from "./kombo.js";
import { CandidatePage } from "./page.js";
import { CandidatePages } from "./pages.js";

// Minifying takes away the names that people see when they print a page.
for (const [name, type] of Object.entries({ Kombo, KomboError, CandidatePages, CandidatePage })) {
  Object.defineProperty(type, "name", { value: name });
}

export { isKomboError, tidyCauses } from "./error.js";
// For the entries and the proxy, which are files of their own.
export { instance, instanceNow, provide } from "./instance.js";
export { attempt, follow, io, open } from "./io.js";
export { call, client } from "./options.js";
export { Kombo, KomboError };
