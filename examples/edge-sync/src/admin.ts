// The JSON API for administrators. Every request needs the token.

import { type Env, secret, settings } from "./env.ts";
import { metrics } from "./metrics.ts";
import { type Summary, shown } from "./summary.ts";
import { isIntegrationId } from "./webhook.ts";

/** A response that is never cached. */
const answer = (body: unknown, status = 200) => Response.json(body, { status, headers: { "cache-control": "no-store" } });
const wrong = (error: string, status = 400) => answer({ error }, status);

export async function admin(request: Request, env: Env): Promise<Response> {
  if (!(await isSame(request.headers.get("authorization") ?? "", `Bearer ${secret(env, "STATUS_SECRET")}`))) {
    return new Response(null, { status: 401, headers: { "www-authenticate": "Bearer" } });
  }
  const { pathname, searchParams } = new URL(request.url);
  const fleet = env.FLEET.getByName("fleet");
  switch (`${request.method} ${pathname}`) {
    case "GET /status":
      return status(env, searchParams);
    case "GET /metrics":
      return metrics(await fleet.status(0));
    case "POST /fleet/resume":
      await fleet.resume();
      return answer({});
  }
  const [, given, rest = ""] = /^\/integrations\/([^/]+)(?:\/(\w+))?$/.exec(pathname) ?? [];
  if (given === undefined) return wrong("there is nothing here", 404);
  const id = decoded(given);
  if (!isIntegrationId(id)) return wrong("no id of an integration: <connector>:<id>, as Kombo's dashboard gives it");
  return one(request, env, id, rest, searchParams);
}

async function one(request: Request, env: Env, id: string, rest: string, query: URLSearchParams): Promise<Response> {
  const integration = env.INTEGRATION.getByName(id);
  if (request.method === "PUT" && rest === "") {
    // Throws on a wrong variable before anything is sent.
    settings(env);
    return answer(shown(await integration.add(id)));
  }
  const info = await integration.info();
  if (info.id === null || info.phase === "removed") {
    return request.method === "DELETE"
      ? new Response(null, { status: 204 })
      : answer({ error: "there is no such integration: PUT adds it", phase: "removed" }, 404);
  }
  switch (`${request.method} ${rest}`) {
    case "GET ":
      return answer(shown(info));
    case "DELETE ":
      await integration.remove();
      return new Response(null, { status: 204 });
    case "POST pause":
      return answer(shown(await integration.pause()));
    case "POST resume":
      return answer(shown(await integration.resume()));
    case "POST settle": {
      const { missing } = ((await request.json().catch(() => null)) as { missing?: unknown }) ?? {};
      if (missing !== "gone" && missing !== "keep") return wrong('a body of {"missing":"gone"} or {"missing":"keep"} is needed');
      if (info.doubt === null) return wrong("there is no doubt to settle", 409);
      return answer(shown(await integration.settle(missing)));
    }
    case "GET candidates": {
      const limit = whole(query.get("limit"), 100, 500);
      const rows = await integration.candidates(query.get("after") ?? "", limit);
      const candidates = rows.map(({ data, ...row }) => ({ ...row, data: data === null ? null : (JSON.parse(data) as unknown) }));
      // A page with few rows may be a page with long ones, so look for another row.
      const last = rows.at(-1)?.id;
      const more = last !== undefined && (await integration.candidates(last, 1)).length > 0;
      return answer({ candidates, next: more ? last : null });
    }
    default:
      return wrong("there is nothing here", 404);
  }
}

async function status(env: Env, query: URLSearchParams): Promise<Response> {
  const fleet = env.FLEET.getByName("fleet");
  const limit = whole(query.get("limit"), 100, 1000);
  const [state, integrations] = await Promise.all([fleet.status(100), fleet.list(query.get("after") ?? "", limit)]);
  const times = <T extends Summary>(list: T[]) => list.map((summary) => shown(summary));
  const { stopped } = state;
  return answer({
    ...state,
    stopped: stopped && { ...stopped, since: new Date(stopped.since).toISOString(), probe_at: new Date(stopped.probe_at).toISOString() },
    closed_until: state.closed_until && new Date(state.closed_until).toISOString(),
    attention: times(state.attention),
    integrations: times(integrations),
    next: integrations.length < limit ? null : (integrations.at(-1)?.id ?? null),
  });
}

function whole(given: string | null, otherwise: number, most: number): number {
  const number = Number(given);
  return given === null || !Number.isInteger(number) || number < 1 ? otherwise : Math.min(number, most);
}

function decoded(given: string): string {
  try {
    return decodeURIComponent(given);
  } catch {
    return "";
  }
}

/** Compares in constant time: signs one text with a random key, and the runtime verifies the other. */
async function isSame(a: string, b: string): Promise<boolean> {
  const bytes = (text: string) => new TextEncoder().encode(text);
  const random = crypto.getRandomValues(new Uint8Array(32));
  const key = await crypto.subtle.importKey("raw", random, { name: "HMAC", hash: "SHA-256" }, false, ["sign", "verify"]);
  return crypto.subtle.verify("HMAC", key, await crypto.subtle.sign("HMAC", key, bytes(b)), bytes(a));
}
