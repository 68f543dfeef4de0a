// A text without a secret.

import { Search, type Span } from "./search.ts";

/** The text without the secrets, one a line. Where a text was cut, the beginning of a secret at its end goes too. */
export function masked(text: string, secrets: string, isCut = false): string {
  return secrets.split("\n").reduce((clean, secret) => (secret ? without(clean, secret, isCut) : clean), text);
}

/** So much of the beginning of a secret says nothing. */
const SAYS_NOTHING = 2;

function without(text: string, secret: string, isCut: boolean): string {
  const search = new Search(secret);
  const codes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at += 1) codes[at] = Math.min(text.charCodeAt(at), 255);
  const { open, found } = search.read(codes);
  const spans: Span[] = [...found, ...search.end()];
  if (isCut && open < text.length - SAYS_NOTHING) spans.push([open, text.length]);
  let clean = "";
  let done = -1;
  for (const [start, end] of spans) {
    if (start > done) clean += `${text.slice(Math.max(done, 0), start)}[api_key]`;
    done = Math.max(done, end);
  }
  return clean + text.slice(Math.max(done, 0));
}
