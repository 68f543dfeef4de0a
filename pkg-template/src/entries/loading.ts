// Why the module does not load, for people. A page loads this only when it is needed.

import { FORBIDDEN, LEFT_BEHIND, NOT_COMPILED, TOO_OLD, UNREACHED } from "./troubles.ts";

/** What engines and servers say of it. Chromium and Safari name the policy's word, Firefox the policy. */
const SAID: readonly (readonly [RegExp, string])[] = [
  [/unsafe-eval|CSP/, FORBIDDEN],
  [/embedder/, NOT_COMPILED],
  [/magic|asm'|ENOENT/, LEFT_BEHIND],
  // What `fetch` throws, also when only a part of the file has arrived.
  [/^(Type|Network|Abort)Error/, UNREACHED],
];

/** @param response what came in the module's place, where it was fetched */
export function notLoaded(cause: unknown, response?: Response): Error {
  const said = `${cause}`;
  const why = response?.ok === false ? LEFT_BEHIND : (SAID.find(([pattern]) => pattern.test(said))?.[1] ?? TOO_OLD);
  const came = response && why === LEFT_BEHIND ? `HTTP ${response.status} ${response.headers.get("content-type")}: ` : "";
  return new Error(came + why, { cause });
}
