// Imports the two compared packages in Node.

import { pathToFileURL } from "node:url";
import { load, ROOT } from "../tests/package/install.mjs";

/** The directory of the official SDK's ES modules. */
export const SDK = `${ROOT}node_modules/@kombo-api/sdk/esm`;

/** The URLs of two modules of the official SDK: its client and its HTTP client. */
export const SDK_URLS = ["index.js", "lib/http.js"].map((file) => pathToFileURL(`${SDK}/${file}`).href);

export async function loadBoth() {
  const [{ Kombo }, { Kombo: Official }, { HTTPClient }] = await Promise.all([load(), ...SDK_URLS.map((url) => import(url))]);
  return { Kombo, Official, HTTPClient };
}
