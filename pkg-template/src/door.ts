// The one door for what the server says and what a caller's function throws, on its way to an error, an event, a page's
// `meta` or its `issues`: behind it, no text holds the key, however it is written. What is ours never passes it, so that
// nothing of ours is garbled, however short the key is.

import type { ErrorDetails } from "./module.ts";
import { runtime } from "./runtime.ts";
import type { RecordIssue } from "./types.ts";

type Mask = (text: string, secret: string) => string;

let mask: Mask | undefined;

/** The key that is sent, or what else is in its place; there is a mask for it from now on. */
export async function secretOf(headers: Record<string, string>): Promise<string> {
  const secret = Object.hasOwn(headers, "authorization") ? `${headers.authorization}`.replace(/^Bearer /, "") : "";
  if (secret) mask ??= (await runtime.mask()).masked;
  return secret;
}

/** The text without the secret. */
export const masked: Mask = (text, secret) => (secret && mask ? mask(text, secret) : text);

/** The issues, with their ids, which are the server's, behind the door. */
export const maskedIssues = (issues: RecordIssue[], secret: string): RecordIssue[] =>
  issues.map((issue) => ({ ...issue, id: issue.id && masked(issue.id, secret) }));

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
  if (own.issues) own.issues = maskedIssues(own.issues as RecordIssue[], secret);
  return own;
}
