// The runtime's own classes, declared by the DOM, Workers types, `wrangler types`, Node's types, or several of them.
import { Kombo } from "kombo-edge";
import { createProxy } from "kombo-edge/proxy";

const kombo = new Kombo({ fetch, server_url: new URL("https://proxy.example.com") });
export const answer = new Response(kombo.ats.getCandidates({}).ndjson(), { headers: { "content-type": "application/x-ndjson" } });
export const taken: typeof answer.body = kombo.ats.getCandidates({}).ndjson();

const read = await kombo.ats.getCandidates({}).ndjson().getReader().read();
if (!read.done) {
  read.value.byteLength.toFixed();
  // @ts-expect-error the value has the type of bytes, not any
  read.value.nothing;
}
export const asked = (signal: AbortSignal, request: Request) => [
  kombo.ats.getCandidates({}, { signal }),
  kombo.ats.getCandidates({}, { signal: request.signal, headers: new Headers() }),
];

const handler = createProxy({ api_key: "k", authorize: (request) => (request.headers.get("cookie") ? { integration_id: "workday:1" } : null) });
export const serve = (request: Request): Promise<Response> => handler(request);
