// Shared by the proxy's tests: a proxy in front of a double of the server, and a page's requests.

import { load } from "./install.mjs";
import { KEY } from "./kit.mjs";

const { createProxy } = await load("proxy.js");

export const ORIGIN = "https://app.example.com";
export const PATH = "/ats/candidates";

/** Limits how long a response that a test does not read keeps its timeout, and so the process, alive. */
const timeout_ms = 2_000;

export const proxy = (fetch, options = {}) =>
  createProxy({ api_key: KEY, fetch, timeout_ms, allowed_origins: [ORIGIN], authorize: () => ({ integration_id: "workday:authorized" }), ...options });

/** A page's request. A header that is undefined is left out. */
export function ask({ headers = {}, ...init } = {}, url = `https://proxy.example.com${PATH}`) {
  const entries = Object.entries({ origin: ORIGIN, ...headers }).filter(([, value]) => value !== undefined);
  return new Request(url, { ...init, headers: entries });
}
