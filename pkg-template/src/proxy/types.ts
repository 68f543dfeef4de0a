// The published `proxy.d.ts` is rolled up from here.

import type { HttpResponse, IncomingRequest } from "../platform.ts";
import type { IntegrationId, KomboOptions } from "../types.ts";

/** The options of a proxy. All but the first three are those of the client that asks Kombo. */
export interface ProxyOptions<Env = unknown, Context = unknown>
  extends Pick<KomboOptions, "server" | "server_url" | "fetch" | "timeout_ms" | "max_body_bytes"> {
  /**
   * Who may ask, and for which integration: gets the page's request (its cookies and headers are for you, none of them is
   * sent on) and gives the integration, or null for no. Without it nothing passes. What it throws is a 500 that says
   * nothing.
   */
  authorize?:
    | ((request: IncomingRequest, env: Env, ctx: Context) => Authorized | Promise<Authorized>)
    | undefined;
  /**
   * The origins of the pages that may ask, as browsers send them: protocol, host and port, in lower case, such as
   * `https://app.example.com`. Matched exactly; patterns are not understood. The proxy's own origin counts only when it
   * is listed. @default [] none
   */
  allowed_origins?: readonly string[] | undefined;
  /** Where the proxy is mounted; it serves `<base_path>/ats/candidates` and nothing else. @default "" */
  base_path?: string | undefined;
  /** Kombo's API key, or a function of the Worker's `env` that gives it, asked once per request. */
  api_key: string | ((env: Env) => string | Promise<string>);
}

/** What `authorize` gives: the integration to ask, or nothing for no. */
export type Authorized = { integration_id: IntegrationId } | null | undefined | false;

/**
 * A handler that asks Kombo for a page which must not hold the key. The page's client points at it:
 * `new Kombo({ server_url: "/kombo" })`.
 *
 * It answers `GET <base_path>/ats/candidates` with the contract's parameters, from listed origins, when `authorize` says
 * so, and the preflight of browsers. Records are streamed through, with the rate-limit headers and `no-store`; errors are
 * Kombo's envelope, or the proxy's own in that form: `PROXY.NOT_FOUND` (404), `PROXY.FORBIDDEN_ORIGIN`, `PROXY.FORBIDDEN`
 * (403), `PROXY.METHOD_NOT_ALLOWED` (405), `PROXY.INVALID_PARAMETERS` (400), `PROXY.UPSTREAM_FAILED` (as Kombo's, or 502),
 * `PROXY.UPSTREAM_UNREACHABLE` (502), `PROXY.UPSTREAM_TIMEOUT` (504), `PROXY.INTERNAL` (500).
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
