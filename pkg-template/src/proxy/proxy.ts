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
import { isAnswer, ownAnswer } from "./own-answer.ts";
import { relay } from "./relay.ts";
import { read, write } from "./request.ts";
import { AUTHORIZE, Refusal, Span } from "./span.ts";
import type * as types from "./types.ts";

export const createProxy: typeof types.createProxy = (options) => {
  // `Env` and `Context` are names that only the caller's compiler knows.
  const settings = check(options as types.ProxyOptions);
  return async (request, env, ctx) => {
    let admitted: Admitted | undefined;
    try {
      admitted = admit(request, settings);
      return admitted.refusal ?? (await pass(settings, admitted.headers, request, env, ctx));
    } catch (thrown) {
      if (thrown instanceof Refusal) return thrown.answer(admitted?.headers);
      // A defect, of ours, of `authorize` or of the options: whoever asks is told nothing of it.
      return refuse(500, "PROXY.INTERNAL", "The proxy failed.", admitted?.headers);
    }
  };
};

async function pass(settings: Settings, headers: HeaderFields, request: Request, env: unknown, ctx: unknown): Promise<Response> {
  const { authorize } = settings;
  if (!authorize) throw new Refusal(403, "FORBIDDEN", "This proxy has no `authorize`, so it lets nothing pass.");
  const span = new Span(request, settings.timeout_ms);
  try {
    const allowed = await span.within(AUTHORIZE, () => authorize(request, env, ctx));
    if (!allowed) throw new Refusal(403, "FORBIDDEN", "`authorize` does not let this request pass.");
    if (isAnswer(allowed)) {
      span.end();
      return ownAnswer(allowed, headers);
    }
    const module = await instance();
    const { wrong, asked } = await read(module, new URL(request.url).search);
    if (wrong !== undefined) throw new Refusal(400, "INVALID_PARAMETERS", wrong);
    // Its own member: what somebody put on `Object.prototype` is no integration.
    const integration_id = Object.hasOwn(allowed, "integration_id") ? allowed.integration_id : undefined;
    const upstream = await write(module, settings, asked, integration_id, span, env);
    return await relay(upstream, settings.client.fetch, span, headers);
  } catch (thrown) {
    span.end();
    throw thrown;
  }
}
