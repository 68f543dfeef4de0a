// The page that everything is measured with: 250 candidates of realistic shape, some 700 KB, from a seed.

import { createSandbox } from "../tests/sandbox/sandbox.mjs";
import { INTEGRATION, KEY } from "./peers.mjs";

/** The bytes of one page with so many candidates; more than 250 are pages put together. */
export async function pageBytes(candidates = 250) {
  // Some of them are deleted, and not given.
  const sandbox = createSandbox({ candidates: Math.ceil(candidates * 1.2), plain: true });
  const results = [];
  let cursor = "";
  do {
    const url = `http://127.0.0.1/v1/ats/candidates?page_size=250${cursor && `&cursor=${encodeURIComponent(cursor)}`}`;
    const headers = { authorization: `Bearer ${KEY}`, "x-integration-id": INTEGRATION };
    const { data } = await (await sandbox.fetch(new Request(url, { headers }))).json();
    results.push(...data.results);
    cursor = data.next;
  } while (cursor && results.length < candidates);
  if (results.length < candidates) throw new Error(`${results.length} candidates are too few`);
  results.length = candidates;
  return new TextEncoder().encode(JSON.stringify({ status: "success", data: { next: null, results } }));
}
