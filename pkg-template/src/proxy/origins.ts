// Origins: how they are written, and which one is the proxy's own.

/** How the proxy gets to know its own origin: `origin`, else what a reverse proxy says if it is trusted, else the request. */
export interface Own {
  origin: string | undefined;
  trust_forwarded: boolean;
}

/** As browsers send them, and so as a URL's parser writes them. */
export function isOrigin(text: unknown): text is string {
  try {
    const { origin, protocol } = new URL(text as string);
    return origin === text && /^https?:$/.test(protocol) && !text.includes("*");
  } catch {
    return false;
  }
}

/** Where the browser found the proxy; undefined when what is trusted says nothing that makes sense. */
export function ownOrigin(request: Request, url: URL, { origin, trust_forwarded }: Own): string | undefined {
  if (origin !== undefined) return origin;
  if (!trust_forwarded) return url.origin;
  const protocol = first(request.headers.get("x-forwarded-proto")) ?? url.protocol.slice(0, -1);
  const host = first(request.headers.get("x-forwarded-host")) ?? url.host;
  // Its default port may be spelled out, and nothing else than a host be there.
  if (!/^https?$/i.test(protocol) || !/^[\w.-]+(?::\d+)?$|^\[[\da-f:.]+\](?::\d+)?$/i.test(host)) return undefined;
  try {
    return new URL(`${protocol}://${host}`).origin;
  } catch {
    return undefined;
  }
}

/** Each reverse proxy appends to the list; the first entry is that of the one that the browser spoke to. */
const first = (list: string | null): string | undefined => list?.split(",")[0]?.trim() || undefined;
