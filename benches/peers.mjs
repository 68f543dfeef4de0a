// The compared functions, the same in every runtime and with the same bytes: `Response.json()`, the package and the official SDK.

export const KEY = "sandbox-key";
export const INTEGRATION = "workday:sandbox";
export const SMALL_FIELDS = ["id", "first_name", "last_name", "changed_at"];

/** A `fetch` that returns these bytes for every request. */
export const answering = (bytes) => async () => new Response(bytes, { status: 200, headers: { "content-type": "application/json" } });

/** Both clients by name, with this `fetch`. */
export function clients({ Kombo, Official, HTTPClient }, fetch) {
  const options = { api_key: KEY, integration_id: INTEGRATION };
  return {
    "kombo-edge": new Kombo({ ...options, fetch, max_body_bytes: 2 ** 30, allow_key_in_browser: true }),
    official: Official && new Official({ ...options, http_client: new HTTPClient({ fetcher: fetch }) }),
  };
}

/** The same JSON in ASCII, which engines decode and parse fastest. */
const inAscii = (bytes) =>
  new TextEncoder().encode(new TextDecoder().decode(bytes).replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`));

/** Reads all chunks. In workerd, passes a buffer as the package does, which is faster there. */
async function readAll({ body }) {
  const isWorkerd = globalThis.navigator?.userAgent === "Cloudflare-Workers";
  const reader = body.getReader(isWorkerd ? { mode: "byob" } : undefined);
  while (!(await reader.read(isWorkerd ? new Uint8Array(131_072) : undefined)).done);
}

/**
 * The peers by name: each is an async function that handles one page. `read` and `parse` are the parts that every client needs that
 * reads a body in chunks and parses it with the engine; `parse` gets ASCII, which the engine parses fastest.
 */
export function peers(packages, bytes) {
  const fetch = answering(bytes);
  const { "kombo-edge": ours, official } = clients(packages, fetch);
  const decoder = new TextDecoder();
  const ascii = inAscii(bytes);
  return {
    native: async () => (await fetch()).json(),
    "kombo-edge": () => ours.ats.getCandidates({}),
    read: async () => readAll(await fetch()),
    parse: async () => JSON.parse(decoder.decode(ascii)),
    select: () => ours.ats.getCandidates({}, { select: SMALL_FIELDS }),
    ndjson: async () => {
      const reader = ours.ats.getCandidates({}).ndjson().getReader();
      while (!(await reader.read()).done);
    },
    ...(official && { official: () => official.ats.getCandidates({}) }),
  };
}

const FOR_EACH_PAGE = ["native", "kombo-edge", "read", "parse"];

/** The peers for several pages, as "<page> <peer>". Peers that are not in `FOR_EACH_PAGE` run on the first page only. */
export function peersOf(packages, pages) {
  const all = Object.entries(pages).flatMap(([page, bytes], index) =>
    Object.entries(peers(packages, bytes))
      .filter(([name]) => index === 0 || FOR_EACH_PAGE.includes(name))
      .map(([name, run]) => [`${page} ${name}`, run]),
  );
  return Object.fromEntries(all);
}

/** Functions that read one page through the proxy, and through a handler that only forwards the body. */
export function proxies(createProxy, bytes) {
  const origin = "https://app.example.com";
  const fetch = answering(bytes);
  const options = { api_key: KEY, fetch, allowed_origins: [origin], authorize: () => ({ integration_id: INTEGRATION }) };
  const proxy = createProxy(options);
  const forward = async () => {
    const { body, headers } = await fetch();
    return new Response(body, { headers: { "content-type": headers.get("content-type") ?? "" } });
  };
  const read = (handler) => async () => {
    const response = await handler(new Request("https://proxy.example.com/ats/candidates", { headers: { origin } }));
    if ((await response.arrayBuffer()).byteLength !== bytes.length) throw new Error("the page did not come through");
  };
  return { "through a proxy": read(proxy), "passed on": read(forward) };
}
