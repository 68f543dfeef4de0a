// Kombo says that something has changed: the signature is checked over the bytes as they came, then the integration is
// queued. However many events come, one message waits.

import type { Env } from "./env";
import { enqueue } from "./enqueue";

/** The models whose changes are changes of candidates. */
const MODELS = ["ats_candidates", "ats_applications", "ats_tags"];

const LONGEST = 1_000_000;

export async function webhook(request: Request, env: Env): Promise<Response> {
  // Whoever forgets the secret must not have an open door.
  if (!env.WEBHOOK_SECRET) return new Response("WEBHOOK_SECRET is not set\n", { status: 500 });
  if (Number(request.headers.get("content-length") ?? 0) > LONGEST) return new Response(null, { status: 413 });
  const body = await request.arrayBuffer();
  if (!(await isSigned(body, request.headers.get("x-kombo-signature") ?? "", env.WEBHOOK_SECRET))) return new Response(null, { status: 401 });
  const integration_id = changed(new TextDecoder().decode(body));
  if (integration_id !== undefined) {
    await note(env, integration_id);
    await enqueue(env, integration_id);
  }
  return new Response(null, { status: 204 });
}

/** That it was asked for; and an event is a sign that the first synchronisation, which it may have been parked for, has ended. */
async function note(env: Env, integration_id: string): Promise<void> {
  await env.DB.prepare(
    `INSERT INTO integrations (id, asked_at) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET asked_at = excluded.asked_at,
       parked_until = CASE WHEN parked = 'INTEGRATION.SETUP_SYNC_PENDING' THEN 0 ELSE parked_until END`,
  )
    .bind(integration_id, new Date().toISOString())
    .run();
}

/** Compared by the runtime, in a time that does not depend on where they differ. */
async function isSigned(body: ArrayBuffer, signature: string, secret: string): Promise<boolean> {
  if (!/^[\w-]{43}$/.test(signature)) return false;
  const key = await crypto.subtle.importKey("raw", new TextEncoder().encode(secret), { name: "HMAC", hash: "SHA-256" }, false, ["verify"]);
  const bytes = Uint8Array.from(atob(signature.replaceAll("-", "+").replaceAll("_", "/")), (character) => character.charCodeAt(0));
  return crypto.subtle.verify("HMAC", key, bytes, body);
}

/** The integration whose candidates have changed, if the event is about that. */
function changed(text: string): string | undefined {
  try {
    const { type, data } = JSON.parse(text);
    const models = data.changed_models.map(({ name }: { name: string }) => name);
    const about = type === "data-changed" && data.integration_category === "ATS" && MODELS.some((name) => models.includes(name));
    return about && typeof data.integration_id === "string" ? data.integration_id : undefined;
  } catch {
    return undefined;
  }
}
