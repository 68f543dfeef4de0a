// The client: holds a copy of the options and nothing else, so it outlives any instance of the module.

import { instanceNow } from "./instance.js";
import { CandidatePages } from "./pages.js";

export class Kombo {
  ats;

  constructor(options) {
    const client = snapshot(options);
    // Where the module is there at once, wrong options fail here; in a page they fail at the first await.
    instanceNow()?.call(({ check_client }) => check_client(client));
    this.ats = Object.freeze({
      getCandidates: (request, options) => new CandidatePages(client, snapshot(request), snapshot(options)),
    });
  }
}

/** A copy two levels deep: what the caller changes afterwards changes no walk. What is wrong is left to be refused. */
function snapshot(value) {
  if (!isPlain(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, copy(member)]));
}

function copy(value) {
  if (typeof value !== "object" || value === null) return value;
  // Lists, and `Headers` as a list of pairs.
  if (typeof value[Symbol.iterator] === "function") return [...value];
  if (value instanceof Date) return new Date(value);
  if (value instanceof URL) return value.href;
  return isPlain(value) ? { ...value } : value;
}

/** Made by `{…}` or by `Object.create(null)`, in this realm or another: a copy of anything else could be empty. */
function isPlain(value) {
  if (typeof value !== "object" || value === null) return false;
  const parent = Object.getPrototypeOf(value);
  return parent === null || Object.getPrototypeOf(parent) === null;
}
