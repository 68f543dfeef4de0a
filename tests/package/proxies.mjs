// What the proxy's tests share: a proxy in front of a server's double, and requests of a page for it.

import { load } from "./install.mjs";
import { KEY } from "./kit.mjs";

const { createProxy } = await load("proxy.js");

export const ORIGIN = "https://app.example.com";
export const PATH = "/ats/candidates";

/** An answer that a test does not read keeps its time-out, and the process, no longer than this. */
const timeout_ms = 2_000;

export const proxy = (fetch, options = {}) =>
  createProxy({ api_key: KEY, fetch, timeout_ms, allowed_origins: [ORIGIN], authorize: () => ({ integration_id: "workday:authorized" }), ...options });

/** A page's request; a header that is undefined is left out. */
export function ask({ headers = {}, ...init } = {}, url = `https://proxy.example.com${PATH}`) {
  const entries = Object.entries({ origin: ORIGIN, ...headers }).filter(([, value]) => value !== undefined);
  return new Request(url, { ...init, headers: entries });
}
