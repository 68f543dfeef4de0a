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
