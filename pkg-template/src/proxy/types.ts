// The published `proxy.d.ts` is rolled up from here.

import type { HttpResponse, IncomingRequest } from "../platform.ts";
import type { IntegrationId, KomboOptions } from "../types.ts";

/** The options of a proxy. All but the first five and the key are those of the client that asks Kombo. */
export interface ProxyOptions<Env = unknown, Context = unknown>
  extends Pick<KomboOptions, "server" | "server_url" | "fetch" | "timeout_ms" | "max_body_bytes"> {
  /**
   * Who may ask, and for which integration: gets the page's request (its cookies and headers are for you, none of them is
   * sent on) and gives the integration, null for no (403 `PROXY.FORBIDDEN`), or a `Response` of your own: a login redirect, a
   * 401 with `www-authenticate`. That one is passed on as it is, with `cache-control: no-store` unless it says otherwise and
   * with the CORS headers of the page's origin. Without `authorize` nothing passes. What it throws is a 500 that says nothing
   * (`PROXY.INTERNAL`). The time it takes is taken off `timeout_ms`; past that, the answer is a 504
   * (`PROXY.AUTHORIZE_TIMEOUT`). `request.signal` aborts when the page has gone, where the runtime tells.
   */
  authorize?:
    | ((request: IncomingRequest, env: Env, ctx: Context) => Authorized | Promise<Authorized>)
    | undefined;
  /**
   * The origins of the pages that may ask, as browsers send them: protocol, host and port, in lower case, such as
   * `https://app.example.com`. Matched exactly; patterns are not understood. The proxy's own origin counts only when it
   * is listed, here or as `origin`. Others get a 403 (`PROXY.FORBIDDEN_ORIGIN`). @default [] none
   */
  allowed_origins?: readonly string[] | undefined;
  /**
   * The proxy's own origin as browsers see it, such as `https://app.example.com`, where the request says another one: behind
   * TLS termination it says `http://`. Pages of it may ask. Wins over `trust_forwarded`. @default the origin of the request's URL
   */
  origin?: string | undefined;
  /**
   * Whether the proxy's own origin is what `X-Forwarded-Proto` and `X-Forwarded-Host` say (the first entry of each; what is
   * missing is as in the request's URL). That origin has to be in `allowed_origins`. Set it only behind a reverse proxy that
   * sets both, whatever it was sent. @default false
   */
  trust_forwarded?: boolean | undefined;
  /** Where the proxy is mounted; it serves `<base_path>/ats/candidates` and nothing else (404 `PROXY.NOT_FOUND`). @default "" */
  base_path?: string | undefined;
  /**
   * Kombo's API key, or a function of the Worker's `env` that gives it, asked once per request. The time it takes is taken off
   * `timeout_ms`; past that, the answer is a 504 (`PROXY.KEY_TIMEOUT`). No key, or one that no header may hold, is a 500
   * (`PROXY.INTERNAL`).
   */
  api_key: string | ((env: Env) => string | Promise<string>);
}

/** What `authorize` gives: the integration to ask, nothing for no, or an answer of its own. */
export type Authorized = { integration_id: IntegrationId } | HttpResponse | null | undefined | false;

/**
 * A handler that asks Kombo for a page which must not hold the key. The page's client points at it:
 * `new Kombo({ server_url: "/kombo" })`.
 *
 * It answers `GET <base_path>/ats/candidates` with the contract's parameters, from listed origins, when `authorize` says
 * so, and the preflight of browsers. Records are streamed through, with the rate-limit headers and `no-store`; errors are
 * Kombo's envelope, or the proxy's own in that form: `PROXY.NOT_FOUND` (404), `PROXY.FORBIDDEN_ORIGIN`, `PROXY.FORBIDDEN`
 * (403), `PROXY.METHOD_NOT_ALLOWED` (405), `PROXY.INVALID_PARAMETERS` (400), `PROXY.UPSTREAM_FAILED` (as Kombo's, or 502),
 * `PROXY.UPSTREAM_UNREACHABLE` (502), `PROXY.AUTHORIZE_TIMEOUT`, `PROXY.KEY_TIMEOUT`, `PROXY.UPSTREAM_TIMEOUT` (504),
 * `PROXY.INTERNAL` (500). A page of a listed origin may read all of them.
 *
 * `timeout_ms` is for all of a request: `authorize`, the key, Kombo's answer and its body. When it is over, or the page has
 * gone, the request to Kombo is aborted.
 *
 * ```ts
 * export default { fetch: createProxy({ api_key: (env) => env.KOMBO_API_KEY, allowed_origins, authorize }) };
 * ```
 *
 * `Env` is your Worker's: name it (`createProxy<Env>(…)`) or annotate a parameter with it, or it is anything.
 *
 * @throws {KomboError} of kind `input` when an option is wrong.
 */
export declare function createProxy<Env = any, Context = unknown>(
  options: ProxyOptions<Env, Context>,
): (request: IncomingRequest, env?: Env, ctx?: Context) => Promise<HttpResponse>;
