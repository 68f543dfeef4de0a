// The pages that everything is measured with: 250 candidates of realistic shape, some 700 KB, from a seed, in four texts.

import { createSandbox } from "../tests/sandbox/sandbox.mjs";
import { INTEGRATION, KEY } from "./peers.mjs";

/** So many candidates; more than 250 are pages put together. */
async function candidates(count) {
  // Some of them are deleted, and not given.
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

/** The bytes of one page with so many candidates. */
export const pageBytes = async (count = 250) => bytesOf(await candidates(count));

/** Each string of a page, changed. */
const texts = (results, change) => JSON.parse(JSON.stringify(results), (_, value) => (typeof value === "string" ? change(value) : value));

/** Names, titles and places: what people write. */
const isProse = (text) => /^[^\d@:/_]*$/u.test(text) && /[a-z]/.test(text);

/** The pages by the name of their text. `mixed` has some names that are not Latin; `repairs` lacks three nullable fields. */
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
