// `kombo.js`: what the entries, the proxy and the sync share. Each entry adds how its runtime gets the module, and the
// tables of facts.ts, which stay a file of their own so that bundlers leave out what nobody asks for.

import { KomboError } from "./error.ts";
import { Kombo } from "./kombo.ts";
import { CandidatePage } from "./page.ts";
import { CandidatePages } from "./pages.ts";

// Minifying takes away the names that people see when they print a page.
for (const [name, type] of Object.entries({ Kombo, KomboError, CandidatePages, CandidatePage })) {
  Object.defineProperty(type, "name", { __proto__: null, value: name } as PropertyDescriptor);
}

export { masked, openDoor, secretOf } from "./door.ts";
export { isKomboError, showCauses, wrongInput } from "./error.ts";
export { ignoreErrors } from "./ignore.ts";
export { instance, instanceNow, provide } from "./instance.ts";
export { checkClient } from "./kombo.ts";
export { runtime } from "./runtime.ts";
export { onAbort } from "./signals.ts";
export { clientSource, members, source } from "./source.ts";
export { draft } from "./step.ts";
export { beginning } from "./trail.ts";
export { requestInit } from "./transfer.ts";
export { CandidatePages, Kombo, KomboError };
