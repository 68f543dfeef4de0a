// `kombo-edge/proxy`: a handler that holds the key so that a page does not have to. It denies by default; what passes is
// sent as the client would send it, and the answer is streamed back.

import "kombo-edge";
import { admit } from "./admit.js";
import { refuse } from "./answer.js";
import { follow, instance } from "./kombo.js";
import { check } from "./options.js";
import { relay } from "./relay.js";
import { draft, read } from "./request.js";

export function createProxy(options) {
  const settings = check(options);
  return async (request, env, ctx) => {
    let admitted;
    try {
      admitted = admit(request, settings);
      return admitted.refusal ?? (await pass(settings, admitted.headers, request, env, ctx));
    } catch {
      // A defect, of ours, of `authorize` or of the options: whoever asks is told nothing of it.
      return refuse(500, "PROXY.INTERNAL", "The proxy failed.", admitted?.headers);
    }
  };
}

async function pass(settings, headers, request, env, ctx) {
  const no = (status, code, message) => refuse(status, `PROXY.${code}`, message, headers);
  if (!settings.authorize) return no(403, "FORBIDDEN", "This proxy has no `authorize`, so it lets nothing pass.");
  const allowed = await settings.authorize(request, env, ctx);
  if (!allowed) return no(403, "FORBIDDEN", "`authorize` does not let this request pass.");
  const module = await instance();
  const { wrong, asked } = read(module, new URL(request.url).search);
  if (wrong) return no(400, "INVALID_PARAMETERS", wrong);
  const drafted = await draft(module, settings, asked, allowed.integration_id, env);
  const controller = new AbortController();
  if (request.signal) follow(controller, request.signal);
  return relay(drafted, controller, headers);
}
