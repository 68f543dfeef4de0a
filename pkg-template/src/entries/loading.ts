// Explains why the module does not load. A browser page loads this only after such a failure.

import { FORBIDDEN, LEFT_BEHIND, NOT_COMPILED, TOO_OLD, UNREACHED } from "./troubles.ts";

/** Maps the messages of engines to explanations. For a CSP, Chromium and Safari name the keyword, Firefox names the policy. */
const EXPLANATIONS: readonly (readonly [RegExp, string])[] = [
  [/unsafe-eval|CSP/, FORBIDDEN],
  [/embedder/, NOT_COMPILED],
  [/magic|asm'|ENOENT/, LEFT_BEHIND],
  // The errors of `fetch`, also for a file that arrived in part.
  [/^(Type|Network|Abort)Error/, UNREACHED],
];

/** @param response the response to the request for the module, if it was fetched */
export function notLoaded(cause: unknown, response?: Response): Error {
  const text = `${cause}`;
  const why = response?.ok === false ? LEFT_BEHIND : (EXPLANATIONS.find(([pattern]) => pattern.test(text))?.[1] ?? TOO_OLD);
  const prefix = response && why === LEFT_BEHIND ? `HTTP ${response.status} ${response.headers.get("content-type")}: ` : "";
  return new Error(prefix + why, { cause });
}
