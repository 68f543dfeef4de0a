// Validates the options of a proxy. Six are its own; the others are the client's and are validated by the client.

import { DEFAULT_TIMEOUT_MS, PROXY_OPTIONS } from "../generated/parameters.ts";
import { checkClient, clientSource, instanceNow, KomboError, members, wrongInput } from "../index.ts";
import { isOrigin, type OriginOptions } from "./origins.ts";
import type { ProxyOptions } from "./types.ts";

const NAMES: readonly string[] = ["authorize", "allowed_origins", "origin", "trust_forwarded", "base_path", "on_error", ...PROXY_OPTIONS];

/** The validated options. */
export interface Settings extends Pick<ProxyOptions, "authorize" | "api_key" | "on_error"> {
  client: ReturnType<typeof clientSource>;
  origins: ReadonlySet<string>;
  own_origin: OriginOptions;
  /** The only path that is served. */
  path: string;
  /** The time limit of one request, including `authorize`. */
  timeout_ms: number;
}

/** @throws {KomboError} of kind `input` when an option is wrong */
export function check(options: ProxyOptions): Settings {
  if (typeof options !== "object" || options === null) {
    throw new KomboError({ kind: "input", message: "the options is no object: see ProxyOptions" });
  }
  // Own properties only: an `authorize` on `Object.prototype` would open a proxy that has none.
  const own: Partial<ProxyOptions> = members(options);
  for (const name of Object.keys(own)) {
    if (!NAMES.includes(name)) {
      const reason = name === "integration_id" ? "`authorize` gives it, request by request" : `there are ${NAMES.join(", ")}`;
      throw wrongInput(name, "no option of a proxy", reason);
    }
  }
  const { authorize, allowed_origins = [], origin, trust_forwarded = false, base_path = "", api_key, on_error, ...upstream } = own;
  if (authorize !== undefined && typeof authorize !== "function") {
    throw wrongInput("authorize", "no function", "it gets the request and gives { integration_id }, null to deny, or a Response");
  }
  if (on_error !== undefined && typeof on_error !== "function") {
    throw wrongInput("on_error", "no function", "it gets the exception and the request, for the server's log");
  }
  if (origin !== undefined && !isOrigin(origin)) throw wrongInput("origin", "no origin as browsers send it", ORIGIN);
  if (typeof trust_forwarded !== "boolean") {
    throw wrongInput("trust_forwarded", "no boolean", "true when a reverse proxy of yours sets X-Forwarded-Proto and X-Forwarded-Host");
  }
  if (api_key === undefined || api_key === null) {
    throw wrongInput("api_key", "missing", "give the key, or a function of the Worker's env that gives it");
  }
  const client = clientSource({ ...upstream, api_key });
  // If the module is available synchronously, a wrong client option throws here; otherwise the first request fails.
  const module = instanceNow();
  if (module) checkClient(module, client.client, client.sent.secret);
  return {
    authorize,
    api_key,
    on_error,
    client,
    // The `origin` option also lists that origin.
    origins: new Set([...origins(allowed_origins), ...(origin === undefined ? [] : [origin])]),
    own_origin: { origin, trust_forwarded },
    path: `${base(base_path)}/ats/candidates`,
    timeout_ms: own.timeout_ms ?? DEFAULT_TIMEOUT_MS,
  };
}

const ORIGIN = "protocol, host and port in lower case and nothing else, such as https://app.example.com; patterns are not understood";

function origins(list: unknown): string[] {
  if (!Array.isArray(list)) throw wrongInput("allowed_origins", "no list", 'give origins such as ["https://app.example.com"]');
  return list.map((origin: unknown, index) => {
    if (isOrigin(origin)) return origin;
    throw wrongInput(`allowed_origins[${index}]`, "no origin as browsers send it", ORIGIN);
  });
}

function base(path: unknown): string {
  // The path must be as a URL parser writes it, or it would never match.
  if (path === "") return path;
  if (typeof path === "string" && /^\/[^?#]*[^/?#]$/.test(path) && new URL(path, "https://proxy").pathname === path) return path;
  throw wrongInput("base_path", "no path", 'give where the proxy is mounted, such as "/kombo", without a slash at the end');
}
