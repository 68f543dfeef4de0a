// A sign-in to replace. A link, `/sign-in?token=…`, becomes a cookie; `npm run link` signs one. The token holds the
// user's integrations and its end: `<payload>.<HMAC-SHA-256 of it>`, both base64url, the payload
// `{"integrations":["…"],"expires":<seconds since 1970>}`. If your users have a session already, read that in `visitor`.

import type { Visitor } from "./explorer";

const COOKIE = "__Host-explorer";

/** Reads the visitor from the cookie. Returns null without a valid one. */
export async function visitor(request: Request, env: Cloudflare.Env): Promise<Visitor | null> {
  const token = new RegExp(`(?:^|; )${COOKIE}=([^;]+)`).exec(request.headers.get("cookie") ?? "")?.[1];
  return token === undefined ? null : ((await read(token, env.SESSION_SECRET))?.visitor ?? null);
}

/** Sets the cookie to a link's token, or removes the cookie. */
export async function signIn(request: Request, env: Cloudflare.Env): Promise<Response> {
  const url = new URL(request.url);
  const token = url.searchParams.get("token") ?? "";
  const headers = new Headers({ "cache-control": "no-store", "referrer-policy": "no-referrer" });
  const cookie = (value: string, seconds: number) =>
    headers.set("set-cookie", `${COOKIE}=${value}; Path=/; Max-Age=${seconds}; Secure; HttpOnly; SameSite=Strict`);
  if (url.pathname === "/sign-out") cookie("", 0);
  else {
    const session = await read(token, env.SESSION_SECRET);
    if (session === null) return new Response("This link is not valid, or no longer. Ask for another one.\n", { status: 403, headers });
    cookie(token, Math.floor(session.expires - Date.now() / 1000));
  }
  headers.set("location", new URL("/", url).href);
  return new Response(null, { status: 303, headers });
}

/** Reads a token. Returns null when it is not signed with this secret, or too old. */
async function read(token: string, secret: string): Promise<{ visitor: Visitor; expires: number } | null> {
  // With an empty secret, anyone could sign a token.
  if (!secret) throw new Error("SESSION_SECRET is not set");
  const [payload = "", signature = ""] = token.split(".");
  const key = await crypto.subtle.importKey("raw", new TextEncoder().encode(secret), { name: "HMAC", hash: "SHA-256" }, false, ["verify"]);
  const signed = fromBase64Url(signature);
  if (!signed || !(await crypto.subtle.verify("HMAC", key, signed, new TextEncoder().encode(payload)))) return null;
  const content: { integrations?: unknown; expires?: unknown } = JSON.parse(new TextDecoder().decode(fromBase64Url(payload)));
  const { integrations, expires } = content;
  if (typeof expires !== "number" || expires <= Date.now() / 1000 || !Array.isArray(integrations)) return null;
  return { visitor: { integrations: integrations.filter((id) => typeof id === "string") }, expires };
}

function fromBase64Url(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}
