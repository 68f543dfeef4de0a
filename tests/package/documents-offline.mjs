// Loaded before a program of the documents (`node --import`): Kombo is a sandbox in this process, and there is no other host.
// At the end it tells how often it was asked.

import { appendFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const { createSandbox } = createRequire(join(process.env.DOCUMENTS_PROJECT ?? "", "index.js"))("kombo-edge/testing");
const sandbox = createSandbox({
  candidates: 250,
  integrations: [process.env.KOMBO_INTEGRATION_ID],
  now: new Date(),
  plain: process.env.DOCUMENTS_PLAIN === "1",
});

globalThis.fetch = async (input, init) => {
  const { host } = new URL(input instanceof Request ? input.url : input);
  if (host !== "api.kombo.dev") throw new Error(`a document's code asked ${host}`);
  return sandbox.fetch(input, init);
};

// What the documents leave to their reader, by `declare`.
Object.assign(globalThis, {
  save: async () => {},
  missing: ["gone"],
  seen: sandbox.candidates()[0].id,
  store: { latestState: async () => null, inOneTransaction: async () => {} },
});

process.on("exit", () => appendFileSync(process.env.DOCUMENTS_ASKED ?? "", "asked\n".repeat(sandbox.requests.length)));
