// The state of a sync as a token: opaque, with a version, safe in JSON, and known when it is damaged.
//
// `kombo-sync-2.<what it says, base64url>.<check>`; the check is the beginning of its SHA-256.

import { KomboError } from "../index.ts";

const VERSION = 2;

/** @param said plain data */
export async function write(said: object): Promise<string> {
  const text = toBase64Url(new TextEncoder().encode(JSON.stringify(said)));
  return `kombo-sync-${VERSION}.${text}.${await digest(text)}`;
}

/**
 * The plain data, and the version that wrote it.
 *
 * @throws {KomboError} of kind `input` for what `write` did not give
 */
export async function read(token: unknown): Promise<{ version: number; said: unknown }> {
  const [, version, text, check] = /^kombo-sync-([1-9]\d{0,8})\.([\w-]+)\.([\w-]+)$/.exec(typeof token === "string" ? token : "") ?? [];
  if (text === undefined) throw wrong("no state of a sync: give what a batch's `state` was, or leave it out to begin anew");
  if (Number(version) > VERSION) throw wrong("a newer version's: update this package, or leave it out to begin anew");
  if (check !== (await digest(text))) throw wrong("damaged: leave it out to begin anew");
  const bytes = Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (char) => char.charCodeAt(0));
  return { version: Number(version), said: JSON.parse(new TextDecoder().decode(bytes)) };
}

/** Tells one text from another, without telling the text. */
export async function digest(text: string): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return toBase64Url(new Uint8Array(hash, 0, 12));
}

function toBase64Url(bytes: Uint8Array): string {
  const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

export const wrong = (given: string): KomboError => new KomboError({ kind: "input", message: `\`state\` is ${given}` });
