// Masks secrets in a text.

import { Search, type Span } from "./search.ts";

/**
 * The text with the secrets masked.
 *
 * @param secrets one per line
 * @param isTruncated whether the text was cut: then the beginning of a secret at its end is masked too
 */
export function masked(text: string, secrets: string, isTruncated = false): string {
  return secrets.split("\n").reduce((clean, secret) => (secret ? maskOne(clean, secret, isTruncated) : clean), text);
}

/** A beginning of a secret of this length is not masked: it reveals nothing. */
const HARMLESS_LENGTH = 2;

function maskOne(text: string, secret: string, isTruncated: boolean): string {
  const search = new Search(secret);
  const codes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at += 1) codes[at] = Math.min(text.charCodeAt(at), 255);
  const { open, found } = search.read(codes);
  const spans: Span[] = [...found, ...search.end()];
  if (isTruncated && open < text.length - HARMLESS_LENGTH) spans.push([open, text.length]);
  let clean = "";
  let done = -1;
  for (const [start, end] of spans) {
    if (start > done) clean += `${text.slice(Math.max(done, 0), start)}[api_key]`;
    done = Math.max(done, end);
  }
  return clean + text.slice(Math.max(done, 0));
}
