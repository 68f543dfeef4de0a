// Validates origins, and determines the proxy's own origin.

/** The options for the proxy's own origin: `origin`, else the forwarded headers if they are trusted, else the request's URL. */
export interface OriginOptions {
  origin: string | undefined;
  trust_forwarded: boolean;
}

/** Whether a text is an origin as browsers send it, which is as a URL parser writes it. */
export function isOrigin(text: unknown): text is string {
  try {
    const { origin, protocol } = new URL(text as string);
    return origin === text && /^https?:$/.test(protocol) && !text.includes("*");
  } catch {
    return false;
  }
}

/** The proxy's origin as the browser sees it; undefined if the trusted headers are invalid. */
export function ownOrigin(request: Request, url: URL, { origin, trust_forwarded }: OriginOptions): string | undefined {
  if (origin !== undefined) return origin;
  if (!trust_forwarded) return url.origin;
  const protocol = first(request.headers.get("x-forwarded-proto")) ?? url.protocol.slice(0, -1);
  const host = first(request.headers.get("x-forwarded-host")) ?? url.host;
  // Only a host, with an optional port. The URL parser removes a default port.
  if (!/^https?$/i.test(protocol) || !/^[\w.-]+(?::\d+)?$|^\[[\da-f:.]+\](?::\d+)?$/i.test(host)) return undefined;
  try {
    return new URL(`${protocol}://${host}`).origin;
  } catch {
    return undefined;
  }
}

/** The first entry of a list to which each reverse proxy appends. It is from the one that the browser connected to. */
const first = (list: string | null): string | undefined => list?.split(",")[0]?.trim() || undefined;
