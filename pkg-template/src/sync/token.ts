// The state of a sync as a token: opaque, with a version, safe in JSON, and known when it is damaged.
//
// `kombo-sync-1.<what it says, base64url>.<check>`; the check is the beginning of its SHA-256.

import { KomboError } from "../index.ts";

const VERSION = 1;

/** @param state plain data */
export async function write(state: object): Promise<string> {
  const said = toBase64Url(new TextEncoder().encode(JSON.stringify(state)));
  return `kombo-sync-${VERSION}.${said}.${await digest(said)}`;
}

/**
 * The plain data.
 *
 * @throws {KomboError} of kind `input` for what `write` did not give
 */
export async function read(token: unknown): Promise<unknown> {
  const [, version, said, check] = /^kombo-sync-(\d+)\.([\w-]+)\.([\w-]+)$/.exec(typeof token === "string" ? token : "") ?? [];
  if (said === undefined) throw wrong("no state of a sync: give what a batch's `state` was, or leave it out to begin anew");
  if (Number(version) > VERSION) throw wrong("a newer version's: update this package, or leave it out to begin anew");
  if (check !== (await digest(said))) throw wrong("damaged: leave it out to begin anew");
  return JSON.parse(new TextDecoder().decode(Uint8Array.from(atob(said.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0))));
}

/** Tells one text from another, without telling the text. */
export async function digest(text: string): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return toBase64Url(new Uint8Array(hash, 0, 12));
}

const toBase64Url = (bytes: Uint8Array) =>
  btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join("")).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

const wrong = (given: string) => new KomboError({ kind: "input", message: `\`state\` is ${given}` });
