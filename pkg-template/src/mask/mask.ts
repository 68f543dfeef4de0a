// `mask.js`: takes a secret out of texts and of streams, however it is written. Whoever sends a key has it; a page behind a
// proxy has none, and never loads this.

import { Search, type Span } from "./seek.ts";

export { Search };

/** The text without the secrets, one a line. Where a text was cut, the beginning of a secret at its end goes too. */
export function masked(text: string, secrets: string, isCut = false): string {
  return secrets.split("\n").reduce((clean, secret) => (secret ? without(clean, secret, isCut) : clean), text);
}

function without(text: string, secret: string, isCut: boolean): string {
  const search = new Search(secret);
  const codes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at += 1) codes[at] = Math.min(text.charCodeAt(at), 255);
  const { found, open } = search.read(codes);
  const rest: Span[] = isCut ? [[open, text.length]] : search.end();
  let clean = "";
  let done = 0;
  for (const [start, end] of [...found, ...rest]) {
    if (start === end) continue;
    clean += `${text.slice(done, start)}[api_key]`;
    done = end;
  }
  return clean + text.slice(done);
}
