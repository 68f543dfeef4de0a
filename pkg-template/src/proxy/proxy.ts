// `kombo-edge/proxy`: a handler that holds the key so that a page does not have to. It denies by default; what passes is
// sent as the client would send it, and the answer is streamed back.

import "kombo-edge";
import { instance } from "../index.ts";
import type { Admitted } from "./admit.ts";
import { admit } from "./admit.ts";
import type { HeaderFields } from "./answer.ts";
import { refuse } from "./answer.ts";
import type { Settings } from "./options.ts";
import { check } from "./options.ts";
import { relay } from "./relay.ts";
import { read, write } from "./request.ts";
import type * as types from "./types.ts";

export const createProxy: typeof types.createProxy = (options) => {
  // `Env` and `Context` are names that only the caller's compiler knows.
  const settings = check(options as types.ProxyOptions);
  return async (request, env, ctx) => {
    let admitted: Admitted | undefined;
    try {
      admitted = admit(request, settings);
      return admitted.refusal ?? (await pass(settings, admitted.headers, request, env, ctx));
    } catch {
      // A defect, of ours, of `authorize` or of the options: whoever asks is told nothing of it.
      return refuse(500, "PROXY.INTERNAL", "The proxy failed.", admitted?.headers);
    }
  };
};

async function pass(settings: Settings, headers: HeaderFields, request: Request, env: unknown, ctx: unknown): Promise<Response> {
  const no = (status: number, code: string, message: string) => refuse(status, `PROXY.${code}`, message, headers);
  if (!settings.authorize) return no(403, "FORBIDDEN", "This proxy has no `authorize`, so it lets nothing pass.");
  const allowed = await settings.authorize(request, env, ctx);
  if (!allowed) return no(403, "FORBIDDEN", "`authorize` does not let this request pass.");
  const module = await instance();
  const { wrong, asked } = await read(module, new URL(request.url).search);
  if (wrong !== undefined) return no(400, "INVALID_PARAMETERS", wrong);
  const upstream = await write(module, settings, asked, allowed.integration_id, env);
  return relay(upstream, settings.client.fetch, request.signal, headers);
}
