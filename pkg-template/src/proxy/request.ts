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
export async function readQuery(module: Instance, search: string): Promise<Parameters> {
  if (search.length > MAX_LENGTH) throw invalid(`The query is longer than ${MAX_LENGTH} characters: ask for fewer ids at a time.`);
  const given = [...new URLSearchParams(search)];
  if (new Set(given.map(([name]) => name)).size < given.length) throw invalid("A parameter is given twice.");
  const parameters = Object.fromEntries(given.map(([name, value]) => [name, parameter(name, value)]));
  try {
    // The client options are valid here, so only the parameters can be wrong.
    await draftRequest(module, clientSource({ server_url: "https://localhost" }), parameters);
  } catch (error) {
    if (!isKomboError(error) || error.kind !== "input") throw error;
    throw invalid(error.message);
  }
  return parameters;
}

const invalid = (message: string) => new Refusal(400, "INVALID_PARAMETERS", message);

/** The request to send. @throws when the options, the integration or the key are wrong */
export async function buildRequest(
  module: Instance,
  settings: Settings,
  parameters: Parameters,
  integration_id: unknown,
  span: Span,
  env: unknown,
): Promise<Send> {
  const { client, api_key } = settings;
  if (typeof integration_id !== "string") throw new TypeError("authorize gave no integration_id");
  const getKey = typeof api_key === "function" ? () => span.within(KEY, () => api_key(env)) : undefined;
  return draftRequest(module, { ...client, api_key: getKey }, parameters, { integration_id });
}

/** One attempt without retries: the page's client retries. */
function draftRequest(module: Instance, client: Settings["client"], parameters: Parameters, options: object = {}): Promise<Send> {
  const walk = source(client, parameters, { ...options, retry: false });
  return draft(module, walk, startAt(walk.cursor));
}
