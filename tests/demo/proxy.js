// The demo's proxy, in workerd: lets every page of its own host ask any integration of the local Kombo. A proxy for real
// people is in examples/proxy/.

import { CONNECTORS } from "kombo-edge";
import { createProxy } from "kombo-edge/proxy";

export default {
  async fetch(request, env, ctx) {
    const { origin, hostname } = new URL(request.url);
    // A name that somebody made point here is not this host.
    if (hostname !== "127.0.0.1") return new Response(null, { status: 421 });
    // The port is not known before; usually a proxy is made once, outside.
    const proxy = createProxy({
      api_key: (env) => env.KOMBO_API_KEY,
      allowed_origins: [origin],
      base_path: "/kombo",
      server_url: `http://127.0.0.1${trouble(request)}/v1`,
      fetch: (url, init) => env.SANDBOX.fetch(url, init),
      authorize,
    });
    return proxy(request, env, ctx);
  },
};

function authorize(request) {
  const connector = request.headers.get("x-demo-connector") ?? "";
  return Object.hasOwn(CONNECTORS, connector) ? { integration_id: `${connector}:sandbox` } : null;
}

/** The sandbox goes wrong as its path says. */
function trouble(request) {
  const fault = request.headers.get("x-demo-fault");
  return fault ? `/fault/${encodeURIComponent(fault)}` : "";
}
