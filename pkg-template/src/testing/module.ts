// `testing.js` and `testing.cjs`: the modules for `import` and `require()`. Both run the kit's script and export its members.

import "./kit.ts";
import type * as Testing from "./testing.ts";

const kit = (globalThis as unknown as Record<symbol, typeof Testing>)[Symbol.for("kombo-edge/testing")] as typeof Testing;

export const { baseUrl, createSandbox, FAULTS, ODD_ENVELOPES, ODD_RECORDS, STATES } = kit;
