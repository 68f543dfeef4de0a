// The sandbox as a Worker. Its settings come from the environment: CANDIDATES, SEED, KEY, LATENCY_MS, FAULTS, CORS, PLAIN,
// NOW (in milliseconds).

import { createSandbox } from "../../pkg-template/src/testing/testing.ts";

/** One sandbox per isolate, since faults and cursors outlive a single request. @type {ReturnType<typeof createSandbox> | undefined} */
let sandbox;

export default {
  /**
   * @param {Request} request
   * @param {Record<string, string | undefined>} env
   */
  async fetch(request, env) {
    sandbox ??= createSandbox({
      candidates: Number(env.CANDIDATES ?? 1000),
      seed: Number(env.SEED ?? 1),
      keys: [env.KEY ?? "sandbox-key"],
      latency_ms: Number(env.LATENCY_MS ?? 0),
      faults: env.FAULTS,
      cors: env.CORS === "true",
      plain: env.PLAIN === "true",
      ...(env.NOW && { now: Number(env.NOW) }),
    });
    return sandbox.fetch(request);
  },
};
