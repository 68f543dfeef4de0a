// With only the language's own declarations, the members that the package uses of the runtime's classes are enough.
import { Kombo } from "kombo-edge";

const pages = new Kombo({
  server_url: { href: "https://proxy.example.com/kombo" },
  fetch: async (url, { headers }) => ({ status: url === "" || headers["accept"] === "" ? 404 : 200, headers: new Map() }),
}).ats.getCandidates({}, { signal: { aborted: false, reason: undefined }, headers: new Map([["x-trace", "1"]]) });

// @ts-expect-error not a response
new Kombo({ fetch: async () => 200 });
// @ts-expect-error a response without headers
new Kombo({ fetch: async () => ({ status: 200 }) });
// @ts-expect-error fetch gets a URL and an init, not a Request
new Kombo({ fetch: async (request: { url: string }) => ({ status: request.url.length, headers: new Map() }) });
// @ts-expect-error not a signal
new Kombo({}).ats.getCandidates({}, { signal: {} });
export { pages };
