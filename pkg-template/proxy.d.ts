// Rolled up from the sources and the generated tables: `cargo xtask generate`.

import type { IntegrationId, KomboOptions } from "./index.js";

type Declared<Name extends string, Else> = typeof globalThis extends {
  [N in Name]: {
    prototype: infer T;
  };
} ? T : Else;

/** A `Request` that a server received. */
export type IncomingRequest = Declared<"Request", {
  readonly url: string;
  readonly method: string;
  readonly headers: {
    get(name: string): string | null;
  };
}>;

/** A `Response`. */
export type HttpResponse = Declared<"Response", {
  readonly status: number;
}>;

/** The options of a proxy. `server`, `server_url`, `fetch`, `timeout_ms` and `max_body_bytes` are those of the client. */
export interface ProxyOptions<Env = unknown, Context = unknown> extends Pick<KomboOptions, "server" | "server_url" | "fetch" | "timeout_ms" | "max_body_bytes"> {
  /**
   * Decides whether a request is allowed, and for which integration. Called with the page's request; its cookies and headers are
   * not sent to Kombo. Returns the integration; null to deny (403 `PROXY.FORBIDDEN`); or your own `Response`, such as a login
   * redirect or a 401 with `www-authenticate`. Your response is sent unchanged, except that the CORS headers of the page's origin
   * are added, and `cache-control: no-store` if it has no `cache-control`. Without `authorize`, every request is denied. If it
   * throws, or returns an `integration_id` that is no string, the response is a 500 without details (`PROXY.INTERNAL`; see
   * `on_error`). Its time counts towards `timeout_ms`; after that, the response is a 504 (`PROXY.AUTHORIZE_TIMEOUT`). `request.signal` aborts when the page disconnects, if the runtime reports it.
   */
  authorize?: ((request: IncomingRequest, env: Env, ctx: Context) => Authorized | Promise<Authorized>) | undefined;
  /**
   * The origins of pages that may send requests, as browsers send them: protocol, host and port in lower case, such as
   * `https://app.example.com`. Matched exactly; patterns are not supported. The proxy's own origin is allowed only if it is
   * listed, here or as `origin`. Other origins get a 403 (`PROXY.FORBIDDEN_ORIGIN`). @default [] none
   */
  allowed_origins?: readonly string[] | undefined;
  /**
   * The proxy's own origin as browsers see it, such as `https://app.example.com`, if the URL of the request has another one: behind
   * TLS termination it is `http://`. Pages of this origin are allowed. Takes precedence over `trust_forwarded`. @default the origin of
   * the request's URL
   */
  origin?: string | undefined;
  /**
   * Whether the proxy's own origin is read from `X-Forwarded-Proto` and `X-Forwarded-Host` (the first entry of each; a missing
   * header is replaced by the request's URL). That origin must be in `allowed_origins`. Set this only behind a reverse proxy that
   * always overwrites both headers. @default false
   */
  trust_forwarded?: boolean | undefined;
  /** The path where the proxy is mounted. It serves only `<base_path>/ats/candidates` (otherwise 404 `PROXY.NOT_FOUND`). @default "" */
  base_path?: string | undefined;
  /**
   * Kombo's API key, or a function that returns it from the Worker's `env`, called once per request. Its time counts towards
   * `timeout_ms`; after that, the response is a 504 (`PROXY.KEY_TIMEOUT`). A missing key, or one that is not valid in a header, is a
   * 500 (`PROXY.INTERNAL`; see `on_error`).
   */
  api_key: string | ((env: Env) => string | Promise<string>);
  /**
   * Called with each exception that the proxy answers with an error of its own, which does not describe it, for the server's log: of
   * `authorize`, of `api_key`, of the request to Kombo and its body, and the error for a missing key or integration. Not called
   * when the response names the cause, as after a timeout, nor when the page disconnects. The exception is the original one: that of
   * a `fetch` may contain the query, which may name people. The response does not wait for the result, and an exception of this
   * function is ignored. In a Worker, pass a promise to `ctx.waitUntil`.
   */
  on_error?: ((error: unknown, request: IncomingRequest, env: Env, ctx: Context) => unknown) | undefined;
}

/** The result of `authorize`: the integration, null (or another falsy value) to deny, or a response to send. */
export type Authorized = {
  integration_id: IntegrationId;
} | HttpResponse | null | undefined | false;

/**
 * Returns a request handler that adds the key and sends the requests of a browser page to Kombo. The page's client uses its URL:
 * `new Kombo({ server_url: "/kombo" })`.
 *
 * It accepts `GET <base_path>/ats/candidates` with the contract's parameters, from listed origins and if `authorize` allows it, and
 * the preflight requests of browsers. Records are streamed through, with the rate-limit headers and `cache-control: no-store`. Errors
 * are Kombo's, or the proxy's own in the same envelope: `PROXY.NOT_FOUND` (404), `PROXY.FORBIDDEN_ORIGIN`, `PROXY.FORBIDDEN`
 * (403), `PROXY.METHOD_NOT_ALLOWED` (405), `PROXY.INVALID_PARAMETERS` (400), `PROXY.UPSTREAM_FAILED` (Kombo's status, or 502),
 * `PROXY.UPSTREAM_UNREACHABLE` (502), `PROXY.AUTHORIZE_TIMEOUT`, `PROXY.KEY_TIMEOUT`, `PROXY.UPSTREAM_TIMEOUT` (504),
 * `PROXY.INTERNAL` (500). Pages of listed origins can read all of them.
 *
 * `timeout_ms` limits a whole request: `authorize`, the key, Kombo's response and its body. After that, or when the page
 * disconnects, the request to Kombo is aborted.
 *
 * ```ts
 * export default { fetch: createProxy({ api_key: (env) => env.KOMBO_API_KEY, allowed_origins, authorize }) };
 * ```
 *
 * `Env` is the type of your Worker's `env`: pass it (`createProxy<Env>(…)`) or annotate a parameter with it; otherwise it is `any`.
 *
 * @throws {KomboError} of kind `input` when an option is wrong.
 */
export declare function createProxy<Env = any, Context = unknown>(options: ProxyOptions<Env, Context>): (request: IncomingRequest, env?: Env, ctx?: Context) => Promise<HttpResponse>;

export {};
