// Converts a page's query into the request to Kombo. The module validates and builds it, as for the client. Only the parameters of
// the contract are used; nothing else of the page's request is.

import { clientSource, draft, isKomboError, source, startAt } from "../index.ts";
import type { Instance } from "../instance.ts";
import type { Send } from "../module.ts";
import { parameter } from "../parameter.ts";
import type { Settings } from "./options.ts";
import { KEY, Refusal, type Span } from "./span.ts";

/** The maximum length of a query: enough for any cursor and hundreds of ids. */
const MAX_LENGTH = 16_384;

/** Parameters by name. */
type Parameters = Record<string, unknown>;

/** The parameters of the query. @throws {Refusal} that says what is wrong, for the page's developer */
function readQuery(search: string): Parameters {
  if (search.length > MAX_LENGTH) throw invalid(`The query is longer than ${MAX_LENGTH} characters: ask for fewer ids at a time.`);
  const given = [...new URLSearchParams(search)];
  if (new Set(given.map(([name]) => name)).size < given.length) throw invalid("A parameter is given twice.");
  return Object.fromEntries(given.map(([name, value]) => [name, parameter(name, value)]));
}

const invalid = (message: string) => new Refusal(400, "INVALID_PARAMETERS", message);

/**
 * The request to send.
 *
 * @throws {Refusal} that says what is wrong with the query, for the page's developer
 * @throws when the options, the integration or the key are wrong
 */
export async function buildRequest(module: Instance, settings: Settings, search: string, integration_id: unknown, span: Span, env: unknown): Promise<Send> {
  const { client, api_key } = settings;
  const parameters = readQuery(search);
  const getKey = typeof api_key === "function" ? () => span.within(KEY, () => api_key(env)) : undefined;
  try {
    if (typeof integration_id !== "string") throw new TypeError("authorize gave no integration_id");
    return await draftRequest(module, { ...client, api_key: getKey }, parameters, { integration_id });
  } catch (thrown) {
    // With other options that are valid, only the parameters can be wrong.
    await draftRequest(module, clientSource({ server_url: "https://localhost" }), parameters).catch((error: unknown) => {
      throw isKomboError(error) && error.kind === "input" ? invalid(error.message) : error;
    });
    throw thrown;
  }
}

/** One attempt without retries: the page's client retries. */
function draftRequest(module: Instance, client: Settings["client"], parameters: Parameters, options: object = {}): Promise<Send> {
  const walk = source(client, parameters, { ...options, retry: false });
  return draft(module, walk, startAt(walk.cursor));
}
