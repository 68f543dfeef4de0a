// Keeps a copy of Kombo's candidates up to date: one object an integration, one for all of them, and the doors to both.

import { admin } from "./admin.ts";
import { ConfigurationError, type Env } from "./env.ts";
import { page } from "./page.ts";
import { webhook } from "./webhook.ts";

export { Fleet } from "./fleet.ts";
export { Integration } from "./integration.ts";

export default {
  async fetch(request, env) {
    const { pathname } = new URL(request.url);
    try {
      if (pathname === "/webhook" && request.method === "POST") return await webhook(request, env);
      // The page holds no data: it asks for the token, and gets what it shows with that.
      if (pathname === "/" && request.method === "GET") return page();
      return await admin(request, env);
    } catch (error) {
      // Which variable it is, never what is in it.
      const code = error instanceof ConfigurationError ? error.message : "INTERNAL";
      return Response.json({ error: code }, { status: 500 });
    }
  },
} satisfies ExportedHandler<Env>;
