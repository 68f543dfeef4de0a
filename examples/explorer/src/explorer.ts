// The explorer's Worker: says who is there and what they may see, and asks Kombo for them. The page is a static asset.

import { createProxy } from "kombo-edge/proxy";

type Env = Cloudflare.Env;

/** Somebody who is signed in. */
export interface Visitor {
  /** The integrations that this person may see. */
  integrations: readonly string[];
}

export interface ExplorerOptions {
  /** Who asks; null for somebody who is not signed in. */
  visitor: (request: Request, env: Env) => Promise<Visitor | null>;
  /** Answers `/sign-in` and `/sign-out`. */
  signIn: (request: Request, env: Env) => Promise<Response>;
  /** Kombo's key. */
  api_key: (env: Env) => string;
  /** Kombo's base. */
  server_url: (request: Request, env: Env) => string;
  /** What to send with, where it is not the runtime's own. */
  fetch?: (url: string, init: RequestInit) => Promise<Response>;
  /** What the page may have go wrong, over a local Kombo. */
  sandbox?: { faults: readonly { spec: string; label: string }[] };
}

export function explorer(options: ExplorerOptions) {
  return async (request: Request, env: Env, context: ExecutionContext): Promise<Response> => {
    const { pathname } = new URL(request.url);
    if (pathname === "/session") return session(await options.visitor(request, env), options);
    if (pathname === "/sign-in" || pathname === "/sign-out") return options.signIn(request, env);
    if (pathname.startsWith("/kombo/")) return proxyFor(request, env, options)(request, env, context);
    return new Response("not found\n", { status: 404 });
  };
}

/** What the page is told at its start. */
function session(visitor: Visitor | null, { sandbox }: ExplorerOptions): Response {
  const headers = { "cache-control": "no-store" };
  if (visitor === null) return new Response(null, { status: 401, headers });
  return Response.json({ integrations: visitor.integrations.map((id) => ({ id })), ...(sandbox && { sandbox }) }, { headers });
}

/** Pages of this Worker's own origin may ask, and only for integrations that the visitor may see. */
function proxyFor(request: Request, env: Env, options: ExplorerOptions) {
  return createProxy<Env>({
    api_key: options.api_key,
    server_url: options.server_url(request, env),
    ...(options.fetch && { fetch: options.fetch }),
    allowed_origins: [new URL(request.url).origin],
    base_path: "/kombo",
    async authorize(request, env) {
      const wanted = request.headers.get("x-integration-id") ?? "";
      const visitor = await options.visitor(request, env);
      return visitor?.integrations.includes(wanted) ? { integration_id: wanted } : null;
    },
  });
}
