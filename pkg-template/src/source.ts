// A snapshot of the caller's options, so that a later change of the objects does not affect a walk.
//
// Plain data is written as lines, which the module parses and validates (src/input.rs describes them). Functions and signals are
// kept beside it. This is the only file that reads the caller's objects. It reads each own property once and no inherited one,
// so a property added to `Object.prototype` is not an option.

import { isBrowser } from "./browser-guard.ts";
import { KomboError } from "./error.ts";
import { line } from "./module.ts";
import type { Signal } from "./signals.ts";
import type { Fetch } from "./transfer.ts";
import type { KomboEvent } from "./types.ts";

/** The options of a client. */
export interface ClientSource {
  /** The plain data, for the module. */
  readonly client: string;
  readonly integration_id: unknown;
  readonly api_key: (() => unknown) | undefined;
  readonly fetch: Fetch | undefined;
  readonly on_event: ((event: KomboEvent) => void) | undefined;
  /** The latest keys, and the headers of the latest response as lines for the module. The sync reads the date from them. */
  readonly sent: { secret: string; head: string[] | undefined };
}

/** The options of a client and of a call. */
export interface Source extends ClientSource {
  readonly signal: Signal | undefined;
  readonly prefetch: boolean;
  /** The cursor that the walk starts at; undefined for the first page. */
  readonly cursor: string | undefined;
  /** Whether the content of pages is lines of text. */
  readonly lines: boolean;
  /** The lines for the module: all options, and the position of the walk. */
  options(position: { repeated: boolean; cursor: string | undefined }): string;
}

type Properties = Record<string, unknown>;

/** The maximum nesting of the options, reached by `headers: [["name", "value"]]`. */
const MAX_DEPTH = 4;

/** The maximum number of values in the options: enough for thousands of ids. It stops an infinite iterable. */
const MAX_VALUES = 100_000;

/** @throws {KomboError} of kind `input` when a getter or a proxy throws */
export function clientSource(options: unknown = {}): ClientSource {
  return reading("the options", () => {
    const own = members(options);
    const { navigator } = globalThis as Partial<typeof globalThis>;
    const page = isBrowser();
    // `location` exists on servers too (Deno's `--location`, polyfills). Only a page's is used.
    const location = page ? globalThis.location : undefined;
    const { api_key, fetch, integration_id, on_event, server_url } = own;
    const environment = {
      options: isPlain(options) ? own : options,
      page,
      workerd: navigator?.userAgent === "Cloudflare-Workers",
      origin: location?.origin,
      url: absoluteUrl(server_url, location?.href),
    };
    return {
      client: snapshot(environment),
      integration_id,
      api_key: isFunction(api_key) ? () => api_key() : undefined,
      fetch: isFunction(fetch) ? fetch : undefined,
      on_event: isFunction(on_event) ? (event) => on_event(event) : undefined,
      sent: { secret: typeof api_key === "string" ? api_key : "", head: undefined },
    };
  });
}

/** @throws {KomboError} of kind `input` when a getter or a proxy throws */
export function source(client: ClientSource, request: unknown = {}, options: unknown = {}): Source {
  return reading("the options", () => {
    const [requestData, optionData] = [request, options].map((given) => (isPlain(given) ? members(given) : given));
    const { cursor } = members(requestData);
    const { signal, prefetch } = members(optionData);
    const call = `'request\n${snapshot(requestData)}\n'options\n${snapshot(optionData)}`;
    return {
      ...client,
      signal: isObject(signal) ? (signal as Signal) : undefined,
      prefetch: prefetch !== 0,
      cursor: typeof cursor === "string" ? cursor : undefined,
      lines: false,
      options(position) {
        const rest = snapshot({ ...position, lines: this.lines, events: !!client.on_event });
        return `{\n'client\n${client.client}\n${call}${rest.slice(1)}`;
      },
    };
  });
}

/** The own properties of a plain object, each read once. Empty for any other value. */
export function members(value: unknown): Properties {
  const names = reading("the options", () => (isPlain(value) ? Object.keys(value) : []));
  // No prototype, so a missing property is undefined.
  const own = Object.create(null) as Properties;
  for (const name of names) own[name] = reading(labelOf(name), () => (value as Properties)[name]);
  return own;
}

/** A property's name for an error, if it has the form of an option's name. Any other name could be a key. */
const labelOf = (name: string): string => (/^[a-z_]{1,24}$/.test(name) ? `\`${name}\`` : "a member");

/** Reads the caller's objects. Wraps what a getter throws in an error of kind `input`. @param what the label in the message */
function reading<T>(what: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    // Not `instanceof`: the exception may be a `Proxy` that throws on it.
    if (readErrors.has(cause as object)) throw cause;
    const error = new KomboError({ kind: "input", message: `${what} cannot be read: it throws, see \`cause\`` }, cause);
    readErrors.add(error);
    throw error;
  }
}

/** The errors of `reading`. An outer `reading` rethrows them unchanged. */
const readErrors = new WeakSet<object>();

/** The URL as the runtime's parser writes it. A relative URL is resolved against the page's URL. */
function absoluteUrl(url: unknown, page: string | undefined): string | undefined {
  try {
    return new URL(url as string, page).href;
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;
const isFunction = (value: unknown): value is (...parameters: unknown[]) => unknown => typeof value === "function";

/** Whether an object was made by `{…}` or `Object.create(null)`, in any realm. Promises and class instances have no usable data. */
function isPlain(value: unknown): value is Properties {
  if (!isObject(value) || Array.isArray(value)) return false;
  const parent: unknown = Object.getPrototypeOf(value);
  return parent === null || Object.getPrototypeOf(parent) === null;
}

/** The value as lines for the module. */
function snapshot(value: unknown): string {
  const lines: string[] = [];
  write(value, MAX_DEPTH + 1, "");
  return lines.map(line).join("\n");

  function write(value: unknown, depth: number, name: string): void {
    if (lines.length > MAX_VALUES) throw new RangeError(`more than ${MAX_VALUES} values`);
    const type = typeof value;
    if (type === "string") lines.push(`'${value}`);
    else if (type === "number") lines.push(`${Number.isFinite(value) ? "#" : ""}${value}`);
    else if (type === "boolean") lines.push(`${value}`);
    else if (value === null || value === undefined) lines.push("null");
    else if (type === "object" && depth > 0) writeObject(value, depth - 1, name);
    else lines.push(type === "function" ? "a function" : "no plain data");
  }

  function writeObject(value: object, depth: number, name: string): void {
    if (value instanceof Date) {
      if (Number.isNaN(value.getTime())) lines.push("an invalid Date");
      else if (name === "updated_after") lines.push(`'${value.toISOString()}`);
      else lines.push("a Date");
    } else if (name === "signal" && isFunction((value as Partial<Signal>).addEventListener)) {
      // Duck-typed: the signal may come from another realm or a polyfill.
      lines.push("an AbortSignal");
    } else if (name === "server_url" && "href" in value) {
      write(value.href, 0, "");
    } else if (isPlain(value)) {
      lines.push("{");
      for (const [key, member] of Object.entries(members(value))) {
        if (member === undefined) continue;
        lines.push(`'${key}`);
        reading(labelOf(key), () => write(member, depth, key));
      }
      lines.push("}");
    } else if (Symbol.iterator in value) {
      // Any iterable is a list: an array, a `Set`, a `Map`, `Headers`.
      lines.push("[");
      for (const item of value as Iterable<unknown>) write(item, depth, "");
      lines.push("]");
    } else lines.push("no plain data");
  }
}
