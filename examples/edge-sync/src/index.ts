// Keeps a copy of Kombo's candidates up to date: one object per integration, one for all of them, and the HTTP routes of both.

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
      // The page contains no data. It asks for the token, and loads the data with it.
      if (pathname === "/" && request.method === "GET") return page();
      return await admin(request, env);
    } catch (error) {
      // Only the variable's name is shown, never its value.
      const code = error instanceof ConfigurationError ? error.message : "INTERNAL";
      return Response.json({ error: code }, { status: 500 });
    }
  },
} satisfies ExportedHandler<Env>;
