// Who may ask, as far as a request's line and its origin tell: one path, one method, the origins that are listed.

import type { HeaderFields } from "./answer.ts";
import { RATE_LIMITS, refuse } from "./answer.ts";
import type { Settings } from "./options.ts";

/** Either the answer that ends it here, or the headers that every answer to this page carries. */
export interface Admitted {
  refusal: Response | null;
  headers: HeaderFields;
}

export function admit(request: Request, { path, origins }: Pick<Settings, "path" | "origins">): Admitted {
  const url = new URL(request.url);
  // As it stands: encoded or doubled slashes are other paths.
  if (url.pathname !== path) return refused(refuse(404, "PROXY.NOT_FOUND", "There is nothing here."));
  const origin = request.headers.get("origin");
  if (!isAllowed(origin, request, url, origins)) {
    return refused(refuse(403, "PROXY.FORBIDDEN_ORIGIN", "`allowed_origins` does not list this origin."));
  }
  const headers: HeaderFields = origin === null ? {} : cors(origin);
  if (request.method === "OPTIONS") return refused(preflight(request, headers));
  if (request.method === "GET") return { refusal: null, headers };
  const allow = { ...headers, allow: "GET, OPTIONS" };
  return refused(refuse(405, "PROXY.METHOD_NOT_ALLOWED", "Only GET is answered.", allow));
}

const refused = (refusal: Response): Admitted => ({ refusal, headers: {} });

/**
 * A browser leaves the origin out when a page asks its own; then it says so in another header, which no page can set,
 * and the page's origin is the request's.
 */
function isAllowed(origin: string | null, request: Request, url: URL, origins: ReadonlySet<string>): boolean {
  if (origin !== null) return origins.has(origin);
  return request.headers.get("sec-fetch-site") === "same-origin" && origins.has(url.origin);
}

const cors = (origin: string): HeaderFields => ({
  "access-control-allow-origin": origin,
  // For an `authorize` that reads a cookie. Each origin is listed by its name, so none gets this by accident.
  "access-control-allow-credentials": "true",
  "access-control-expose-headers": RATE_LIMITS.join(", "),
});

/** Names of headers, and nothing else. */
const NAMES = /^[\w!#$%&'+.^`|~-]+(?:, *[\w!#$%&'+.^`|~-]+)*$/;

/** Which headers a page may send does not matter here: none of them is sent on. */
function preflight(request: Request, headers: HeaderFields): Response {
  const asked = request.headers.get("access-control-request-headers") ?? "";
  const names = NAMES.test(asked) && asked.length <= 2_000 ? { "access-control-allow-headers": asked } : {};
  const allow = { "access-control-allow-methods": "GET", "access-control-max-age": "600", "cache-control": "no-store" };
  return new Response(null, { status: 204, headers: { vary: "origin", ...allow, ...names, ...headers } });
}
