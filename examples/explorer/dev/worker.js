// The Worker of `npm run dev`: the explorer with the sandbox. Every visitor is signed in, and the page chooses the faults.

import { CONNECTORS } from "kombo-edge";
import { createSandbox } from "kombo-edge/testing";
import { FAULTS } from "../../../tests/demo/faults.mjs";
import { explorer } from "../src/explorer";

const integrations = Object.keys(CONNECTORS).map((slug) => `${slug}:sandbox`);
/** A Worker has the time only during a request. */
let sandbox;
const kombo = (...request) => (sandbox ??= createSandbox({ candidates: 5000, now: Date.now() })).fetch(...request);

const page = explorer({
  visitor: async () => ({ integrations }),
  signIn: async () => Response.redirect("http://localhost:8787/", 303),
  api_key: () => "sandbox-key",
  server_url: (request) => {
    const fault = request.headers.get("x-sandbox-fault");
    return `http://127.0.0.1${fault ? `/fault/${encodeURIComponent(fault)}` : ""}/v1`;
  },
  fetch: kombo,
  sandbox: { faults: FAULTS },
});

export default {
  // The page's copied code reads from `/sandbox/v1`, without a key.
  fetch: (request, env, context) => (new URL(request.url).pathname.startsWith("/sandbox/") ? open(request) : page(request, env, context)),
};

/** Passes a request to the sandbox, with its key. */
function open(request) {
  const { pathname, search } = new URL(request.url);
  const headers = { authorization: "Bearer sandbox-key", "x-integration-id": request.headers.get("x-integration-id") ?? "" };
  return kombo(`http://127.0.0.1${pathname.slice("/sandbox".length)}${search}`, { headers });
}
