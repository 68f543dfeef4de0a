// `mask.js`: takes a secret out of texts and of streams, however it is written. Whoever sends a key has it; a page behind a
// proxy has none, and never loads this.

import { Search } from "./seek.ts";

export { Search };

/** The text without the secret. */
export function masked(text: string, secret: string): string {
  if (!secret) return text;
  const search = new Search(secret);
  const codes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at += 1) codes[at] = Math.min(text.charCodeAt(at), 255);
  const { found } = search.read(codes);
  let clean = "";
  let done = 0;
  for (const [start, end] of [...found, ...search.end()]) {
    clean += `${text.slice(done, start)}[api_key]`;
    done = end;
  }
  return clean + text.slice(done);
}
