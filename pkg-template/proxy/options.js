// The options of a proxy: three are its own, the others are the client's, checked as the client checks them.

import { KomboError, client, instanceNow } from "./kombo.js";

const OWN = ["authorize", "allowed_origins", "base_path"];
const CLIENT = ["api_key", "server", "server_url", "fetch", "timeout_ms", "max_body_bytes"];

/** The options, as the handler uses them; throws an error of kind `input` when one is wrong. */
export function check(options) {
  if (typeof options !== "object" || options === null) throw wrong("the options", "no object", "see ProxyOptions");
  for (const name of Object.keys(options)) {
    if (![...OWN, ...CLIENT].includes(name)) {
      const reason = name === "integration_id" ? "`authorize` gives it, request by request" : `there are ${[...OWN, ...CLIENT].join(", ")}`;
      throw wrong(`\`${name}\``, "no option of a proxy", reason);
    }
  }
  const { authorize, allowed_origins = [], base_path = "", api_key, ...upstream } = options;
  if (authorize !== undefined && typeof authorize !== "function") {
    throw wrong("`authorize`", "no function", "it gets the request and gives { integration_id }, or null to deny");
  }
  if (api_key === undefined || api_key === null) {
    throw wrong("`api_key`", "missing", "give the key, or a function of the Worker's env that gives it");
  }
  const own = client({ ...upstream, api_key });
  // Where the module is there at once, what the client objects to is heard here; else with the first request.
  instanceNow()?.call(({ check_client }) => check_client(own.client));
  return {
    authorize,
    api_key,
    client: own.client,
    fetch: own.fetch,
    origins: new Set(origins(allowed_origins)),
    path: `${base(base_path)}/ats/candidates`,
  };
}

function origins(list) {
  if (!Array.isArray(list)) throw wrong("`allowed_origins`", "no list", 'give origins such as ["https://app.example.com"]');
  return list.map((origin, index) => {
    if (isOrigin(origin)) return origin;
    const allowed = "protocol, host and port in lower case and nothing else, such as https://app.example.com; patterns are not understood";
    throw wrong(`\`allowed_origins[${index}]\``, "no origin as browsers send it", allowed);
  });
}

function isOrigin(text) {
  try {
    const { origin, protocol } = new URL(text);
    return origin === text && /^https?:$/.test(protocol) && !text.includes("*");
  } catch {
    return false;
  }
}

function base(path) {
  // As it has to be in a URL: what a parser would write in another way never matches.
  if (path === "") return path;
  if (typeof path === "string" && /^\/[^?#]*[^/?#]$/.test(path) && new URL(path, "https://proxy").pathname === path) return path;
  throw wrong("`base_path`", "no path", 'give where the proxy is mounted, such as "/kombo", without a slash at the end');
}

const wrong = (what, given, allowed) => new KomboError({ kind: "input", message: `${what} is ${given}: ${allowed}` });
