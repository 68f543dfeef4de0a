// A caller's options as a list of tokens that the module reads (src/input.rs says which), and beside it the few things
// that no token can hold. Taken down at once, so that what the caller changes afterwards changes no walk. Nothing is
// judged here.

import { attempt } from "./io.js";

/** How deep an option may be nested: `headers: [["name", "value"]]`. A list may hold itself. */
const DEPTH = 4;

/** The options of a client, and where it runs. */
export function client(options) {
  const { location, window, document } = globalThis;
  const around = {
    options: options === undefined ? {} : options,
    page: isObject(window) && isObject(document),
    origin: location?.origin,
    url: url(options?.server_url, location?.href),
  };
  const { api_key, fetch, integration_id, on_event } = options ?? {};
  // Whatever the handler does, throwing included, changes nothing.
  const tell = typeof on_event === "function" ? (event) => attempt(() => on_event(event)) : undefined;
  return { client: tokens(around, DEPTH + 1), api_key, fetch, integration_id, on_event: tell };
}

/** A call's parameters and options. */
export function call(request = {}, options = {}) {
  return { request: tokens(request), options: tokens(options), signal: options?.signal, prefetch: options?.prefetch };
}

/** Taken apart by the runtime's own parser; a relative one counts where there is a page. */
function url(given, page) {
  try {
    const { href, protocol, hostname, origin, username, password } = new URL(given, page);
    return { href, protocol, hostname, origin, credentials: username !== "" || password !== "" };
  } catch {
    return undefined;
  }
}

const isObject = (value) => typeof value === "object" && value !== null;

function tokens(value, depth = DEPTH, name = "") {
  const type = typeof value;
  if (type === "string") return [`'${value}`];
  if (type === "function") return ["a function"];
  if (type === "number") return [Number.isFinite(value) ? `#${value}` : `${value}`];
  if (type === "boolean") return [`${value}`];
  if (value === null || value === undefined) return ["null"];
  try {
    if (type === "object" && depth > 0) return ofObject(value, depth - 1, name);
  } catch {
    // An iterator that throws, a proxy, a date that is none.
  }
  return ["no plain data"];
}

function ofObject(value, depth, name) {
  if (value instanceof Date) {
    if (Number.isNaN(value.getTime())) return ["an invalid Date"];
    return name === "updated_after" ? tokens(value.toISOString()) : ["a Date"];
  }
  // By shape, not by class: signals of other realms and polyfills count too.
  if (name === "signal" && typeof value.aborted === "boolean" && typeof value.addEventListener === "function") {
    return ["an AbortSignal"];
  }
  if (name === "server_url" && typeof value.href === "string") return tokens(value.href);
  // Arrays have it, and so have all that count as lists: `Set`, `Map`, `Headers`.
  if (typeof value.entries === "function") {
    return ["[", ...Array.from(value, (item) => tokens(item, depth)).flat(), "]"];
  }
  // Made by `{…}` or by `Object.create(null)`, in this realm or another: of a promise or a class nothing would be left.
  const parent = Object.getPrototypeOf(value);
  if (parent !== null && Object.getPrototypeOf(parent) !== null) return ["no plain data"];
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return ["{", ...members.flatMap(([key, member]) => [`'${key}`, ...tokens(member, depth, key)]), "}"];
}
