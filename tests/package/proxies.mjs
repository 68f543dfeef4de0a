// What the proxy's tests share: a proxy in front of a server's double, and requests of a page for it.

import { load } from "./install.mjs";
import { KEY } from "./kit.mjs";

const { createProxy } = await load("proxy.js");

export const ORIGIN = "https://app.example.com";
export const PATH = "/ats/candidates";

export const proxy = (fetch, options = {}) =>
  createProxy({ api_key: KEY, fetch, allowed_origins: [ORIGIN], authorize: () => ({ integration_id: "workday:authorized" }), ...options });

/** A page's request; a header that is undefined is left out. */
export function ask({ headers = {}, ...init } = {}, url = `https://proxy.example.com${PATH}`) {
  const entries = Object.entries({ origin: ORIGIN, ...headers }).filter(([, value]) => value !== undefined);
  return new Request(url, { ...init, headers: entries });
}
