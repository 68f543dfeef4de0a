// The two packages that are compared, as Node imports them.

import { pathToFileURL } from "node:url";
import { ROOT, load } from "../tests/package/install.mjs";

/** Where the official SDK's modules are. */
export const SDK = `${ROOT}node_modules/@kombo-api/sdk/esm`;

/** The official SDK's two modules, by URL: its client, and what its client sends with. */
export const SDK_URLS = ["index.js", "lib/http.js"].map((file) => pathToFileURL(`${SDK}/${file}`).href);

export async function loadBoth() {
  const [{ Kombo }, { Kombo: Official }, { HTTPClient }] = await Promise.all([load(), ...SDK_URLS.map((url) => import(url))]);
  return { Kombo, Official, HTTPClient };
}
