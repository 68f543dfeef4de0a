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

/** A copy two levels deep: what the caller changes afterwards changes no walk. What is wrong stays wrong. */
function snapshot(value) {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, copy(member)]));
}

function copy(value) {
  if (typeof value !== "object" || value === null) return value;
  // Lists, and `Headers` as a list of pairs.
  if (typeof value[Symbol.iterator] === "function") return [...value];
  if (value instanceof Date) return new Date(value);
  return Object.getPrototypeOf(value) === Object.prototype ? { ...value } : value;
}
