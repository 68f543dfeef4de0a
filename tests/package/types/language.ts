// Where nothing is declared but the language, what is used of the runtime's classes is enough.
import { Kombo } from "kombo-edge";

const pages = new Kombo({
  server_url: { href: "https://proxy.example.com/kombo" },
  fetch: async (url, { headers }) => ({ status: url === "" || headers["accept"] === "" ? 404 : 200, headers: new Map() }),
}).ats.getCandidates({}, { signal: { aborted: false, reason: undefined }, headers: new Map([["x-trace", "1"]]) });

// @ts-expect-error no answer
new Kombo({ fetch: async () => 200 });
// @ts-expect-error an answer without headers
new Kombo({ fetch: async () => ({ status: 200 }) });
// @ts-expect-error a URL and an init, no request
new Kombo({ fetch: async (request: { url: string }) => ({ status: request.url.length, headers: new Map() }) });
// @ts-expect-error not a signal
new Kombo({}).ats.getCandidates({}, { signal: {} });
export { pages };
