// The Worker of `npm run dev`: the explorer with the sandbox. Every visitor is signed in, and the page chooses the faults.

import { CONNECTORS } from "kombo-edge";
import { FAULTS } from "../../../tests/demo/faults.mjs";
import { createSandbox } from "../../../tests/sandbox/sandbox.mjs";
import { explorer } from "../src/explorer";

const integrations = Object.keys(CONNECTORS).map((slug) => `${slug}:sandbox`);
let sandbox;

export default {
  fetch: explorer({
    visitor: async () => ({ integrations }),
    signIn: async () => Response.redirect("http://localhost:8787/", 303),
    api_key: () => "sandbox-key",
    server_url: (request) => {
      const fault = request.headers.get("x-sandbox-fault");
      return `http://127.0.0.1${fault ? `/fault/${encodeURIComponent(fault)}` : ""}/v1`;
    },
    fetch: (url, init) => {
      // A Worker has the time only during a request.
      sandbox ??= createSandbox({ candidates: 5000, now: Date.now() });
      return sandbox.fetch(url, init);
    },
    sandbox: { faults: FAULTS },
  }),
};
