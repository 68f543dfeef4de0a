// The answers of the proxy's own making, in the form of Kombo's errors, so that the page's client understands them.

/** What is handed on of the server's headers; a page of another origin may read them. */
export const RATE_LIMITS = ["retry-after", "retry-after-ms", "ratelimit-limit", "ratelimit-remaining", "ratelimit-reset"];

/** An answer in JSON. `headers` are those of this page: its origin, the rate limits. */
export function answer(status, body, headers) {
  const own = {
    "content-type": "application/json",
    "cache-control": "no-store",
    // Whoever opens it by hand sees text, whatever the server sent.
    "x-content-type-options": "nosniff",
    vary: "origin",
  };
  return new Response(body, { status, headers: { ...own, ...headers } });
}

/** An error in Kombo's envelope. */
export function failure(status, { code = null, title = null, message = null, log_url = null }, headers) {
  return answer(status, JSON.stringify({ status: "error", error: { code, title, message, log_url } }), headers);
}

/** The proxy's own no. */
export function refuse(status, code, message, headers = {}) {
  return failure(status, { code, title: "The proxy's own answer", message }, headers);
}
