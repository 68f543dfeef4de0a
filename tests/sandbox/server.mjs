// The sandbox's HTTP server, as `npx kombo-edge sandbox` starts it, built from the sources.

import { source } from "./source.mjs";

/** @type {{ serve: typeof import("../../pkg-template/src/cli/serve.ts").serve }} */
export const { serve } = await source("cli/serve");
