// From a page's query to the request that the client would send for it. The module checks and builds it; of what the
// page sent, nothing but the contract's parameters gets that far.

import { beginning, clientSource, draft, isKomboError, source } from "../index.ts";
import { parameter } from "../parameter.ts";
import type { Instance } from "../instance.ts";
import type { Send } from "../module.ts";
import type { Settings } from "./options.ts";
import { KEY, type Span } from "./span.ts";

/** Longer than any cursor together with hundreds of ids. */
const LONGEST = 16_384;

/** Parameters by their names. */
type Asked = Record<string, unknown>;

/** What the query asks for, or `wrong`, which tells the page's developer why it cannot be asked. */
export async function read(module: Instance, search: string): Promise<{ wrong: string; asked?: never } | { wrong?: never; asked: Asked }> {
  if (search.length > LONGEST) return { wrong: `The query is longer than ${LONGEST} characters: ask for fewer ids at a time.` };
  const given = [...new URLSearchParams(search)];
  if (new Set(given.map(([name]) => name)).size < given.length) return { wrong: "A parameter is given twice." };
  const asked = Object.fromEntries(given.map(([name, value]) => [name, parameter(name, value)]));
  try {
    // Of a client that is right, so that only the parameters can be wrong.
    await drafted(module, clientSource({ server_url: "https://localhost" }), asked);
  } catch (error) {
    if (!isKomboError(error) || error.kind !== "input") throw error;
    return { wrong: error.message };
  }
  return { asked };
}

/** The request that the client would send. Throws when the options or the integration are wrong, or there is no key. */
export async function write(module: Instance, settings: Settings, asked: Asked, integration_id: unknown, span: Span, env: unknown): Promise<Send> {
  const { client, api_key } = settings;
  if (typeof integration_id !== "string") throw new TypeError("authorize gave no integration_id");
  const ask = typeof api_key === "function" ? () => span.within(KEY, () => api_key(env)) : undefined;
  return drafted(module, { ...client, api_key: ask }, asked, { integration_id });
}

/** One attempt: it is the page's client that tries again. */
function drafted(module: Instance, client: Settings["client"], asked: Asked, how: object = {}): Promise<Send> {
  const walk = source(client, asked, { ...how, retry: false });
  return draft(module, walk, beginning(walk.cursor));
}
