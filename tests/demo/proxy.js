// The demo's Worker: it lists the integrations, and lets every page on its own host read any integration of the local Kombo.
// A Worker with access control is in examples/explorer/.

import { CONNECTORS } from "kombo-edge";
import { createProxy } from "kombo-edge/proxy";

const integrations = Object.keys(CONNECTORS).map((slug) => ({ id: `${slug}:sandbox` }));

export default {
  async fetch(request, env, ctx) {
    const { origin, hostname, pathname } = new URL(request.url);
    // Another name that resolves to this host is refused.
    if (hostname !== "127.0.0.1") return new Response(null, { status: 421 });
    // The page's copied code reads from here, without a key. Pages of other origins may not read the response.
    if (pathname.startsWith("/sandbox/")) return open(request, env);
    if (pathname === "/session") return Response.json({ integrations, sandbox: { faults: env.FAULTS } }, { headers: { "cache-control": "no-store" } });
    // The origin's port is unknown until the first request. Usually a proxy is made once, outside the handler.
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

/** Passes a request to the local Kombo, with its key. */
function open(request, env) {
  const { pathname, search } = new URL(request.url);
  const headers = { authorization: `Bearer ${env.KOMBO_API_KEY}`, "x-integration-id": request.headers.get("x-integration-id") ?? "" };
  return env.SANDBOX.fetch(`http://127.0.0.1${pathname.slice("/sandbox".length)}${search}`, { headers });
}

function authorize(request) {
  const integration_id = request.headers.get("x-integration-id") ?? "";
  return integrations.some(({ id }) => id === integration_id) ? { integration_id } : null;
}

/** Moves the fault from the request's header into the path that the sandbox reads. */
function trouble(request) {
  const fault = request.headers.get("x-sandbox-fault");
  return fault ? `/fault/${encodeURIComponent(fault)}` : "";
}
