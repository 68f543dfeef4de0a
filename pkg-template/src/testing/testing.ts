// `kombo-edge/testing`: a Kombo in memory, for a user's own tests. It shares no code with the client, so that neither can
// hide the other's mistakes.

import { FAULTS as TABLE } from "./faults.ts";
import { STATES as TROUBLES } from "./integrations.ts";
import { ODD_ENVELOPES as ENVELOPES, ODD_RECORDS as RECORDS } from "./odd.ts";
import * as sandbox from "./sandbox.ts";
import type * as types from "./types.ts";

// The types of its `fetch` are the runtime's own in the caller's program, and the DOM's here.
export const createSandbox = sandbox.createSandbox as unknown as typeof types.createSandbox;
export const baseUrl: typeof types.baseUrl = sandbox.baseUrl;
export const FAULTS = Object.fromEntries(Object.entries(TABLE).map(([name, { about }]) => [name, about])) as typeof types.FAULTS;
export const ODD_RECORDS = Object.keys(RECORDS) as unknown as typeof types.ODD_RECORDS;
export const ODD_ENVELOPES = Object.keys(ENVELOPES) as unknown as typeof types.ODD_ENVELOPES;
export const STATES: typeof types.STATES = TROUBLES;
