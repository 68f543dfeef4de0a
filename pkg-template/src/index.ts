// `kombo.js`: the code that the entries, the proxy and the sync share. Each entry adds how its runtime loads the module, and
// exports the tables of facts.ts. Those are a separate file, so that bundlers can leave out unused tables.

import { KomboError } from "./error.ts";
import { Kombo } from "./kombo.ts";
import { CandidatePage } from "./page.ts";
import { CandidatePages } from "./pages.ts";

// Minifying removes the class names, which are visible when an object is printed.
for (const [name, type] of Object.entries({ Kombo, KomboError, CandidatePages, CandidatePage })) {
  Object.defineProperty(type, "name", { __proto__: null, value: name } as PropertyDescriptor);
}

export { isKomboError, showCauses, wrongInput } from "./error.ts";
export { ignoreErrors } from "./ignore.ts";
export { instance, instanceNow, provide } from "./instance.ts";
export { checkClient } from "./kombo.ts";
export { loadMask, masked, secretOf } from "./masking.ts";
export { runtime } from "./runtime.ts";
export { onAbort } from "./signals.ts";
export { clientSource, members, source } from "./source.ts";
export { draft } from "./step.ts";
export { startAt } from "./trail.ts";
export { requestInit } from "./transfer.ts";
export { CandidatePages, Kombo, KomboError };
