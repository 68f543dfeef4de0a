// The demo's Worker: says who may see what, and lets every page of its own host ask any integration of the local Kombo. One
// for real people is in examples/explorer/.

import { CONNECTORS } from "kombo-edge";
import { createProxy } from "kombo-edge/proxy";

const integrations = Object.keys(CONNECTORS).map((slug) => ({ id: `${slug}:sandbox` }));

export default {
  async fetch(request, env, ctx) {
    const { origin, hostname, pathname } = new URL(request.url);
    // A name that somebody made point here is not this host.
    if (hostname !== "127.0.0.1") return new Response(null, { status: 421 });
    if (pathname === "/session") return Response.json({ integrations, sandbox: { faults: env.FAULTS } }, { headers: { "cache-control": "no-store" } });
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
  const integration_id = request.headers.get("x-integration-id") ?? "";
  return integrations.some(({ id }) => id === integration_id) ? { integration_id } : null;
}

/** The sandbox goes wrong as its path says. */
function trouble(request) {
  const fault = request.headers.get("x-sandbox-fault");
  return fault ? `/fault/${encodeURIComponent(fault)}` : "";
}
