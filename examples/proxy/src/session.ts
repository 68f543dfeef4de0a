// Tokens with the integration that a person may read, and the time until which: `<payload>.<HMAC-SHA-256 of it>`, both
// base64url, the payload `{"integration_id":"…","expires":<seconds since 1970>}`. Your backend signs them; sign.mjs does it for
// tests. If your users already have a session, read that in `authorize` instead.

/** The integration of a token; null when it is not signed with this secret, or has expired. */
export async function integrationOf(token: string, secret: string): Promise<string | null> {
  // With an empty secret anyone could sign.
  if (!secret) throw new Error("SESSION_SECRET is not set");
  const [payload = "", signature = ""] = token.split(".");
  const key = await crypto.subtle.importKey("raw", bytes(secret), { name: "HMAC", hash: "SHA-256" }, false, ["verify"]);
  const signed = fromBase64Url(signature);
  if (!signed || !(await crypto.subtle.verify("HMAC", key, signed, bytes(payload)))) return null;
  const claims = JSON.parse(new TextDecoder().decode(fromBase64Url(payload)));
  return typeof claims?.integration_id === "string" && claims.expires > Date.now() / 1000 ? claims.integration_id : null;
}

const bytes = (text: string) => new TextEncoder().encode(text);

function fromBase64Url(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}
