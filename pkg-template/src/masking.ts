// Masks the key in every text that comes from the server or from a caller's function, before it reaches an error, an event,
// a page's `meta` or its `issues`. The package's own texts are not masked, so a short key cannot garble them. The search
// itself is in `mask.js`, which is loaded only when there is a key.

import { KomboError } from "./error.ts";
import type * as Mask from "./mask/mask.ts";
import type { ErrorDetails } from "./module.ts";
import { runtime } from "./runtime.ts";
import type { RecordIssue } from "./types.ts";

/** How many keys of one page's attempts are masked: the latest ones. */
const MAX_KEYS = 8;

let mask: typeof Mask | undefined;

/** Loads the mask if there is a secret. Returns a promise if it has to be loaded asynchronously. */
export function loadMask(secret: string): Promise<void> | undefined {
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
 * The key in the `authorization` header, and the keys of earlier attempts, one per line. Earlier keys are kept because an old
 * key still works while it is being replaced.
 */
export function secretOf(headers: Record<string, string>, earlier = ""): string {
  const secret = Object.hasOwn(headers, "authorization") ? `${headers.authorization}`.replace(/^Bearer /, "") : "";
  return [...new Set([...earlier.split("\n"), secret])].filter(Boolean).slice(-MAX_KEYS).join("\n");
}

/** The text with the secret masked. */
export const masked = (text: string, secret: string): string => (secret && mask ? mask.masked(text, secret) : text);

/** The issues with masked ids: ids come from the server. */
export const maskedIssues = (issues: RecordIssue[], secret: string): RecordIssue[] => (secret && mask ? mask.issues(issues, secret) : issues);

/** The fields of an error, including the server's texts, which are masked. */
export function maskedDetails(details: ErrorDetails, secret: string): ErrorDetails {
  // No prototype: a property added to `Object.prototype` must not become part of an error.
  const fields = { __proto__: null, ...(secret && mask ? mask.details(details, secret) : details) } as ErrorDetails;
  const { server } = fields;
  delete fields.server;
  return Object.assign(fields, server);
}
