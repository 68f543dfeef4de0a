// Masks the parts of an error or an issue that may contain a secret: texts and ids of the server, and names given by the caller.

import type { ErrorDetails } from "../module.ts";
import type { RecordIssue } from "../types.ts";
import { masked } from "./masked.ts";

/** An id of this length or more was truncated (src/response.rs). */
const TRUNCATED_LENGTH = 255;

/** A shorter key may be part of the package's own option names. Real keys are longer. */
const MIN_KEY_LENGTH = 6;

/** The masked details of an error. A code that contains the key becomes null. */
export function details(error: ErrorDetails, secret: string): ErrorDetails {
  // No prototype: a property added to `Object.prototype` must not become part of an error.
  const clean = { __proto__: null, ...error } as ErrorDetails;
  if (clean.server) {
    const texts = Object.entries(clean.server).map(([name, text]) => {
      const clean = masked(text, secret);
      return [name, name === "code" && clean !== text ? null : clean];
    });
    clean.server = Object.fromEntries(texts);
  }
  if (clean.kind === "input") clean.message = maskedName(clean.message, secret);
  if (clean.issues) clean.issues = issues(clean.issues as RecordIssue[], secret);
  return clean;
}

/** The issues with masked ids. One search over all ids comes first, because hardly any contain the key. */
export function issues(all: RecordIssue[], secret: string): RecordIssue[] {
  const ids = all.map(({ id }) => id ?? "").join("\n");
  if (masked(ids, secret) === ids && !all.some(({ id }) => isTruncated(id))) return all;
  return all.map((issue) => ({ ...issue, id: issue.id && masked(issue.id, secret, isTruncated(issue.id)) }));
}

const isTruncated = (id: string | null) => !!id && id.length >= TRUNCATED_LENGTH;

/** Masks the key in a message about wrong input. The message names the option, and the caller may have given the key as a name. */
const maskedName = (message: string, secrets: string): string =>
  secrets.split("\n").reduce((text, secret) => {
    const at = secret.length < MIN_KEY_LENGTH ? -1 : text.toLowerCase().indexOf(secret.toLowerCase());
    return at < 0 ? text : `${text.slice(0, at)}[api_key]${text.slice(at + secret.length)}`;
  }, message);
