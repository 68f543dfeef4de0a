// The proxy's responses. Its own errors have the form of Kombo's errors, so that the page's client can parse them.

/** Headers by name. */
export type HeaderFields = Record<string, string>;

/** Called with an exception that the response does not describe. */
export type OnError = (thrown: unknown) => void;

/** The members of Kombo's error envelope; null if absent. */
export interface Envelope {
  code: string | null;
  title: string | null;
  message: string | null;
  log_url: string | null;
}

/** The server's headers that are forwarded. They are exposed to pages of other origins. */
export const RATE_LIMITS = ["retry-after", "retry-after-ms", "ratelimit-limit", "ratelimit-remaining", "ratelimit-reset"];

/** A response with a JSON body. @param headers for this page: CORS and rate limits */
export function jsonResponse(status: number, body: BodyInit, headers: HeaderFields): Response {
  const own = {
    "content-type": "application/json",
    "cache-control": "no-store",
    // A browser must not interpret the body as HTML, whatever the server sent.
    "x-content-type-options": "nosniff",
    vary: "origin",
  };
  return new Response(body, { __proto__: null, status, headers: { ...own, ...headers } } as ResponseInit);
}

/** A response with Kombo's error envelope. */
export function errorResponse(status: number, error: Envelope, headers: HeaderFields): Response {
  return jsonResponse(status, JSON.stringify({ status: "error", error }), headers);
}

/** A response with an error of the proxy's own. */
export function refuse(status: number, code: string, message: string, headers: HeaderFields = {}): Response {
  return errorResponse(status, { code, title: "The proxy's own error", message, log_url: null }, headers);
}
