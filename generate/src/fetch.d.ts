/** What `fetch` is called with beside the URL: a plain object, which every implementation takes. */
export interface FetchInit {
  /** Only reading. */
  method: "GET";
  /** All headers, the key among them. */
  headers: Record<string, string>;
  /** Redirects are not followed, so that the key goes to no other host. */
  redirect: "manual";
  /** Ends the request: after a time-out, an abort, or when the walk is left. */
  signal: Signal;
}

/** What `fetch` has to resolve to: the runtime's own `Response`, another library's, or a test double's. */
export interface FetchResponse {
  /** The HTTP status. */
  readonly status: number;
  /** The headers, by their names in lower case. */
  readonly headers: { get(name: string): string | null | undefined };
  /** The body, where it is a web stream. */
  readonly body?: unknown;
  /** The whole body, where there is no web stream. */
  arrayBuffer?(): Promise<ArrayBuffer>;
}
