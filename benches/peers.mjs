// What is measured side by side, in every runtime alike: the floor, the package and the official SDK, on the same bytes.

export const KEY = "sandbox-key";
export const INTEGRATION = "workday:sandbox";
export const SMALL_FIELDS = ["id", "first_name", "last_name", "changed_at"];

/** A `fetch` that answers every request with these bytes. */
export const answering = (bytes) => async () =>
  new Response(bytes, { status: 200, headers: { "content-type": "application/json" } });

/** Both clients by name, sending with this `fetch`. */
export function clients({ Kombo, Official, HTTPClient }, fetch) {
  const options = { api_key: KEY, integration_id: INTEGRATION };
  return {
    "kombo-edge": new Kombo({ ...options, fetch, max_body_bytes: 2 ** 30, allow_key_in_browser: true }),
    official: Official && new Official({ ...options, http_client: new HTTPClient({ fetcher: fetch }) }),
  };
}

/** The peers by name, each an async function that handles one page. */
export function peers(packages, bytes) {
  const fetch = answering(bytes);
  const { "kombo-edge": ours, official } = clients(packages, fetch);
  return {
    native: async () => (await fetch()).json(),
    "kombo-edge": () => ours.ats.getCandidates({}),
    select: () => ours.ats.getCandidates({}, { select: SMALL_FIELDS }),
    ndjson: async () => {
      const reader = ours.ats.getCandidates({}).ndjson().getReader();
      while (!(await reader.read()).done);
    },
    ...(official && { official: () => official.ats.getCandidates({}) }),
  };
}

/** The same for several pages, as "<page> <peer>": the floor and the package for each, the others for the first page alone. */
export function peersOf(packages, pages) {
  const all = Object.entries(pages).flatMap(([page, bytes], index) =>
    Object.entries(peers(packages, bytes))
      .filter(([name]) => index === 0 || name === "native" || name === "kombo-edge")
      .map(([name, run]) => [`${page} ${name}`, run]),
  );
  return Object.fromEntries(all);
}

/** A proxy, and a handler that only passes the body on: each reads one page through it. */
export function proxies(createProxy, bytes) {
  const origin = "https://app.example.com";
  const fetch = answering(bytes);
  const options = { api_key: KEY, fetch, allowed_origins: [origin], authorize: () => ({ integration_id: INTEGRATION }) };
  const proxy = createProxy(options);
  const pass = async () => {
    const { body, headers } = await fetch();
    return new Response(body, { headers: { "content-type": headers.get("content-type") ?? "" } });
  };
  const read = (handler) => async () => {
    const response = await handler(new Request("https://proxy.example.com/ats/candidates", { headers: { origin } }));
    if ((await response.arrayBuffer()).byteLength !== bytes.length) throw new Error("the page did not come through");
  };
  return { "through a proxy": read(proxy), "passed on": read(pass) };
}
