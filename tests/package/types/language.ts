// Where nothing is declared but the language, what is used of the runtime's classes is enough.
import { Kombo } from "kombo-edge";

const pages = new Kombo({
  server_url: { href: "https://proxy.example.com/kombo" },
  fetch: async (request) => ({ status: request.url === "" ? 404 : 200 }),
}).ats.getCandidates({}, { signal: { aborted: false, reason: undefined }, headers: new Map([["x-trace", "1"]]) });

// @ts-expect-error no answer
new Kombo({ fetch: async () => 200 });
// @ts-expect-error not a signal
new Kombo({}).ats.getCandidates({}, { signal: {} });
export { pages };
