// The webhook: checks the signature over the raw bytes of an event, then informs the object of its integration.

import { type Env, secret } from "./env.ts";

/** The models whose changes are changes of candidates. */
const MODELS = ["ats_candidates", "ats_applications", "ats_tags"];

/** Events have a few hundred bytes. */
const MOST_BYTES = 65_536;

export async function webhook(request: Request, env: Env): Promise<Response> {
  // Throws when the secret is not set, so that the webhook is never open by mistake.
  const key = secret(env, "WEBHOOK_SECRET");
  const signature = request.headers.get("x-kombo-signature") ?? "";
  if (!/^[\w-]{43}$/.test(signature)) return new Response(null, { status: 401 });
  const body = await read(request);
  if (body === null) return new Response(null, { status: 413 });
  if (!(await isSigned(body, signature, key))) return new Response(null, { status: 401 });
  const id = changed(new TextDecoder().decode(body));
  if (id !== null) await env.INTEGRATION.getByName(id).poke(id);
  return new Response(null, { status: 204 });
}

/** The body, whatever its Content-Length says; null when it is too long, without reading on. */
async function read(request: Request): Promise<Uint8Array<ArrayBuffer> | null> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  // Leaving the loop cancels the rest.
  for await (const chunk of request.body ?? []) {
    length += chunk.byteLength;
    if (length > MOST_BYTES) return null;
    chunks.push(chunk);
  }
  return new Uint8Array(await new Blob(chunks as Uint8Array<ArrayBuffer>[]).arrayBuffer());
}

/** The runtime compares in constant time. */
async function isSigned(body: Uint8Array<ArrayBuffer>, signature: string, secret: string): Promise<boolean> {
  const key = await crypto.subtle.importKey("raw", new TextEncoder().encode(secret), { name: "HMAC", hash: "SHA-256" }, false, ["verify"]);
  const bytes = Uint8Array.from(atob(signature.replaceAll("-", "+").replaceAll("_", "/")), (character) => character.charCodeAt(0));
  return crypto.subtle.verify("HMAC", key, bytes, body);
}

/** The integration whose candidates have changed; null when the event is about something else. */
function changed(text: string): string | null {
  try {
    const { type, data } = JSON.parse(text);
    const models: unknown[] = data.changed_models.map(({ name }: { name: unknown }) => name);
    const about = type === "data-changed" && data.integration_category === "ATS" && MODELS.some((name) => models.includes(name));
    return about && isIntegrationId(data.integration_id) ? data.integration_id : null;
  } catch {
    return null;
  }
}

/** `<connector>:<id>`, printable, and short enough for a header. */
export const isIntegrationId = (id: unknown): id is string => typeof id === "string" && /^[\w.-]+:[\x21-\x7e]+$/.test(id) && id.length <= 200;
