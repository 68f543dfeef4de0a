// Shared by the table tests: a client whose `fetch` plays prepared responses.

import { load } from "./install.mjs";

export * from "./doubles.mjs";
export const KEY = "sk-planted-key-0123456789";
export const { Kombo, KomboError, isKomboError, KOMBO_ERROR_CODES } = await load();

/** A client with this `fetch`. It retries without waiting unless the options say otherwise. */
export function client(fetch, options = {}) {
  return new Kombo({
    integration_id: "workday:test",
    api_key: KEY,
    fetch,
    retry: { base_ms: 0 },
    ...options,
  });
}

/** The reason of a promise's rejection; fails the test when the promise resolves. */
export async function rejection(promise) {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error("it was not rejected");
}

/** All pages of a walk. */
export async function all(pages) {
  const list = [];
  for await (const one of pages) list.push(one);
  return list;
}
