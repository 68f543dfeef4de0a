// Loaded before a program of the documents (`node --import`): replaces `fetch` with a sandbox and refuses all other hosts.
// At the end it writes a line for each request.

import { appendFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const { createSandbox } = createRequire(join(process.env.DOCUMENTS_PROJECT ?? "", "index.js"))("kombo-edge/testing");
const sandbox = createSandbox({
  candidates: 250,
  integrations: [process.env.KOMBO_INTEGRATION_ID],
  now: new Date(),
  plain: process.env.DOCUMENTS_PLAIN === "1",
  faults: process.env.DOCUMENTS_FAULTS ?? "",
});

globalThis.fetch = async (input, init) => {
  const { host } = new URL(input instanceof Request ? input.url : input);
  if (host !== "api.kombo.dev") throw new Error(`a document's code sent a request to ${host}`);
  return sandbox.fetch(input, init);
};

// The values that the documents only `declare`, because their readers supply them.
Object.assign(globalThis, {
  save: async () => {},
  missing: ["gone"],
  seen: sandbox.candidates()[0].id,
  store: { latestState: async () => null, inOneTransaction: async () => {} },
});

process.on("exit", () => appendFileSync(process.env.DOCUMENTS_REQUESTS ?? "", "request\n".repeat(sandbox.requests.length)));
