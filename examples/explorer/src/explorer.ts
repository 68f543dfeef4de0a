// The explorer's Worker: serves the session and the sign-in, and passes requests on to Kombo. The page is a static asset.

import { createProxy } from "kombo-edge/proxy";

type Env = Cloudflare.Env;

/** A user who is signed in. */
export interface Visitor {
  /** The integrations that the user may see. */
  integrations: readonly string[];
}

export interface ExplorerOptions {
  /** Returns the visitor of a request; null without a sign-in. */
  visitor: (request: Request, env: Env) => Promise<Visitor | null>;
  /** Responds to `/sign-in` and `/sign-out`. */
  signIn: (request: Request, env: Env) => Promise<Response>;
  /** Returns Kombo's key. */
  api_key: (env: Env) => string;
  /** Returns Kombo's base address. */
  server_url: (request: Request, env: Env) => string;
  /** Sends requests to Kombo. The default is the runtime's `fetch`. */
  fetch?: (url: string, init: RequestInit) => Promise<Response>;
  /** The faults that the page offers, with the sandbox. Copied code reads from the sandbox at `/sandbox/v1`, without a key. */
  sandbox?: { faults: readonly { spec: string; label: string }[] };
}

export function explorer(options: ExplorerOptions) {
  return async (request: Request, env: Env, context: ExecutionContext): Promise<Response> => {
    const { pathname } = new URL(request.url);
    if (pathname === "/session") return session(await options.visitor(request, env), options.server_url(request, env), options);
    if (pathname === "/sign-in" || pathname === "/sign-out") return options.signIn(request, env);
    if (pathname.startsWith("/kombo/")) return proxyFor(request, env, options)(request, env, context);
    return new Response("not found\n", { status: 404 });
  };
}

/** The response that the page reads at its start. */
function session(visitor: Visitor | null, server_url: string, { sandbox }: ExplorerOptions): Response {
  const headers = { "cache-control": "no-store" };
  if (visitor === null) return new Response(null, { status: 401, headers });
  const integrations = visitor.integrations.map((id) => ({ id }));
  return Response.json({ integrations, ...(sandbox ? { sandbox } : { server_url }) }, { headers });
}

/** The proxy. It accepts pages of this Worker's origin, and only integrations that the visitor may see. */
function proxyFor(request: Request, env: Env, options: ExplorerOptions) {
  return createProxy<Env>({
    api_key: options.api_key,
    server_url: options.server_url(request, env),
    ...(options.fetch && { fetch: options.fetch }),
    allowed_origins: [new URL(request.url).origin],
    base_path: "/kombo",
    async authorize(request, env) {
      const integration_id = request.headers.get("x-integration-id") ?? "";
      const visitor = await options.visitor(request, env);
      return visitor?.integrations.includes(integration_id) ? { integration_id } : null;
    },
  });
}
