// From a page's query to the request that the client would send for it. The module checks and builds it; of what the
// page sent, nothing but the contract's parameters gets that far.

import { call, client, io } from "./kombo.js";

/** Longer than any cursor together with hundreds of ids. */
const LONGEST = 16_384;
const LISTS = ["ids", "remote_ids", "job_ids"];
const BOOLEANS = ["include_deleted", "ignore_unsupported_filters"];

/** What the query asks for: `{ asked }`, or `{ wrong }`, which tells the page's developer why it cannot be asked. */
export function read(instance, search) {
  if (search.length > LONGEST) return { wrong: `The query is longer than ${LONGEST} characters: ask for fewer ids at a time.` };
  const given = [...new URLSearchParams(search)];
  if (new Set(given.map(([name]) => name)).size < given.length) return { wrong: "A parameter is given twice." };
  const asked = Object.fromEntries(given.map(([name, value]) => [name, parameter(name, value)]));
  // Of a client that is right, so that only the parameters can be wrong.
  const source = { ...client({ server_url: "https://localhost" }), ...call(asked) };
  try {
    instance.call(({ Walk }) => new Walk(source, {}, io)).free();
  } catch (error) {
    if (error?.kind !== "input") throw error;
    return { wrong: error.message };
  }
  return { asked };
}

/**
 * Has a walk begin as far as its first request, and takes that, with what holds for it: `{ request, key, fetch, ms, most,
 * mostElse }`. Throws when the options or the integration are wrong, or there is no key.
 */
export async function draft(instance, settings, asked, integration_id, env) {
  const { client, fetch, api_key } = settings;
  if (typeof integration_id !== "string") throw new TypeError("authorize gave no integration_id");
  let drafted;
  const exchange = (_cancel, ms, fetch, request, _controller, most, mostElse) => {
    drafted = { request, fetch, ms, most, mostElse };
    return new Promise(() => {});
  };
  // One attempt: it is the page's client that tries again.
  const called = call(asked, { integration_id, retry: false });
  const ask = typeof api_key === "function" ? () => api_key(env) : undefined;
  const source = { client, fetch, api_key: ask, ...called };
  const walk = instance.call(({ Walk }) => new Walk(source, {}, { ...io, exchange }));
  try {
    for (;;) {
      const work = instance.call(() => walk.begin());
      if (drafted) break;
      if (!work) throw new Error(instance.call(() => walk.take()).error.message);
      const outcome = await instance.alive(work);
      instance.call(() => walk.end(outcome));
    }
  } finally {
    if (!instance.dead) walk.free();
  }
  const key = drafted.request.headers.get("authorization").slice("Bearer ".length);
  return { ...drafted, key };
}

/** As the client takes it. What cannot be one stays text, for the client to object to. */
function parameter(name, value) {
  if (LISTS.includes(name)) return value.split(",");
  if (name === "page_size" && /^\d{1,9}$/.test(value)) return Number(value);
  if (BOOLEANS.includes(name) && /^(true|false)$/.test(value)) return value === "true";
  return value;
}
