// The one door for what the server says and what a caller's function throws, on its way to an error, an event, a page's
// `meta` or its `issues`: behind it, no text holds the key, however it is written. What is ours never passes it, so that
// nothing of ours is garbled, however short the key is. What it does is in `mask.js`, for whoever has a key.

import { KomboError } from "./error.ts";
import type * as Mask from "./mask/mask.ts";
import type { ErrorDetails } from "./module.ts";
import { runtime } from "./runtime.ts";
import type { RecordIssue } from "./types.ts";

/** How many keys are remembered of the attempts of one page. */
const MOST_KEYS = 8;

let mask: typeof Mask | undefined;

/** Has the mask at hand where there is a secret; a promise, where it has to be loaded first. */
export function openDoor(secret: string): Promise<void> | undefined {
  const loaded = mask || !secret ? undefined : runtime.mask();
  if (!(loaded instanceof Promise)) {
    mask ??= loaded;
    return undefined;
  }
  const failed = (cause: unknown) => {
    throw new KomboError({ kind: "internal", message: "mask.js could not be loaded: see `cause`" }, cause);
  };
  return loaded.then((module) => void (mask = module), failed);
}

/**
 * The key that is sent, or what else is in its place, with those of earlier attempts, one a line: while a key is replaced, the
 * one before is still good.
 */
export function secretOf(headers: Record<string, string>, earlier = ""): string {
  const secret = Object.hasOwn(headers, "authorization") ? `${headers.authorization}`.replace(/^Bearer /, "") : "";
  return [...new Set([...earlier.split("\n"), secret])].filter(Boolean).slice(-MOST_KEYS).join("\n");
}

/** The text without the secret. */
export const masked = (text: string, secret: string): string => (secret && mask ? mask.masked(text, secret) : text);

/** The issues, with their ids, which are the server's, behind the door. */
export const maskedIssues = (issues: RecordIssue[], secret: string): RecordIssue[] => (secret && mask ? mask.issues(issues, secret) : issues);

/** An error's fields, the server's words among them. */
export function told(details: ErrorDetails, secret: string): ErrorDetails {
  // Without a prototype: what somebody put on `Object.prototype` is no part of an error.
  const own = { __proto__: null, ...(secret && mask ? mask.details(details, secret) : details) } as ErrorDetails;
  const { server } = own;
  delete own.server;
  return Object.assign(own, server);
}
