// Who may ask, as far as a request's line and its origin tell: one path, one method, the origins that are listed.

import type { HeaderFields } from "./answer.ts";
import { RATE_LIMITS, refuse } from "./answer.ts";
import type { Settings } from "./options.ts";
import { type Own, ownOrigin } from "./origins.ts";

/** Either the answer that ends it here, or the headers that every answer to this page carries. */
export interface Admitted {
  refusal: Response | null;
  headers: HeaderFields;
}

export function admit(request: Request, { path, origins, own }: Pick<Settings, "path" | "origins" | "own">): Admitted {
  const url = new URL(request.url);
  const origin = request.headers.get("origin");
  const isListed = isAllowed(origin, request, url, origins, own);
  // A page that is listed may read all that it is told, refusals too.
  const headers: HeaderFields = isListed && origin !== null ? cors(origin) : {};
  const no = (status: number, code: string, message: string, more: HeaderFields = {}) =>
    refused(refuse(status, `PROXY.${code}`, message, { ...headers, ...more }));
  // As it stands: encoded or doubled slashes are other paths.
  if (url.pathname !== path) return no(404, "NOT_FOUND", "There is nothing here.");
  if (!isListed) {
    const reason = origin === null ? "The request has no `Origin`, or is from the proxy's own, which is not listed." : "`allowed_origins` does not list this origin.";
    return no(403, "FORBIDDEN_ORIGIN", reason);
  }
  if (request.method === "OPTIONS") return refused(preflight(request, headers));
  if (request.method === "GET") return { refusal: null, headers };
  return no(405, "METHOD_NOT_ALLOWED", "Only GET is answered.", { allow: "GET, OPTIONS" });
}

const refused = (refusal: Response): Admitted => ({ refusal, headers: {} });

/**
 * A browser leaves the origin out when a page asks its own; then it says so in another header, which no page can set,
 * and the page's origin is the proxy's.
 */
function isAllowed(origin: string | null, request: Request, url: URL, origins: ReadonlySet<string>, own: Own): boolean {
  if (origin !== null) return origins.has(origin);
  return request.headers.get("sec-fetch-site") === "same-origin" && origins.has(ownOrigin(request, url, own) ?? "");
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
