// Generates the pages for all measurements: 250 realistic candidates from a fixed seed, about 700 KB, in five variants of text.

import { createSandbox } from "../tests/sandbox/sandbox.mjs";
import { INTEGRATION, KEY } from "./peers.mjs";

/** So many candidates. More than 250 are combined from several pages. */
async function candidates(count) {
  // More than `count`, because the deleted ones are not returned.
  const sandbox = createSandbox({ candidates: Math.ceil(count * 1.2), plain: true });
  const results = [];
  let cursor = "";
  do {
    const url = `http://127.0.0.1/v1/ats/candidates?page_size=250${cursor && `&cursor=${encodeURIComponent(cursor)}`}`;
    const headers = { authorization: `Bearer ${KEY}`, "x-integration-id": INTEGRATION };
    const { data } = await (await sandbox.fetch(new Request(url, { headers }))).json();
    results.push(...data.results);
    cursor = data.next;
  } while (cursor && results.length < count);
  if (results.length < count) throw new Error(`${results.length} candidates are too few`);
  return results.slice(0, count);
}

const bytesOf = (results) => new TextEncoder().encode(JSON.stringify({ status: "success", data: { next: null, results } }));

/** The bytes of a page with so many candidates. */
export const pageBytes = async (count = 250) => bytesOf(await candidates(count));

/** The candidates with each string replaced by `change`. */
const texts = (results, change) => JSON.parse(JSON.stringify(results), (_, value) => (typeof value === "string" ? change(value) : value));

/** Whether a text is prose, such as a name, a title or a place. */
const isProse = (text) => /^[^\d@:/_]*$/u.test(text) && /[a-z]/.test(text);

/** The pages by variant. `mixed` has some names that are not Latin; in `repairs`, three nullable fields are missing. */
export async function pages() {
  const mixed = await candidates(250);
  const latin = texts(mixed, (text) => text.replace(/[\u0100-\u{10ffff}]/gu, "é"));
  return {
    mixed: bytesOf(mixed),
    latin: bytesOf(latin),
    cjk: bytesOf(texts(mixed, (text) => (isProse(text) ? text.replace(/\p{L}/gu, "語") : text))),
    ascii: bytesOf(texts(mixed, (text) => text.replace(/[^\0-\x7f]/gu, "x"))),
    repairs: bytesOf(mixed.map(({ company: _1, title: _2, source: _3, ...rest }) => rest)),
  };
}
