// Correct and wrong uses of the proxy.
import type { Authorized, HttpResponse, IncomingRequest, ProxyOptions } from "kombo-edge/proxy";
import { createProxy } from "kombo-edge/proxy";

interface Env {
  KOMBO_API_KEY: string;
  SESSIONS: { get(name: string): Promise<string | null> };
}

const allowed_origins = ["https://app.example.com"];

export const plain = { fetch: createProxy({ api_key: (env) => env.KOMBO_API_KEY, authorize: async () => ({ integration_id: "workday:1" }), allowed_origins }) };

declare const report: (...parts: unknown[]) => Promise<void>;
const full: ProxyOptions<Env, { waitUntil(promise: Promise<unknown>): void }> = {
  api_key: async (env) => env.KOMBO_API_KEY,
  allowed_origins,
  origin: "https://app.example.com",
  trust_forwarded: true,
  base_path: "/kombo",
  server: "us",
  server_url: "https://kombo.example.com/v1",
  timeout_ms: 1000,
  max_body_bytes: 1000,
  on_error(error, request, env, ctx) {
    ctx.waitUntil(report(error, request.url, env.KOMBO_API_KEY));
  },
  async authorize(request, env, ctx): Promise<Authorized> {
    ctx.waitUntil(Promise.resolve());
    const integration_id = await env.SESSIONS.get(request.url);
    return integration_id !== null && { integration_id };
  },
};
export const named = createProxy<Env, { waitUntil(promise: Promise<unknown>): void }>(full);
export const annotated = createProxy({ api_key: (env: Env) => env.KOMBO_API_KEY, authorize: (_request, env) => env.SESSIONS.get("").then(() => null) });

declare const login: HttpResponse;
export const handler: (request: IncomingRequest) => Promise<HttpResponse> = plain.fetch;
export const answering = createProxy({ api_key: "k", authorize: async (request) => (request.headers.get("cookie") ? { integration_id: "workday:1" } : login) });

// @ts-expect-error api_key is missing
createProxy({ allowed_origins });
// @ts-expect-error the integration is not an option; authorize returns it
createProxy({ api_key: "k", integration_id: "workday:1" });
// @ts-expect-error must be a list
createProxy({ api_key: "k", allowed_origins: "https://app.example.com" });
// @ts-expect-error authorize must return an object
createProxy({ api_key: "k", authorize: () => "workday:1" });
// @ts-expect-error this Env has no such key
createProxy<Env>({ api_key: (env) => env.OTHER });
