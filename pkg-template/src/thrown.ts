// What a `fetch` threw: a connection that failed, which may pass, or a mistake, which will not.

/** Errors of the language itself. */
const MISTAKE = /^(Reference|Syntax|Range|Eval|URI|Runtime|Assertion|Kombo)Error/;

/** What the engines say of a mistake that is a `TypeError`, which is also what fetch throws when a connection fails. */
const SAID = /is not |undefined|null|(cannot|can't) (?!connect|reach)|illegal|invalid|parse url|constant/i;

/** Whether a caller's `fetch` that threw this may do better the next time. */
export function isConnectionFailure(thrown: unknown): boolean {
  const code = connectionCode(thrown);
  if (code && !code.startsWith("ERR_")) return true;
  const name = text(thrown, "name");
  return !MISTAKE.test(name) && !(name === "TypeError" && SAID.test(text(thrown, "message")));
}

/** The code of a failed connection, such as `ECONNREFUSED`, where what was thrown, which may be anything, holds one. */
export function connectionCode(thrown: unknown): string {
  const code = text(read(thrown, "cause"), "code") || text(thrown, "code");
  return /^[A-Z][A-Z0-9_]{0,39}$/.test(code) ? code : "";
}

function text(value: unknown, name: string): string {
  const text = read(value, name);
  return typeof text === "string" ? text : "";
}

function read(value: unknown, name: string): unknown {
  try {
    return (value as Record<string, unknown>)[name];
  } catch {
    return undefined;
  }
}
