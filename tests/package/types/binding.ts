// A Worker with Workers types: a service binding as `fetch`, and the proxy as the handler.
import { Kombo } from "kombo-edge";
import { createProxy } from "kombo-edge/proxy";

interface Env {
  KOMBO_API_KEY: string;
  UPSTREAM: Fetcher;
}

export const ask = (env: Env): Response => new Response(new Kombo({ fetch: (url, init) => env.UPSTREAM.fetch(url, init) }).ats.getCandidates({}).ndjson());

export default {
  fetch: createProxy<Env, ExecutionContext>({ api_key: (env) => env.KOMBO_API_KEY, authorize: () => null }),
} satisfies ExportedHandler<Env>;
