// A Worker's own `fetch`, and a service binding.
import { Kombo } from "kombo-edge";

export function ask(env: { UPSTREAM: Fetcher }, request: Request): void {
  new Kombo({ fetch });
  new Kombo({ fetch: async () => new Response() });
  const kombo = new Kombo({ fetch: (url, init) => env.UPSTREAM.fetch(url, init) });
  void kombo.ats.getCandidates({}, { signal: request.signal });
}
