// What to walk: a snapshot of the caller's options, so that what changes afterwards changes no walk.
//
// Plain data becomes lines that the module reads and judges (src/input.rs says which); beside it are the few things that no
// line can hold. Here alone the caller's objects are read, each member once, and own members only: what somebody put on
// `Object.prototype` is no option.

import { KomboError } from "./error.ts";
import { line } from "./module.ts";
import { isPage } from "./page-guard.ts";
import type { Signal } from "./signals.ts";
import type { Fetch } from "./transfer.ts";
import type { KomboEvent } from "./types.ts";

/** A client's options. */
export interface ClientSource {
  /** For the module. */
  readonly client: string;
  readonly integration_id: unknown;
  readonly api_key: (() => unknown) | undefined;
  readonly fetch: Fetch | undefined;
  readonly on_event: ((event: KomboEvent) => void) | undefined;
  /** The key as it was given, or sent last; and the latest answer's head, as lines for the module: the sync reads its date. */
  readonly sent: { secret: string; head: string[] | undefined };
}

/** A client's and a call's options. */
export interface Source extends ClientSource {
  readonly signal: Signal | undefined;
  readonly prefetch: boolean;
  /** Where the walk begins; undefined at the very first page. */
  readonly cursor: string | undefined;
  /** Whether pages come as lines of text. */
  readonly lines: boolean;
  /** All of it for the module, with where the walk is. */
  options(where: { repeated: boolean; cursor: string | undefined }): string;
}

type Members = Record<string, unknown>;

/** How deep an option may be nested: `headers: [["name", "value"]]` in the options. */
const DEPTH = 4;

/** How many values the options may hold: thousands of ids, and no list without an end. */
const MOST = 100_000;

/** @throws {KomboError} of kind `input` when a getter or a proxy throws */
export function clientSource(options: unknown = {}): ClientSource {
  return reading("the options", () => {
    const own = members(options);
    const { navigator } = globalThis as Partial<typeof globalThis>;
    const page = isPage();
    // Servers have an address too: Deno's `--location`, polyfills. It gives nothing that is the page's own.
    const location = page ? globalThis.location : undefined;
    const { api_key, fetch, integration_id, on_event, server_url } = own;
    const environment = {
      options: isPlain(options) ? own : options,
      page,
      workerd: navigator?.userAgent === "Cloudflare-Workers",
      origin: location?.origin,
      url: absolute(server_url, location?.href),
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
    const [asked, how] = [request, options].map((given) => (isPlain(given) ? members(given) : given));
    const { cursor } = members(asked);
    const { signal, prefetch } = members(how);
    const call = `'request\n${snapshot(asked)}\n'options\n${snapshot(how)}`;
    return {
      ...client,
      signal: isObject(signal) ? (signal as Signal) : undefined,
      prefetch: prefetch !== 0,
      cursor: typeof cursor === "string" ? cursor : undefined,
      lines: false,
      options(where) {
        const rest = snapshot({ ...where, lines: this.lines, events: !!client.on_event });
        return `{\n'client\n${client.client}\n${call}${rest.slice(1)}`;
      },
    };
  });
}

/** Own members of a plain object, each read once; none of anything else. */
export function members(value: unknown): Members {
  const names = reading("the options", () => (isPlain(value) ? Object.keys(value) : []));
  // Without a prototype, what is not there is undefined.
  const own = Object.create(null) as Members;
  for (const name of names) own[name] = reading(named(name), () => (value as Members)[name]);
  return own;
}

/** A member in an error: by its name, where that is like one of ours and no key. */
const named = (name: string): string => (/^[a-z_]{1,24}$/.test(name) ? `\`${name}\`` : "a member");

/** Runs what reads the caller's objects, which may throw anything. @param what names it in an error */
export function reading<T>(what: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    // Not by its class: what was thrown may be a proxy that throws when it is asked.
    if (unreadable.has(cause as object)) throw cause;
    const error = new KomboError({ kind: "input", message: `${what} cannot be read: it throws, see \`cause\`` }, cause);
    unreadable.add(error);
    throw error;
  }
}

/** The errors of `reading`, which outer ones leave as they are. */
const unreadable = new WeakSet<object>();

/** As the runtime's own parser writes it; a relative one counts where there is a page. */
function absolute(url: unknown, page: string | undefined): string | undefined {
  try {
    return new URL(url as string, page).href;
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;
const isFunction = (value: unknown): value is (...parameters: unknown[]) => unknown => typeof value === "function";

/** Made by `{…}` or by `Object.create(null)`, in this realm or another: of a promise or a class nothing would be left. */
function isPlain(value: unknown): value is Members {
  if (!isObject(value) || Array.isArray(value)) return false;
  const parent: unknown = Object.getPrototypeOf(value);
  return parent === null || Object.getPrototypeOf(parent) === null;
}

/** The value as lines. */
function snapshot(value: unknown): string {
  const lines: string[] = [];
  write(value, DEPTH + 1, "");
  return lines.map(line).join("\n");

  function write(value: unknown, depth: number, name: string): void {
    if (lines.length > MOST) throw new RangeError(`more than ${MOST} values`);
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
      // By shape, not by class: signals of other realms and polyfills count too.
      lines.push("an AbortSignal");
    } else if (name === "server_url" && "href" in value) {
      write(value.href, 0, "");
    } else if (isPlain(value)) {
      lines.push("{");
      for (const [key, member] of Object.entries(members(value))) {
        if (member === undefined) continue;
        lines.push(`'${key}`);
        reading(named(key), () => write(member, depth, key));
      }
      lines.push("}");
    } else if (Symbol.iterator in value) {
      // Arrays, and all that count as lists: `Set`, `Map`, `Headers`.
      lines.push("[");
      for (const item of value as Iterable<unknown>) write(item, depth, "");
      lines.push("]");
    } else lines.push("no plain data");
  }
}
