// The state of a sync as a token: an opaque text with a version and a checksum, safe in JSON.
//
// `kombo-sync-2.<JSON as base64url>.<checksum>`. The checksum is the beginning of the SHA-256 of the second part.

import { KomboError } from "../index.ts";

const VERSION = 2;

/** The data as a token. */
export async function write(data: object): Promise<string> {
  const text = toBase64Url(new TextEncoder().encode(JSON.stringify(data)));
  return `kombo-sync-${VERSION}.${text}.${await digest(text)}`;
}

/**
 * The data of a token, and the version that wrote it.
 *
 * @throws {KomboError} of kind `input` for anything that `write` did not return
 */
export async function read(token: unknown): Promise<{ version: number; data: unknown }> {
  const [, version, text, checksum] = /^kombo-sync-([1-9]\d{0,8})\.([\w-]+)\.([\w-]+)$/.exec(typeof token === "string" ? token : "") ?? [];
  if (text === undefined) throw wrong("no state of a sync: give what a batch's `state` was, or leave it out to begin anew");
  if (Number(version) > VERSION) throw wrong("a newer version's: update this package, or leave it out to begin anew");
  if (checksum !== (await digest(text))) throw wrong("damaged: leave it out to begin anew");
  const bytes = Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (char) => char.charCodeAt(0));
  return { version: Number(version), data: JSON.parse(new TextDecoder().decode(bytes)) };
}

/** A short hash of a text. */
export async function digest(text: string): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return toBase64Url(new Uint8Array(hash, 0, 12));
}

function toBase64Url(bytes: Uint8Array): string {
  const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

export const wrong = (given: string): KomboError => new KomboError({ kind: "input", message: `\`state\` is ${given}` });
