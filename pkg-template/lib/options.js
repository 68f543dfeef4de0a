// A caller's options as one text that the module reads (src/input.rs), and beside it the few things that no text can
// hold. Taken down at once, so that what the caller changes afterwards changes no walk.
//
// Nothing is judged here. Strings begin with a mark, since JSON cannot say everything that may be given: `'` before a
// string, `?` before words for anything else.

const DEPTH = 4;

/** The options of a client, and where it runs. */
export function client(options) {
  const { location, window, document } = globalThis;
  const text = JSON.stringify({
    options: options === undefined ? {} : told(options),
    page: isObject(window) && isObject(document),
    origin: told(location?.origin),
    url: url(options?.server_url, location?.href),
  });
  const { api_key, fetch, on_event } = options ?? {};
  return { client: text, api_key, fetch, on_event };
}

/** A call's parameters and options. */
export function call(request, options) {
  const text = (value) => (value === undefined ? "{}" : JSON.stringify(told(value)));
  return { request: text(request), options: text(options), signal: options?.signal };
}

/** Taken apart by the runtime's own parser; a relative one counts where there is a page. */
function url(given, page) {
  try {
    const { href, protocol, hostname, origin, username, password } = new URL(given, page);
    return told({ href, protocol, hostname, origin, credentials: username !== "" || password !== "" });
  } catch {
    return undefined;
  }
}

const isObject = (value) => typeof value === "object" && value !== null;

function told(value, name, depth = DEPTH) {
  if (typeof value === "string") return `'${value}`;
  if (typeof value === "function") return "?a function";
  if (typeof value === "boolean" || Number.isFinite(value)) return value;
  if (typeof value === "number") return Number.isNaN(value) ? "?NaN" : "?an infinite number";
  if (value === null || value === undefined) return null;
  // What is left is a symbol, a BigInt, or too deep: a list may hold itself.
  return (isObject(value) && depth > 0 && object(value, name, depth - 1)) || "?no plain data";
}

function object(value, name, depth) {
  if (value instanceof Date) return date(value, name);
  // By shape, not by class: signals of other realms and polyfills count too.
  if (name === "signal" && typeof value.aborted === "boolean" && typeof value.addEventListener === "function") {
    return "?an AbortSignal";
  }
  if (name === "server_url" && typeof value.href === "string") return told(value.href);
  // Arrays have it, and so have all that count as lists: `Set`, `Map`, `Headers`.
  if (typeof value.entries === "function") return list(value, depth);
  if (!isPlain(value)) return undefined;
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(members.map(([name, member]) => [name, told(member, name, depth)]));
}

function date(value, name) {
  try {
    const text = value.toISOString();
    return name === "updated_after" ? told(text) : "?a Date";
  } catch {
    return "?an invalid Date";
  }
}

function list(value, depth) {
  try {
    return Array.from(value, (item) => told(item, undefined, depth));
  } catch {
    return undefined;
  }
}

/** Made by `{…}` or by `Object.create(null)`, in this realm or another: of a promise or a class nothing would be left. */
function isPlain(value) {
  const parent = Object.getPrototypeOf(value);
  return parent === null || Object.getPrototypeOf(parent) === null;
}
