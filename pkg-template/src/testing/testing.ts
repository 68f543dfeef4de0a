// `kombo-edge/testing`: the sandbox, for a user's own tests. It shares no code with the client, so that neither can
// hide the other's bugs.

import { FAULTS as TABLE } from "./faults.ts";
import { STATES as STATE_CODES } from "./integrations.ts";
import { ODD_ENVELOPES as ENVELOPES, ODD_RECORDS as RECORDS } from "./odd.ts";
import * as sandbox from "./sandbox.ts";
import type * as types from "./types.ts";

// In a caller's program the types of `fetch` are the runtime's; here they are the DOM's.
export const createSandbox = sandbox.createSandbox as unknown as typeof types.createSandbox;
export const baseUrl: typeof types.baseUrl = sandbox.baseUrl;
export const FAULTS = Object.fromEntries(Object.entries(TABLE).map(([name, { about }]) => [name, about])) as typeof types.FAULTS;
export const ODD_RECORDS = Object.keys(RECORDS) as unknown as typeof types.ODD_RECORDS;
export const ODD_ENVELOPES = Object.keys(ENVELOPES) as unknown as typeof types.ODD_ENVELOPES;
export const STATES: typeof types.STATES = STATE_CODES;
