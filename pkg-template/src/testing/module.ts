// `testing.js` and `testing.cjs`: what `import` and `require()` get. The kit itself is a script, which is neither kind of module.

import "./kit.ts";
import type * as Testing from "./testing.ts";

const kit = (globalThis as unknown as Record<symbol, typeof Testing>)[Symbol.for("kombo-edge/testing")] as typeof Testing;

export const { baseUrl, createSandbox, FAULTS, ODD_ENVELOPES, ODD_RECORDS, STATES } = kit;
