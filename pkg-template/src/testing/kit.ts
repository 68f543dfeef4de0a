// `testing-kit.cjs`: a script that leaves the kit where `testing.js` and `testing.cjs` find it, so that it is in the package once.

import * as testing from "./testing.ts";

(globalThis as unknown as Record<symbol, typeof testing>)[Symbol.for("kombo-edge/testing")] ??= testing;
