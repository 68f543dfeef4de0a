// Checks a request's path, method and origin: one path, one method, the listed origins.

import type { Settings } from "./options.ts";
import { type OriginOptions, ownOrigin } from "./origins.ts";
import type { HeaderFields } from "./response.ts";
import { RATE_LIMITS, refuse } from "./response.ts";

/** Either the response that refuses the request, or the headers for every response to this page. */
export interface Admitted {
  refusal: Response | null;
  headers: HeaderFields;
}

export function admit(request: Request, { path, origins, own_origin }: Pick<Settings, "path" | "origins" | "own_origin">): Admitted {
  const url = new URL(request.url);
  const origin = request.headers.get("origin");
  const isListed = isAllowed(origin, request, url, origins, own_origin);
  // A page of a listed origin may read every response, refusals too.
  const headers: HeaderFields = isListed && origin !== null ? cors(origin) : {};
  const refusal = (status: number, code: string, message: string, more: HeaderFields = {}) =>
    asRefusal(refuse(status, `PROXY.${code}`, message, { ...headers, ...more }));
  // Compared unchanged: a path with encoded or doubled slashes is another path.
  if (url.pathname !== path) return refusal(404, "NOT_FOUND", "There is nothing here.");
  if (!isListed) {
    const reason =
      origin === null ? "The request has no `Origin`, or is from the proxy's own, which is not listed." : "`allowed_origins` does not list this origin.";
    return refusal(403, "FORBIDDEN_ORIGIN", reason);
  }
  if (request.method === "OPTIONS") return asRefusal(preflight(request, headers));
  if (request.method === "GET") return { refusal: null, headers };
  return refusal(405, "METHOD_NOT_ALLOWED", "Only GET is answered.", { allow: "GET, OPTIONS" });
}

const asRefusal = (refusal: Response): Admitted => ({ refusal, headers: {} });

/**
 * Whether the page's origin is listed. For a same-origin request, a browser omits `Origin` and sends `Sec-Fetch-Site`, which a
 * page cannot set. Then the page's origin is the proxy's own.
 */
function isAllowed(origin: string | null, request: Request, url: URL, origins: ReadonlySet<string>, own_origin: OriginOptions): boolean {
  if (origin !== null) return origins.has(origin);
  return request.headers.get("sec-fetch-site") === "same-origin" && origins.has(ownOrigin(request, url, own_origin) ?? "");
}

const cors = (origin: string): HeaderFields => ({
  "access-control-allow-origin": origin,
  // Allows cookies, for an `authorize` that reads one. Origins are listed by name, without patterns, so this is safe.
  "access-control-allow-credentials": "true",
  "access-control-expose-headers": RATE_LIMITS.join(", "),
});

/** A list of header names. */
const NAMES = /^[\w!#$%&'+.^`|~-]+(?:, *[\w!#$%&'+.^`|~-]+)*$/;

/** The response to a preflight. A page may send any header, because the proxy forwards none. */
function preflight(request: Request, headers: HeaderFields): Response {
  const asked = request.headers.get("access-control-request-headers") ?? "";
  const names = NAMES.test(asked) && asked.length <= 2_000 ? { "access-control-allow-headers": asked } : {};
  const allow = { "access-control-allow-methods": "GET", "access-control-max-age": "600", "cache-control": "no-store" };
  return new Response(null, { status: 204, headers: { vary: "origin", ...allow, ...names, ...headers } });
}
