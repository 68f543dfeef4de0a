// A proxy for pages: it holds Kombo's key, and sends requests only for people with a token that your backend has signed.

import { env } from "cloudflare:workers";
import { createProxy } from "kombo-edge/proxy";
import { integrationOf } from "./session";

export default {
  fetch: createProxy<Cloudflare.Env>({
    server_url: env.KOMBO_URL,
    api_key: (env) => env.KOMBO_API_KEY,
    allowed_origins: env.ALLOWED_ORIGINS.split(" "),
    async authorize(request, env) {
      const token = request.headers.get("authorization")?.replace(/^Bearer /, "") ?? "";
      const integration_id = await integrationOf(token, env.SESSION_SECRET);
      return integration_id === null ? null : { integration_id };
    },
  }),
};
