// The answers of the proxy's own making, in the form of Kombo's errors, so that the page's client understands them.

/** Headers by their names. */
export type HeaderFields = Record<string, string>;

/** What Kombo's error envelope says; null where it says nothing. */
export interface Envelope {
  code: string | null;
  title: string | null;
  message: string | null;
  log_url: string | null;
}

/** What is passed on of the server's headers; a page of another origin may read them. */
export const RATE_LIMITS = ["retry-after", "retry-after-ms", "ratelimit-limit", "ratelimit-remaining", "ratelimit-reset"];

/** An answer in JSON. `headers` are those of this page: its origin, the rate limits. */
export function answer(status: number, body: BodyInit, headers: HeaderFields): Response {
  const own = {
    "content-type": "application/json",
    "cache-control": "no-store",
    // Whoever opens it by hand sees text, whatever the server sent.
    "x-content-type-options": "nosniff",
    vary: "origin",
  };
  return new Response(body, { __proto__: null, status, headers: { ...own, ...headers } } as ResponseInit);
}

/** An error in Kombo's envelope. */
export function failure(status: number, error: Envelope, headers: HeaderFields): Response {
  return answer(status, JSON.stringify({ status: "error", error }), headers);
}

/** The proxy's own refusal. */
export function refuse(status: number, code: string, message: string, headers: HeaderFields = {}): Response {
  return failure(status, { code, title: "The proxy's own answer", message, log_url: null }, headers);
}
