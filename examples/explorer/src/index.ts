// The explorer for your colleagues: one Worker with the page, the proxy that holds Kombo's key, and a sign-in to replace.

import { explorer } from "./explorer";
import { signIn, visitor } from "./sign-in";

export default {
  fetch: explorer({
    visitor,
    signIn,
    api_key: (env) => env.KOMBO_API_KEY,
    server_url: (_, env) => env.KOMBO_URL,
  }),
};
