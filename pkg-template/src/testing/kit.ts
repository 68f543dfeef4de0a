// `testing-kit.cjs`: a script that stores the kit in a global property. `testing.js` and `testing.cjs` read it there, so the package
// contains the kit once.

import * as testing from "./testing.ts";

(globalThis as unknown as Record<symbol, typeof testing>)[Symbol.for("kombo-edge/testing")] ??= testing;
