// `kombo-edge/proxy`: a request handler that keeps the key on the server. It denies by default. It sends an allowed request as the
// client would send it, and streams the response back.

import "kombo-edge";
import { ignoreErrors, instance } from "../index.ts";
import type { Admitted } from "./admit.ts";
import { admit } from "./admit.ts";
import type { Settings } from "./options.ts";
import { check } from "./options.ts";
import { isResponse, ownResponse } from "./own-response.ts";
import { relay } from "./relay.ts";
import { buildRequest } from "./request.ts";
import type { HeaderFields, OnError } from "./response.ts";
import { refuse } from "./response.ts";
import { AUTHORIZE, Refusal, Span } from "./span.ts";
import type * as types from "./types.ts";

export const createProxy: typeof types.createProxy = (options) => {
  // `Env` and `Context` exist only for the caller's compiler.
  const settings = check(options as types.ProxyOptions);
  const { on_error } = settings;
  return async (request, env, ctx) => {
    let admitted: Admitted | undefined;
    const onError = (thrown: unknown) => ignoreErrors(() => on_error?.(thrown, request, env, ctx));
    try {
      admitted = admit(request, settings);
      return admitted.refusal ?? (await pass(settings, admitted.headers, onError, request, env, ctx));
    } catch (thrown) {
      if (thrown instanceof Refusal) return thrown.response(admitted?.headers);
      // A defect of this package, of `authorize` or of the options. The response does not describe it.
      onError(thrown);
      return refuse(500, "PROXY.INTERNAL", "The proxy failed.", admitted?.headers);
    }
  };
};

async function pass(settings: Settings, headers: HeaderFields, onError: OnError, request: Request, env: unknown, ctx: unknown): Promise<Response> {
  const { authorize } = settings;
  if (!authorize) throw new Refusal(403, "FORBIDDEN", "This proxy has no `authorize`, so it lets nothing pass.");
  const span = new Span(request, settings.timeout_ms);
  try {
    const allowed = await span.within(AUTHORIZE, () => authorize(request, env, ctx));
    if (!allowed) throw new Refusal(403, "FORBIDDEN", "`authorize` does not let this request pass.");
    if (isResponse(allowed)) {
      span.end();
      return ownResponse(allowed, headers);
    }
    const module = await instance();
    // Own property only: a property of `Object.prototype` must not choose the integration.
    const integration_id = Object.hasOwn(allowed, "integration_id") ? allowed.integration_id : undefined;
    const upstream = await buildRequest(module, settings, new URL(request.url).search, integration_id, span, env);
    return await relay(upstream, settings.client.fetch, span, headers, onError);
  } catch (thrown) {
    span.end();
    throw thrown;
  }
}
