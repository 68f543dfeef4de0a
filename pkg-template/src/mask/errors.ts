// What of an error or an issue may hold a secret: the server's words, its ids, and a name that the caller gave.

import type { ErrorDetails } from "../module.ts";
import type { RecordIssue } from "../types.ts";
import { masked } from "./masked.ts";

/** How long an id is at least that was cut (src/response.rs). */
const CUT = 255;

/** So short a key is part of our own names, and is none that anybody has. */
const SHORT_KEY = 6;

/** The details of an error, masked. A code is whole, or none. */
export function details(error: ErrorDetails, secret: string): ErrorDetails {
  // Without a prototype: what somebody put on `Object.prototype` is no part of an error.
  const clean = { __proto__: null, ...error } as ErrorDetails;
  if (clean.server) {
    const words = Object.entries(clean.server).map(([name, text]) => {
      const clean = masked(text, secret);
      return [name, name === "code" && clean !== text ? null : clean];
    });
    clean.server = Object.fromEntries(words);
  }
  if (clean.kind === "input") clean.message = unnamed(clean.message, secret);
  if (clean.issues) clean.issues = issues(clean.issues as RecordIssue[], secret);
  return clean;
}

/** The issues, their ids masked. Nearly always all of them may pass, which one look tells. */
export function issues(all: RecordIssue[], secret: string): RecordIssue[] {
  const ids = all.map(({ id }) => id ?? "").join("\n");
  if (masked(ids, secret) === ids && !all.some(({ id }) => isCut(id))) return all;
  return all.map((issue) => ({ ...issue, id: issue.id && masked(issue.id, secret, isCut(issue.id)) }));
}

const isCut = (id: string | null) => !!id && id.length >= CUT;

/** Wrong input is told by its name, which may be the key in a wrong place. */
const unnamed = (message: string, secrets: string): string =>
  secrets.split("\n").reduce((text, secret) => {
    const at = secret.length < SHORT_KEY ? -1 : text.toLowerCase().indexOf(secret.toLowerCase());
    return at < 0 ? text : `${text.slice(0, at)}[api_key]${text.slice(at + secret.length)}`;
  }, message);
