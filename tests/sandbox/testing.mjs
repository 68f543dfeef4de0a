// Shared by the sandbox's own tests.

export const HEADERS = { authorization: "Bearer sandbox-key", "x-integration-id": "workday:sandbox" };

/**
 * @param {(url: string, init?: RequestInit) => Promise<Response>} fetch
 * @param {Record<string, string | number | boolean>} [query]
 * @param {{ base?: string, headers?: Record<string, string>, signal?: AbortSignal, method?: string }} [options]
 */
export function send(fetch, query = {}, { base = "http://sandbox.test/v1", headers = HEADERS, ...init } = {}) {
  const params = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]));
  return fetch(`${base}/ats/candidates?${params}`, { headers, redirect: "manual", ...init });
}

/** The status, the headers and the JSON of a response. @param {Parameters<typeof send>} parameters */
export async function ask(...parameters) {
  const response = await send(...parameters);
  return { status: response.status, headers: response.headers, body: JSON.parse(await response.text()) };
}

/**
 * All pages of a walk by a simple client.
 * @param {(url: string, init?: RequestInit) => Promise<Response>} fetch
 * @param {Record<string, string | number | boolean>} [query]
 * @param {Parameters<typeof send>[2]} [options]
 */
export async function walk(fetch, query = {}, options) {
  const pages = [];
  for (let cursor = ""; cursor !== null; ) {
    const { status, body } = await ask(fetch, cursor ? { ...query, cursor } : query, options);
    if (status !== 200) throw new Error(`answered ${status} ${body.error?.code}`);
    pages.push(body.data.results);
    cursor = body.data.next;
    if (pages.length > 100_000) throw new Error("a walk without an end");
  }
  return pages;
}

/** @param {{ id: string }[]} records */
export const ids = (records) => records.map((record) => record.id);
