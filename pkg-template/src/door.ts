// The one door for what the server says and what a caller's function throws, on its way to an error, an event, a page's
// `meta` or its `issues`: behind it, no text holds the key, however it is written. What is ours never passes it, so that
// nothing of ours is garbled, however short the key is.

import type { ErrorDetails } from "./module.ts";
import { runtime } from "./runtime.ts";
import type { RecordIssue } from "./types.ts";

type Mask = (text: string, secret: string, isCut?: boolean) => string;

/** How long an id is at least that was cut (src/answer.rs). */
const CUT = 255;

/** How many keys are remembered of the attempts of one page. */
const MOST_KEYS = 8;

let mask: Mask | undefined;

/**
 * The key that is sent, or what else is in its place, with those of earlier attempts, one a line: while a key is replaced, the
 * one before is still good. There is a mask for them from now on.
 */
export async function secretOf(headers: Record<string, string>, earlier = ""): Promise<string> {
  const secret = Object.hasOwn(headers, "authorization") ? `${headers.authorization}`.replace(/^Bearer /, "") : "";
  if (secret) mask ??= (await runtime.mask()).masked;
  return [...new Set([...earlier.split("\n"), secret])].filter(Boolean).slice(-MOST_KEYS).join("\n");
}

/** The text without the secret. */
export const masked: Mask = (text, secret, isCut) => (secret && mask ? mask(text, secret, isCut) : text);

/** The issues, with their ids, which are the server's, behind the door. Nearly always all of them may pass, which one look tells. */
export function maskedIssues(issues: RecordIssue[], secret: string): RecordIssue[] {
  const ids = issues.map(({ id }) => id ?? "").join("\n");
  if (masked(ids, secret) === ids && !issues.some(({ id }) => isCut(id))) return issues;
  return issues.map((issue) => ({ ...issue, id: issue.id && masked(issue.id, secret, isCut(issue.id)) }));
}

const isCut = (id: string | null) => !!id && id.length >= CUT;

/** An error's fields, the server's words among them. A code is whole, or none. */
export function told(details: ErrorDetails, secret: string): ErrorDetails {
  // Without a prototype: what somebody put on `Object.prototype` is no part of an error.
  const own = { __proto__: null, ...details } as ErrorDetails;
  const { server } = own;
  delete own.server;
  for (const [name, text] of Object.entries(server ?? {})) {
    const clean = masked(text, secret);
    own[name] = name === "code" && clean !== text ? null : clean;
  }
  if (own.kind === "input") own.message = unnamed(own.message, secret);
  if (own.issues) own.issues = maskedIssues(own.issues as RecordIssue[], secret);
  return own;
}

/** So short a key is part of our own names, and is none that anybody has. */
const SHORT_KEY = 6;

/** Wrong input is told by its name, which may be the key in a wrong place. */
function unnamed(message: string, secret: string): string {
  const at = secret.length < SHORT_KEY ? -1 : message.toLowerCase().indexOf(secret.toLowerCase());
  return at < 0 ? message : `${message.slice(0, at)}[api_key]${message.slice(at + secret.length)}`;
}
