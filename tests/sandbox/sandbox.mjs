// `kombo-edge/testing`, built from its sources, for tests in Node.

import { source } from "./source.mjs";

/**
 * @typedef {import("../../pkg-template/src/testing/types.ts").Sandbox} Sandbox
 * @type {typeof import("../../pkg-template/src/testing/types.ts")}
 */
const testing = await source("testing/testing");
export const { createSandbox, baseUrl, FAULTS, ODD_RECORDS, ODD_ENVELOPES, STATES } = testing;
