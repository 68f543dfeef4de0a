// Texts about errors: what happened, and what to do.

import type { KomboError } from "kombo-edge";

type TitleAndAdvice = readonly [title: string, advice: string];

/** Texts by the error code of the server or the proxy. Other codes get the text of their kind. */
const CODES: { readonly [code: string]: TitleAndAdvice } = {
  "PLATFORM.RATE_LIMIT_EXCEEDED": ["Too many requests", "Wait a minute, then resume."],
  "PLATFORM.CONCURRENCY_LIMIT_EXCEEDED": ["Too many requests at once", "Wait until other walks are through, then resume."],
  "PLATFORM.AUTHENTICATION_INVALID": ["Kombo does not accept the proxy’s key", "Whoever runs the proxy has to set a valid key."],
  "PLATFORM.INPUT_INVALID": ["Kombo does not accept the request", "If a cursor is too old, walk again from the beginning."],
  "INTEGRATION.PERMISSION_MISSING": ["The integration lacks a permission", "Have the customer grant it in their ATS, then resume."],
  "INTEGRATION.AUTHENTICATION_INVALID": ["The customer’s ATS no longer lets Kombo in", "Have the customer connect it again, then resume."],
  "INTEGRATION.SETUP_SYNC_PENDING": ["The first synchronisation is still running", "Come back when Kombo has finished it."],
  "INTEGRATION.SETUP_INCOMPLETE": ["The integration is not set up yet", "Have the customer finish the set-up."],
  "INTEGRATION.INACTIVE": ["The integration is switched off", "Switch it on in Kombo’s dashboard, then walk again."],
  "PROXY.FORBIDDEN": ["The proxy does not let you ask this integration", "Sign in again, or choose another integration."],
  "PROXY.FORBIDDEN_ORIGIN": ["The proxy does not know this page", "List the page’s origin in the proxy’s allowed_origins."],
  "PROXY.INVALID_PARAMETERS": ["The proxy does not accept the request", "Correct what it names, then walk again."],
  "PROXY.AUTHORIZE_TIMEOUT": ["The proxy’s authorize took too long", "Usually it passes: resume in a while."],
  "PROXY.KEY_TIMEOUT": ["The proxy did not get its key in time", "Usually it passes: resume in a while."],
  "PROXY.UPSTREAM_FAILED": ["Something else answered in Kombo’s place", "Usually it passes: resume in a while."],
  "PROXY.UPSTREAM_UNREACHABLE": ["The proxy cannot reach Kombo", "Usually it passes: resume in a while."],
  "PROXY.UPSTREAM_TIMEOUT": ["Kombo did not answer in time", "Resume, perhaps with fewer records per page."],
};

const KINDS: { readonly [kind in KomboError["kind"]]: TitleAndAdvice } = {
  input: ["Something entered is not right", "Correct it, then walk again. Nothing was sent."],
  api: ["Kombo answered with an error", "Its own words are above."],
  http: ["Something else answered in Kombo’s place", "Usually it passes: resume in a while."],
  network: ["There is no connection", "Check the network, then resume."],
  timeout: ["The answer took too long", "Resume, perhaps with fewer records per page."],
  deadline: ["The time is up", "Walk again with more of it."],
  decode: ["The answer is not what the contract says", "Resume; if it stays so, tell Kombo, with the place named above."],
  pagination: ["The pages lead in a circle", "Resume asks for the last page again, and goes on if its next cursor has changed."],
  internal: ["This page or its package has a defect", "Reload, walk again, and please report it."],
};

/** The reason for a retry, in a few words. */
export function reason(code: string | undefined, status: number | undefined, kind: KomboError["kind"]): string {
  const text = code !== undefined && Object.hasOwn(CODES, code) ? CODES[code] : undefined;
  return text?.[0] ?? code ?? (status === undefined ? KINDS[kind][0] : `Status ${status}`);
}

export interface ErrorText {
  readonly title: string;
  readonly message: string;
  readonly advice: string;
}

export function explain(error: KomboError): ErrorText {
  // A server's code may be any text, even `constructor`.
  const code = error.code !== null && Object.hasOwn(CODES, error.code) ? CODES[error.code] : undefined;
  const [title, advice] = code ?? KINDS[error.kind] ?? KINDS.internal;
  return { title, message: error.message.slice(0, 600), advice };
}

/** A report for a ticket. It has nothing of a record, a header or the server's message. */
export function report(error: KomboError, facts: { readonly [name: string]: string | number }): string {
  const { cursor: _, ...safe } = error.toJSON() as { [name: string]: unknown };
  return `${JSON.stringify({ ...facts, error: safe }, null, 2)}\n`;
}
